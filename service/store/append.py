"""What one append carries beside its events, how it is put to `log.append`, and how its answer is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from psycopg.types.json import Jsonb

from service.vault.rows import PlainText, SealedWords


class SealedRow(NamedTuple):
    """A citizen's words with the salt of their commitment, before they are encrypted."""

    ref: str
    language: str
    salt: bytes
    text: str

    @property
    def plain(self) -> PlainText:
        """The text with its salt, as it is encrypted."""
        return PlainText(self.language, self.salt, self.text)


class VersionConflict(Exception):
    """A stream or a guarded set is not where the command believed it to be. Nothing of the command was
    recorded.
    """

    def __init__(self, subject: str, expected: int, actual: int) -> None:
        super().__init__(f"{subject}: expected {expected}, found {actual}")
        self.subject, self.expected, self.actual = subject, expected, actual


class KeyReused(Exception):
    """A command's identity was used before for another body."""


class ClockSkew(Exception):
    """The clock that recorded_at came from differs from the database's by more than 5 seconds."""


class AppendResult(NamedTuple):
    """What an append did, or (`replayed`) what the first one with this command's identity had done."""

    replayed: bool
    result: dict[str, Any]
    first_position: int
    last_position: int


@dataclass(frozen=True)
class Append:
    """One command's append: who and what for, what it expects, and its sealed words.

    `after` are the answers to commands in the queue before it whose outcome it was decided on: it is appended
    only if all of them are.
    """

    command_id: UUID
    actor: str
    route: str
    body_hmac: bytes
    result: Mapping[str, Any]
    recorded_at: Sequence[datetime]
    tags: Sequence[Sequence[str]]
    expected_streams: Mapping[str, int] = field(default_factory=dict)
    expected_tags: Mapping[str, int] = field(default_factory=dict)
    sealed: SealedWords = field(default_factory=SealedWords)
    after: Sequence[Future[AppendResult]] = ()


SQL = """SELECT * FROM log.append(
    %s::uuid[], %s::text[], %s::text[], %s::bytea[], %s::jsonb[],
    %s::int[], %s::text[], %s::bigint[], %s::text[], %s::bytea[], %s::timestamptz[],
    %s::int[], %s::text[],
    %s::int[], %s::text[], %s::bigint[],
    %s::int[], %s::text[], %s::bigint[],
    %s::int[], %s::text[], %s::uuid[], %s::text[], %s::bytea[],
    %s::int[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::bytea[])"""


def columns(batch: Sequence[tuple[Sequence[StoredEvent], Append]]) -> list[list[Any]]:
    """The parameters of `log.append` for several commands: one array per column, counted from 1."""
    commands = [append for _, append in batch]
    events = [
        (index, stored, append.recorded_at[n], append.tags[n])
        for index, (stored_events, append) in enumerate(batch, 1)
        for n, stored in enumerate(stored_events)
    ]
    tags = [(n, tag) for n, (_, _, _, found) in enumerate(events, 1) for tag in found]
    streams = [(i, *item) for i, append in enumerate(commands, 1) for item in append.expected_streams.items()]
    sets = [(i, *item) for i, append in enumerate(commands, 1) for item in append.expected_tags.items()]
    keys = [(i, *row) for i, append in enumerate(commands, 1) for row in append.sealed.keys]
    texts = [(i, *row) for i, append in enumerate(commands, 1) for row in append.sealed.texts]
    return [
        [command.command_id for command in commands],
        [command.actor for command in commands],
        [command.route for command in commands],
        [command.body_hmac for command in commands],
        [Jsonb(dict(command.result)) for command in commands],
        [index for index, *_ in events],
        [stored.originator_id for _, stored, *_ in events],
        [stored.originator_version for _, stored, *_ in events],
        [stored.topic for _, stored, *_ in events],
        [stored.state for _, stored, *_ in events],
        [at for _, _, at, _ in events],
        *_transposed(tags, 2),
        *_transposed(streams, 3),
        *_transposed(sets, 3),
        *_transposed(keys, 5),
        *_transposed(texts, 6),
    ]


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[column] for row in rows] for column in range(width)]


def answer(row: Mapping[str, Any]) -> AppendResult | Exception:
    """What one row of the function's answer means for its command."""
    match row["outcome"]:
        case "appended" | "replayed":
            replayed = row["outcome"] == "replayed"
            return AppendResult(
                replayed, row["result"], row["first_position"] or 0, row["last_position"] or 0
            )
        case "version_conflict":
            return VersionConflict(row["subject"], row["expected"], row["actual"])
        case "key_reused":
            return KeyReused("expected the body that this key was first used with, found another")
        case _:
            return ClockSkew("expected a clock within 5 seconds of the database's, found one further off")
