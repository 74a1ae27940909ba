"""Whose account a person has who signed in at the provider."""

from __future__ import annotations

from typing import LiteralString

from service.access.accounts import Accounts, folded_email
from service.access.journal import ENTRY, Kind
from service.access.provided import Person
from service.access.secrets_given import keyed
from service.vault.vault import Rows

_FIND: LiteralString = """SELECT account_ref FROM access.accounts
    WHERE provider_digest = %(provider)s AND closed_at IS NULL"""
_BIND: LiteralString = """WITH done AS (
        UPDATE access.accounts SET provider_digest = %(provider)s
        WHERE account_ref = %(account)s AND closed_at IS NULL AND provider_digest IS NULL
        RETURNING account_ref, NULL::text AS about)
    """
_RELEASE: LiteralString = """WITH done AS (
        UPDATE access.accounts SET provider_digest = NULL
        WHERE account_ref = %(account)s AND provider_digest IS NOT NULL
        RETURNING account_ref, NULL::text AS about)
    """


class ProviderAccounts:
    """Finds accounts by what the provider says. `secret` keys the digests that they are found by."""

    def __init__(self, rows: Rows, accounts: Accounts, secret: bytes) -> None:
        self._rows, self._accounts, self._secret = rows, accounts, secret

    def account_of(self, person: Person) -> str | None:
        """The account of a person, by the provider's name for them; the first time by their e-mail address,
        and from then on bound to that name. An account that is bound to another name is not theirs: the
        provider may have given a former colleague's address to somebody new. None where there is none.
        """
        digest = self._digest(person)
        return self._found(digest) or self._bound(person, digest)

    def release(self, account: str, *, by: str) -> bool:
        """Have an account bound anew at the next sign-in, as when the provider is another one; False where it
        was not bound.
        """
        released = {"account": account, "kind": Kind.PROVIDER_RELEASED, "by": by, "address": None}
        return bool(self._rows(_RELEASE + ENTRY, released))

    def _found(self, digest: bytes) -> str | None:
        rows = self._rows(_FIND, {"provider": digest})
        return rows[0][0] if rows else None

    def _bound(self, person: Person, digest: bytes) -> str | None:
        found = self._accounts.find(person.email) if _is_unmistakable(person.email) else None
        if found is None or found.closed_at is not None:
            return None
        account = found.account_ref
        entry = {"kind": Kind.PROVIDER_BOUND, "by": account, "address": None}
        self._rows(_BIND + ENTRY, {"account": account, "provider": digest} | entry)
        return self._found(digest)  # another of their sign-ins may have been first: it counts too

    def _digest(self, person: Person) -> bytes:
        return keyed(self._secret, "provider", f"{person.issuer}\0{person.subject}")


def _is_unmistakable(email: str) -> bool:
    """Whether an address is found only by those that its provider means: letters that merely look like others
    fold to them (a long s to an s), and whoever owns such an address is somebody else.
    """
    return email.isascii() or email == folded_email(email)
