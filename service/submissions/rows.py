"""The receipts and the requests for erasure, as the database keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from service.store.log import Log
from service.submissions.codes import digest

OPEN = """NOT EXISTS (SELECT FROM log.events e WHERE e.originator_id = r.stream
    AND e.topic = 'PersonalDataErased' AND e.notification_id > r.after_position)"""
_ASK = """INSERT INTO submissions.erasure_requests (stream, after_position, scope, asked_at, due_on)
    SELECT %(stream)s, coalesce(max(notification_id), 0), %(scope)s, %(asked_at)s, %(due_on)s FROM log.events
    WHERE originator_id = %(stream)s AND topic = 'PersonalDataErased'
    ON CONFLICT DO NOTHING RETURNING true"""


class Owner(NamedTuple):
    """What a tracking code leads to: the stream, and the reference of its sender."""

    stream: str
    person_ref: str


class ErasureRequest(NamedTuple):
    """What was asked to be erased, when, until when that is to be done, and whether it still is to be."""

    stream: str
    scope: str
    asked_at: datetime
    due_on: date
    open: bool


class SubmissionRows:
    """The tables of the schema `submissions` in the database of a log."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def keep(self, code: str, owner: Owner) -> None:
        """Keep whom a code belongs to. Again, it changes nothing."""
        self._log.ask(
            "INSERT INTO submissions.receipts (code_digest, stream, person_ref) VALUES (%s, %s, %s)"
            " ON CONFLICT (code_digest) DO NOTHING RETURNING true",
            [digest(code), *owner],
        )

    def find(self, code: str) -> Owner | None:
        """What a code leads to, or None."""
        rows = self._log.ask(
            "SELECT stream, person_ref FROM submissions.receipts WHERE code_digest = %s", [digest(code)]
        )
        return Owner(*rows[0]) if rows else None

    def ask_for_erasure(self, stream: str, scope: str, asked_at: datetime, due_on: date) -> None:
        """Keep a request; where one is open already, that one stands."""
        values = {"stream": stream, "scope": scope, "asked_at": asked_at, "due_on": due_on}
        self._log.ask(_ASK, values)

    def erasure_requests(self, streams: Sequence[str]) -> list[ErasureRequest]:
        """All requests about some streams, oldest first."""
        rows = self._log.ask(
            f"SELECT r.stream, r.scope, r.asked_at, r.due_on, {OPEN} FROM submissions.erasure_requests r"  # noqa: S608 - made of our own names; values are parameters
            " WHERE r.stream = ANY(%s) ORDER BY r.asked_at, r.after_position",
            [list(streams)],
        )
        return [ErasureRequest(*row) for row in rows]

    def open_requests(self) -> list[ErasureRequest]:
        """All requests that are still to be carried out, those first that are due first."""
        rows = self._log.ask(
            f"SELECT r.stream, r.scope, r.asked_at, r.due_on, true FROM submissions.erasure_requests r"  # noqa: S608 - made of our own names; values are parameters
            f" WHERE {OPEN} ORDER BY r.due_on, r.stream",
            [],
        )
        return [ErasureRequest(*row) for row in rows]
