"""The accounts of the illustrative log: one for each role, so that everything can be tried at once.

They are made where the service was asked for the illustrative log in its own embedded database, and nowhere
else; `infitah check` finds them.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from domain.kernel.values import Role
from service.access.access import Access
from service.access.passwords import hashed
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


def make_accounts(access: Access, path: Path) -> str:
    """Make them where they are missing; returns their one password, which a file beside the data keeps."""
    password = _kept(path)
    if not access.log.ask(_ANY, []):
        hash_of_all = hashed(password)
        for role, held in held_roles().items():
            made = access.accounts.make(email_of(role), by=BY, password=hash_of_all, illustrative=True)
            place = COMMUNE if COLLECTIVITY in held.held_for else None
            body = f"{BODY}-{role.value.replace('_', '-')}" if held.of_a_body else None
            access.grants.make(made, role, by=BY, collectivity=place, body=body)
    return password


def _kept(path: Path) -> str:
    """The password of a data directory: random, since whoever knows the program would know any other."""
    with os.fdopen(open_private(path), "r+", encoding="ascii") as file:
        if found := file.read().strip():
            return found
        made = secrets.token_urlsafe(12)
        file.write(made)
        file.flush()
        return made
