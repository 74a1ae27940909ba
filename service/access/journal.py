"""The access journal: who signed in, and who changed what anybody may do. Append-only, apart from the log of
events, and holding references only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import LiteralString, NamedTuple

from service.vault.vault import Rows

ENTRY: LiteralString = """INSERT INTO access.journal (kind, account_ref, by_ref, about, address_ref)
    SELECT %(kind)s, account_ref, %(by)s, about, %(address)s FROM done RETURNING account_ref"""
"""Closes a statement whose `done` says what was changed: the change and its entry are one statement."""
_ALONE: LiteralString = """WITH done AS (SELECT %(account)s::text AS account_ref, %(about)s::text AS about)
    """
_PAGE: LiteralString = """SELECT entry, at, kind, account_ref, by_ref, about, address_ref FROM access.journal
    WHERE (%(before)s::bigint IS NULL OR entry < %(before)s)
        AND (%(account)s::text IS NULL OR account_ref = %(account)s)
    ORDER BY entry DESC LIMIT %(limit)s"""
COMMAND_LINE = "command-line"
"""Who did it, where the machine's own command line was used."""


class Kind(StrEnum):
    """What an entry is about. Sentences lie in messages/access.toml."""

    SIGNED_IN = "signed_in"
    SIGNED_IN_BY_PROVIDER = "signed_in_by_provider"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a kind of entry
    LINK_ISSUED = "link_issued"
    LINK_USED = "link_used"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_ERASED = "account_erased"
    GRANT_MADE = "grant_made"
    GRANT_ENDED = "grant_ended"
    PROVIDER_BOUND = "provider_bound"
    PROVIDER_RELEASED = "provider_released"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of a kind of entry
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the name of a kind of entry
    COMMAND_LINE_USED = "command_line_used"


class Entry(NamedTuple):
    """One entry. `about` is the grant, token or command that it is about, or the legal basis of an erasure;
    `address_ref` leads to the address of a sign-in, for as long as the vault keeps it.
    """

    entry: int
    at: datetime
    kind: str
    account_ref: str | None
    by_ref: str | None
    about: str | None
    address_ref: str | None


class Journal:
    """The journal of one log."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def note(
        self,
        kind: Kind,
        account: str | None,
        *,
        by: str | None = None,
        about: str | None = None,
        address: str | None = None,
    ) -> None:
        """Write an entry that stands alone."""
        found = {"account": account, "about": about, "kind": kind, "by": by, "address": address}
        self._rows(_ALONE + ENTRY, found)

    def page(
        self, *, before: int | None = None, account: str | None = None, limit: int = 100
    ) -> Sequence[Entry]:
        """Entries, newest first, before an entry where one is given."""
        rows = self._rows(_PAGE, {"before": before, "account": account, "limit": limit})
        return [Entry(*row) for row in rows]
