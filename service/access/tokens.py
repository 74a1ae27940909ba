"""API tokens: for programs, random, shown once, kept as digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

from service.access.journal import ENTRY, Kind
from service.access.secrets_given import digest, new_ref, new_secret
from service.vault.vault import Rows

PREFIX = "infitah_"
"""Tells a token that was published by mistake for what it is."""
_MAKE: LiteralString = """WITH done AS (
        INSERT INTO access.tokens (token_id, digest, account_ref, grant_ids, commands, ends_at)
        SELECT %(token)s, %(digest)s, account_ref, %(grants)s::text[], %(commands)s::text[], %(ends_at)s
        FROM access.accounts WHERE account_ref = %(account)s AND closed_at IS NULL
        RETURNING account_ref, token_id AS about)
    """
_REVOKE: LiteralString = """WITH done AS (
        UPDATE access.tokens SET revoked_at = clock_timestamp()
        WHERE token_id = %(token)s AND revoked_at IS NULL
        RETURNING account_ref, token_id AS about)
    """
_OF: LiteralString = """SELECT token_id, account_ref, grant_ids, commands, made_at, ends_at, used_at,
        revoked_at
    FROM access.tokens WHERE %(account)s::text IS NULL OR account_ref = %(account)s
    ORDER BY made_at, token_id"""


class TokenRow(NamedTuple):
    """A token as it is kept: all but the token. `grant_ids` and `commands` are None where it has all those
    of its account.
    """

    token_id: str
    account_ref: str
    grant_ids: list[str] | None
    commands: list[str] | None
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class NewToken(NamedTuple):
    """A token that was just made, the only time that it is shown."""

    token_id: str
    secret: str


class Tokens:
    """The tokens of one log."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def make(
        self,
        account: str,
        *,
        by: str,
        ends_at: datetime,
        grants: Sequence[str] | None = None,
        commands: Sequence[str] | None = None,
    ) -> NewToken | None:
        """Make a token for some grants and commands of an account, or for all where none are named; no
        commands at all make one that only reads. None where there is no open account.
        """
        made = NewToken(new_ref("token"), new_secret(PREFIX))
        given = {
            "token": made.token_id,
            "digest": digest(made.secret),
            "account": account,
            "grants": None if grants is None else list(grants),
            "commands": None if commands is None else list(commands),
            "ends_at": ends_at,
        }
        entry = {"kind": Kind.TOKEN_MADE, "by": by, "address": None}
        return made if self._rows(_MAKE + ENTRY, given | entry) else None

    def revoke(self, token: str, *, by: str) -> bool:
        """Revoke a token; False where there is none, or it was revoked before."""
        revoked = {"token": token, "kind": Kind.TOKEN_REVOKED, "by": by, "address": None}
        return bool(self._rows(_REVOKE + ENTRY, revoked))

    def of(self, account: str | None = None) -> list[TokenRow]:
        """The tokens of an account, or all, those that are over among them."""
        return [TokenRow(*row) for row in self._rows(_OF, {"account": account})]
