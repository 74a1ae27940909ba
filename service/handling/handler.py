"""The command handler: the one way by which anything is recorded.

It decides on states that it kept, where it has them, and lets the append check them; so a command to a known
aggregate is one round trip. A refusal, and a stale version, only count when everything was read from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hmac import compare_digest
from time import monotonic
from uuid import UUID

from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.decider import State
from domain.kernel.guards import Refused
from domain.kernel.next_steps import NextStep, next_steps
from domain.registry import DECIDERS
from service.access.standing import Standing
from service.handling.answers import (
    Answer,
    CommandTooLarge,
    Contention,
    Rehearsed,
    VersionStale,
    from_record,
)
from service.handling.asked import Asked
from service.handling.attempts import Attempts, Begun
from service.handling.reading import Coming, NotKept, Reading, kind_of
from service.store.log import ClockSkew, KeyReused, Log, VersionConflict
from service.store.mapper import EventTooLarge

ATTEMPTS = 4
"""Once on what is kept, and three times more on what the log says."""
WAITED = 1.0
"""Seconds below which no waiting explains a time that the database does not agree with."""


class CommandHandler:
    """Carries out commands against one log.

    `now` is the clock that recorded_at is taken from; only an illustrative log takes another than the true
    one. `secret` keys the digest by which a repeated body is recognised.
    """

    def __init__(
        self, log: Log, *, secret: bytes, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.log, self.now = log, now
        self._secret, self._attempts = secret, Attempts(log, now)

    def handle(
        self,
        stream: str,
        command: Command,
        *,
        key: str | None = None,
        expected_version: int | None = None,
        standing: Standing | None = None,
    ) -> Answer:
        """Carry out a command on `stream`: `programme:p1`, or `programme` for a new one whose identity is yet
        to be given.

        The same key from the same actor answers the first result again and records nothing. Raises Refused
        with every unmet guard, NotCovered where it is outside the right in which it is asked, VersionStale,
        KeyReused, CommandTooLarge, Contention, ClockSkew.
        """
        asked = self._asked(stream, command, key, expected_version, standing)
        for attempt in range(ATTEMPTS):
            reading, began = self._attempts.reading(fresh=attempt > 0), monotonic()
            try:
                return self._attempts.whole(asked, reading)
            except VersionConflict:
                continue
            except ClockSkew:
                # Its time was true when it was decided, but it waited since: it is decided again as of now.
                if monotonic() - began < WAITED:
                    raise
            except (Refused, VersionStale):
                if not reading.certain:
                    continue
                if (first := self._first_answer(asked)) is None:
                    raise
                return first
            except EventTooLarge as error:
                raise _too_large(command, error) from error
        raise Contention(asked.stream)

    def rehearse(
        self,
        stream: str,
        command: Command,
        *,
        key: str | None = None,
        expected_version: int | None = None,
        standing: Standing | None = None,
    ) -> Rehearsed | Answer:
        """What `handle` would answer now, by the same guards on what the log says, with nothing recorded and
        no key used up; the first answer where the key was used. Raises what `handle` raises, but Contention
        and ClockSkew.
        """
        asked = self._asked(stream, command, key, expected_version, standing)
        try:
            return self._first_answer(asked) or self._attempts.rehearse(asked)
        except EventTooLarge as error:
            raise _too_large(command, error) from error

    def begin(
        self,
        stream: str,
        command: Command,
        *,
        key: str | None = None,
        expected_version: int | None = None,
        standing: Standing | None = None,
        coming: Mapping[str, Coming] | None = None,
    ) -> Begun | None:
        """Begin what `handle` does without waiting for anything, so that an event loop may do it; where it is
        told what is `coming`, it may read the log, and supposes that.

        None where something must be read first, or where it would be refused: then `handle` tells. Raises
        NotCovered.
        """
        asked = self._asked(stream, command, key, expected_version, standing)
        if isinstance(command, CorrectRecord | AnnulEvents):
            return None
        attempts = self._attempts
        reading = attempts.reading_kept() if coming is None else attempts.reading_ahead(coming)
        try:
            return attempts.begin(asked, reading)
        except (NotKept, Refused, VersionStale, EventTooLarge):
            return None

    def finish(self, begun: Begun) -> Answer:
        """The answer to what was begun; waits for it. Raises VersionConflict, KeyReused, ClockSkew."""
        return self._attempts.finish(begun)

    def first_answer(self, stream: str, command: Command, key: str) -> Answer | None:
        """What the same command with the same key was answered before, or None. Raises KeyReused."""
        return self._first_answer(self._asked(stream, command, key))

    def state(self, stream: str) -> State:
        """The state of a stream, read from the log now."""
        return self._fresh(stream)[stream]

    def states(self, streams: Iterable[str]) -> dict[str, State]:
        """The states of streams, read from the log now in one query."""
        reading = self._attempts.reading(fresh=True)
        reading.load(streams)
        return dict(reading)

    def next_steps(self, stream: str) -> list[NextStep]:
        """What may be done next on a stream, and what is missing for it."""
        reading = self._fresh(stream)
        decider = DECIDERS[kind_of(stream)]
        return self._attempts.ask(
            reading,
            lambda facts: next_steps(decider, facts.state(stream, decider.state), facts),
            UUID(int=0),
            {},
        )

    def _asked(
        self,
        stream: str,
        command: Command,
        key: str | None,
        expected_version: int | None = None,
        standing: Standing | None = None,
    ) -> Asked:
        return Asked.of(
            stream,
            command,
            key=key,
            secret=self._secret,
            expected_version=expected_version,
            standing=standing,
        )

    def _fresh(self, stream: str) -> Reading:
        reading = self._attempts.reading(fresh=True)
        reading.load([stream])
        return reading

    def _first_answer(self, asked: Asked) -> Answer | None:
        record = self.log.find_command(asked.command_id) if asked.keyed else None
        if record is None:
            return None
        if not compare_digest(record.body_hmac, asked.body_hmac):
            raise KeyReused(asked.command_id)
        return from_record(record.result, record.first_position, replayed=True)


def _too_large(command: Command, error: EventTooLarge) -> CommandTooLarge:
    return CommandTooLarge(_largest_field(command), error.size, error.limit)


def _largest_field(command: Command) -> str:
    return max(type(command).model_fields, key=lambda field: len(command.model_dump_json(include={field})))
