"""The accounts of the illustrative log: one for each role, so that everything can be tried at once.

They are made where the service was asked for the illustrative log in its own embedded database, and nowhere
else; `infitah check` finds them.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from domain.kernel.values import Role
from service.access.access import Access
from service.access.passwords import hashed, matches
from service.access.permissions import COLLECTIVITY, held_roles
from service.database.account import open_private

COMMUNE, BODY = "beni-mellal-khenifra-commune-3", "azilal"
"""Azilal: a commune of the register that the illustrative programme leaves alone."""
BY = "illustrative"
_ANY = "SELECT 1 FROM access.accounts WHERE illustrative LIMIT 1"


def email_of(role: Role) -> str:
    """The address of a role's account. Nobody can have it: `example` is reserved (RFC 2606)."""
    return f"{role.value.replace('_', '-')}@{BODY}.example"


def emails() -> list[str]:
    """The addresses of all."""
    return [email_of(role) for role in held_roles()]


class Illustrative(NamedTuple):
    """The one password of the accounts, and the e-mail addresses of those that it opens still."""

    password: str
    emails: list[str]


def make_accounts(access: Access, path: Path) -> Illustrative:
    """Make them where they are missing, with one password, which a file beside the data keeps. Accounts that
    were closed since, or have a password of their own, are not among those that it opens.
    """
    password = _kept(path)
    if not access.log.ask(_ANY, []):
        hash_of_all = hashed(password)
        for role, held in held_roles().items():
            made = access.accounts.make(email_of(role), by=BY, password=hash_of_all, illustrative=True)
            place = COMMUNE if COLLECTIVITY in held.held_for else None
            body = f"{BODY}-{role.value.replace('_', '-')}" if held.of_a_body else None
            access.grants.make(made, role, by=BY, collectivity=place, body=body)
        return Illustrative(password, emails())
    return Illustrative(password, _opened_by(access, password))


def _opened_by(access: Access, password: str) -> list[str]:
    """One hash was made for all of them, so that one comparison tells it of most."""
    hashes = {email: found.password_hash for email in emails() if (found := access.accounts.find(email))}
    opened = {one for one in set(hashes.values()) if matches(one, password)}
    return [email for email, one in hashes.items() if one in opened]


def _kept(path: Path) -> str:
    """The password of a data directory: random, since whoever knows the program would know any other."""
    with os.fdopen(open_private(path), "r+", encoding="ascii") as file:
        if found := file.read().strip():
            return found
        made = secrets.token_urlsafe(12)
        file.write(made)
        file.flush()
        return made
