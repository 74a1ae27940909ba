"""The log as the rest of the service uses it: append, and read by stream, by tag and in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from psycopg.rows import RowFactory, args_row, tuple_row

from domain.kernel.events import Event
from domain.kernel.values import SealedText
from service.documents.contents import Contents
from service.documents.keeping import Keeping
from service.store.append import Append, AppendResult, ClockSkew, KeyReused, SealedRow, VersionConflict
from service.store.application import LogApplication
from service.store.recorder import GroupCommitRecorder
from service.store.rows import CommandRecord, Identity, StoredRow
from service.vault.findings import Wanted
from service.vault.master_keys import MasterKeys
from service.vault.vault import Vault

__all__ = [
    "AppendResult",
    "ClockSkew",
    "CommandRecord",
    "Identity",
    "KeyReused",
    "Log",
    "SealedRow",
    "StoredRow",
    "VersionConflict",
]


Parameters = Sequence[Any] | Mapping[str, Any]
_COLUMNS = "notification_id, originator_id, originator_version, topic, state"


class Log:
    """One log with its vault, whose master keys are `keys`, and the contents of its documents, which lie as
    `documents` says. Safe to use from several threads; close it when done.
    """

    def __init__(
        self, conninfo: str, keys: MasterKeys, *, documents: Keeping | None = None, pool_size: int = 12
    ) -> None:
        self.conninfo, self.keys = conninfo, keys
        self._application = LogApplication(conninfo, pool_size=pool_size)
        self._recorder = cast(GroupCommitRecorder, self._application.recorder)
        self._datastore = self._recorder.datastore
        self.vault = Vault(self.ask, keys)
        self.contents = Contents(self.ask, keys, documents)

    def submit(
        self,
        events: Sequence[Event],
        *,
        command_id: UUID,
        actor: str,
        route: str,
        body_hmac: bytes,
        result: Mapping[str, Any],
        expected_streams: Mapping[str, int] | None = None,
        expected_tags: Mapping[str, int] | None = None,
        texts: Sequence[SealedRow] = (),
        subject: str | None = None,
        after: Sequence[Future[AppendResult]] = (),
    ) -> Future[AppendResult]:
        """Append one command's events and its record in one transaction, together with what else waits.

        `expected_streams` are versions of streams only read, `expected_tags` last positions of guarded sets,
        `after` answers to earlier submissions that this one supposes to be appended. `texts` are encrypted
        for their `subject`, whose key in use is read first where there is a reference. The answer may be
        VersionConflict, KeyReused, ClockSkew. Raises EventTooLarge before anything is sent.
        """
        append = Append(
            command_id,
            actor,
            route,
            body_hmac,
            result,
            [event.recorded_at for event in events],
            [event.tags() for event in events],
            expected_streams or {},
            expected_tags or {},
            self.vault.seal(subject, texts),
            after,
        )
        done: list[Future[AppendResult]] = []
        self._application.save(*events, append=append, done=done)
        return done[0]

    def refuse_too_large(self, events: Sequence[Event]) -> None:
        """Raises EventTooLarge as `submit` would, and sends nothing."""
        for event in events:
            self._application.mapper.to_stored_event(event)

    def append(self, events: Sequence[Event], **command: Any) -> AppendResult:
        """Append as `submit` does, and wait for the answer. Raises what that may answer."""
        return self.submit(events, **command).result()

    def find_command(self, command_id: UUID) -> CommandRecord | None:
        """The record of a command, or None."""
        rows = self.ask(
            "SELECT body_hmac, result, first_position, last_position "
            "FROM log.command_records WHERE command_id = %s",
            [command_id],
        )
        return CommandRecord(*(rows[0])) if rows else None

    def load(self, streams: Iterable[str], *, before: int | None = None) -> dict[str, list[StoredRow]]:
        """The events of streams in order of version, in one query; `before` a position, where given."""
        wanted = list(streams)
        rows = self._stored(
            f"SELECT {_COLUMNS} FROM log.events WHERE originator_id = ANY(%s) AND notification_id < %s"  # noqa: S608 - made of our own names; values are parameters
            " ORDER BY originator_id, originator_version",
            [wanted, _up_to(before)],
        )
        found: dict[str, list[StoredRow]] = {stream: [] for stream in wanted}
        for row in rows:
            found[row.stream].append(row)
        return found

    def bodies(self, streams: Iterable[str]) -> dict[str, list[bytes]]:
        """The stored bytes of the events of streams in order of version, in one query: what a fold needs."""
        wanted = list(streams)
        if len(wanted) == 1:  # asked for so, they come from the index in their order
            alone = "SELECT state FROM log.events WHERE originator_id = %s ORDER BY originator_version"
            return {wanted[0]: [body for (body,) in self.ask(alone, wanted)]}
        found: dict[str, list[bytes]] = {stream: [] for stream in wanted}
        for stream, body in self.ask(
            "SELECT originator_id, state FROM log.events WHERE originator_id = ANY(%s)"
            " ORDER BY originator_id, originator_version",
            [wanted],
        ):
            found[stream].append(body)
        return found

    def tagged(
        self, tag: str, *, after: int = 0, before: int | None = None, limit: int | None = None
    ) -> list[StoredRow]:
        """The events under a tag, in log order."""
        return self._stored(
            f"SELECT {_COLUMNS} FROM log.event_tags JOIN log.events ON notification_id = position"  # noqa: S608 - made of our own names; values are parameters
            " WHERE tag = %s AND position > %s AND position < %s ORDER BY position LIMIT %s",
            [tag, after, _up_to(before), limit],
        )

    def of_types(self, types: Iterable[str]) -> list[StoredRow]:
        """Every event of these types, in log order: for listings that nobody waits on."""
        return self._stored(
            f"SELECT {_COLUMNS} FROM log.events WHERE topic = ANY(%s) ORDER BY notification_id",  # noqa: S608 - made of our own names; values are parameters
            [list(types)],
        )

    def last_position(self, tag: str) -> int:
        """The position of the last event under a tag, 0 when there is none."""
        return int(
            self.ask("SELECT coalesce(max(position), 0) FROM log.event_tags WHERE tag = %s", [tag])[0][0]
        )

    def head(self) -> int:
        """The position of the last event in the log, 0 when it is empty."""
        return int(self.ask("SELECT coalesce(max(notification_id), 0) FROM log.events", [])[0][0])

    def since(self, position: int, limit: int) -> list[StoredRow]:
        """At most `limit` events after a position, in log order."""
        return [
            StoredRow(found.id, str(found.originator_id), found.originator_version, found.topic, found.state)
            for found in self._recorder.select_notifications(position, limit, inclusive_of_start=False)
        ]

    def texts(self, refs: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Citizens' words by reference, each with its language; what was erased is missing."""
        return {ref: (found.language, found.text) for ref, found in self.vault.texts(refs).items()}

    def words(self, given: Iterable[tuple[SealedText, str]]) -> dict[str, tuple[str, str]]:
        """The words that events of streams sealed, by reference, each with its language. Those erased, and
        those that are not what was sealed, are missing.
        """
        found = self.vault.words(Wanted.of(*one) for one in given)
        return {ref: (told.language, told.text) for ref, told in found.items() if told.text is not None}

    def erase_texts(self, refs: Iterable[str]) -> int:
        """Delete citizens' words with their salts; returns how many there still were."""
        return self.vault.erase(refs=refs)

    def name_person(self, person_ref: str, name: str, office: str) -> None:
        """Say in the office register who is behind a reference; what was said before gives way."""
        self.vault.name_person(person_ref, name, office)

    def office_register(self) -> dict[str, tuple[str, str]]:
        """Name and office of every person in the office register, by reference."""
        return self.vault.names()

    def erase_names(self, person_refs: Iterable[str]) -> int:
        """Delete names from the office register; returns how many there still were."""
        return self.vault.erase(persons=person_refs)

    def purge_command_records(self, older_than: timedelta = timedelta(days=30)) -> int:
        """Delete command records older than 30 days or more; returns how many."""
        return int(self.ask("SELECT log.purge_command_records(%s)", [older_than])[0][0])

    def identity(self) -> Identity:
        """Which log this is, and whether it is illustrative."""
        return Identity(*self.ask("SELECT origin, illustrative FROM log.identity", [])[0])

    def close(self) -> None:
        """Finish waiting appends and close the connections."""
        self._recorder.close()
        with suppress(Exception):
            self._application.close()

    def _stored(self, statement: str, parameters: Parameters) -> list[StoredRow]:
        return self.ask(statement, parameters, args_row(StoredRow))

    def ask(self, statement: str, parameters: Parameters, made: RowFactory[Any] = tuple_row) -> list[Any]:
        """The rows of one statement, in a transaction of its own; it may be done again where a connection
        breaks.
        """

        def ask() -> list[Any]:
            with (
                self._datastore.get_connection() as connection,
                connection.cursor(row_factory=made, binary=True) as cursor,
            ):
                return cursor.execute(statement, parameters, prepare=True).fetchall()

        return self._datastore.repeated(ask)


def _up_to(before: int | None) -> int:
    return 2**62 if before is None else before
