"""Sessions of those who signed in, in the database: ended there, they are ended everywhere at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import LiteralString

from service.access.journal import ENTRY, Journal, Kind
from service.access.secrets_given import digest, keyed, new_ref, new_secret
from service.access.session_times import SessionTimes
from service.vault.contacts import Contacts
from service.vault.vault import Rows, Vault

ADDRESSES = "addresses-"
"""The subject under whose key the addresses of a day lie: the key of a day goes, and with it all of them."""
_BEGIN: LiteralString = """WITH done AS (
        INSERT INTO access.sessions (digest, account_ref, ends_at)
        SELECT %(digest)s, account_ref, clock_timestamp() + %(lasts)s FROM access.accounts
        WHERE account_ref = %(account)s AND closed_at IS NULL RETURNING account_ref, NULL::text AS about),
    rotated AS (DELETE FROM access.sessions WHERE digest = %(before)s::bytea)
    """
_END: LiteralString = """WITH done AS (
        DELETE FROM access.sessions WHERE digest = %(digest)s RETURNING account_ref, NULL::text AS about)
    """
_END_ALL: LiteralString = """WITH ended AS (DELETE FROM access.sessions WHERE account_ref = %(account)s),
    done AS (SELECT %(account)s::text AS account_ref, NULL::text AS about)
    """
_SWEEP: LiteralString = """WITH sessions AS (
        DELETE FROM access.sessions
        WHERE ends_at < clock_timestamp() OR seen_at < clock_timestamp() - %(idle)s
        RETURNING 1)
    DELETE FROM access.one_time_links WHERE ends_at < clock_timestamp() RETURNING 1"""


class Sessions:
    """The sessions of one log."""

    def __init__(self, rows: Rows, vault: Vault, secret: bytes, times: SessionTimes) -> None:
        self._rows, self._secret, self.times = rows, secret, times
        self._contacts, self._journal = Contacts(rows, vault), Journal(rows)

    def begin(
        self,
        account: str,
        address: str | None,
        *,
        before: str | None = None,
        kind: Kind = Kind.SIGNED_IN,
    ) -> str | None:
        """Begin a session; returns its secret, or None for no open account. The secret that somebody came
        with, `before`, is worth nothing any more.
        """
        secret = new_secret()
        given = {
            "digest": digest(secret),
            "account": account,
            "lasts": self.times.most,
            "before": digest(before) if before else None,
        }
        entry = {"kind": kind, "by": account, "address": self._kept(address)}
        return secret if self._rows(_BEGIN + ENTRY, given | entry) else None

    def failed(self, account: str | None, address: str | None) -> None:
        """Note that somebody could not sign in: as whom, where there is such an account."""
        self._journal.note(Kind.SIGN_IN_FAILED, account, address=self._kept(address))

    def end(self, session: bytes) -> None:
        """End one session."""
        ended = {"digest": session, "kind": Kind.SIGNED_OUT, "by": None, "address": None}
        self._rows(_END + ENTRY, ended)

    def end_all(self, account: str) -> None:
        """End every session of an account."""
        ended = {"account": account, "kind": Kind.SIGNED_OUT_EVERYWHERE, "by": account, "address": None}
        self._rows(_END_ALL + ENTRY, ended)

    def csrf_token(self, session: bytes) -> str:
        """What a page of ours sends back with a form, and no other site can know."""
        return keyed(self._secret, "csrf", session.hex()).hex()

    def addresses(self, refs: tuple[str, ...]) -> dict[str, str]:
        """The addresses behind references of the journal, as far as they are kept. Raises CannotOpen."""
        return self._contacts.of(refs=refs)

    def forget(self, refs: tuple[str, ...]) -> None:
        """Delete addresses of sign-ins before their time."""
        self._contacts.erase(refs)

    def sweep(self, now: datetime) -> None:
        """Delete sessions and links that are over, and destroy addresses that were kept for long enough."""
        self._rows(_SWEEP, {"idle": self.times.idle})
        self._contacts.erase_before(ADDRESSES, _of_day(now - self.times.addresses))

    def _kept(self, address: str | None) -> str | None:
        if address is None:
            return None
        ref = new_ref("address")
        self._contacts.keep(_of_day(datetime.now(UTC)), ref, address)
        return ref


def _of_day(moment: datetime) -> str:
    return f"{ADDRESSES}{moment.astimezone(UTC):%Y-%m-%d}"
