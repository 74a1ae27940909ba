"""The command handler: the one way by which anything is recorded.

It decides on states that it kept, where it has them, and lets the append check them; so a command to a known
aggregate is one round trip. A refusal, and a stale version, only count when everything was read from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from hmac import compare_digest
from typing import NamedTuple, TypeVar
from uuid import UUID

from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.decider import FactNeeded, Facts, State
from domain.kernel.deciding import NextStep, decide, next_steps
from domain.kernel.events import Event
from domain.kernel.guards import Refused
from domain.kernel.values import SealedText
from domain.registry import DECIDERS
from service.handling.answers import Answer, CommandTooLarge, Contention, VersionStale, from_record, to_record
from service.handling.asked import Asked
from service.handling.histories import HistoryReading
from service.handling.reading import KeptStates, NotKept, Reading, kind_of
from service.store.log import AppendResult, KeyReused, Log, VersionConflict
from service.store.mapper import EventTooLarge

T = TypeVar("T")
ATTEMPTS = 4
"""Once on what is kept, and three times more on what the log says."""


class Begun(NamedTuple):
    """A command that was decided and waits for its commit.

    `states` are those after it, or None where they must be read anew; `concerned` are all streams that it
    read or writes.
    """

    waiting: Future[AppendResult]
    states: Mapping[str, State] | None
    concerned: frozenset[str]


class CommandHandler:
    """Carries out commands against one log.

    `now` is the clock that recorded_at is taken from; only an illustrative log takes another than the true
    one. `secret` keys the digest by which a repeated body is recognised.
    """

    def __init__(
        self, log: Log, *, secret: bytes, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.log, self.now = log, now
        self._secret, self._kept = secret, KeptStates()

    def handle(
        self, stream: str, command: Command, *, key: str | None = None, expected_version: int | None = None
    ) -> Answer:
        """Carry out a command on `stream`: `programme:p1`, or `programme` for a new one whose identity is yet
        to be given.

        The same key from the same actor answers the first result again and records nothing. Raises Refused
        with every unmet guard, VersionStale, KeyReused, CommandTooLarge, Contention.
        """
        asked = Asked.of(stream, command, key=key, expected_version=expected_version, secret=self._secret)
        for attempt in range(ATTEMPTS):
            reading = Reading(self.log, self._kept, fresh=attempt > 0)
            try:
                return self._attempt(asked, reading)
            except VersionConflict:
                continue
            except (Refused, VersionStale):
                if not reading.certain:
                    continue
                if (first := self._first_answer(asked)) is None:
                    raise
                return first
            except EventTooLarge as error:
                raise CommandTooLarge(_largest_field(command), error.size, error.limit) from error
        raise Contention(asked.stream)

    def begin(
        self, stream: str, command: Command, *, key: str | None = None, expected_version: int | None = None
    ) -> Begun | None:
        """Begin what `handle` does without waiting for anything, so that an event loop may do it.

        None where something must be read first, or where it would be refused: then `handle` tells.
        """
        asked = Asked.of(stream, command, key=key, expected_version=expected_version, secret=self._secret)
        if isinstance(command, CorrectRecord | AnnulEvents):
            return None
        try:
            return self._begin(asked, Reading(None, self._kept, fresh=False))
        except (NotKept, Refused, VersionStale, EventTooLarge):
            return None

    def finish(self, begun: Begun) -> Answer:
        """The answer to what was begun; waits for it. Raises VersionConflict, KeyReused, ClockSkew."""
        try:
            done = begun.waiting.result()
        except VersionConflict:
            self._kept.forget(begun.concerned)
            raise
        if begun.states is None:
            self._kept.forget(begun.concerned)
        elif not done.replayed:
            self._kept.keep(begun.states)
        return from_record(done.result, done.first_position, replayed=done.replayed)

    def first_answer(self, stream: str, command: Command, key: str) -> Answer | None:
        """What the same command with the same key was answered before, or None. Raises KeyReused."""
        return self._first_answer(
            Asked.of(stream, command, key=key, expected_version=None, secret=self._secret)
        )

    def state(self, stream: str) -> State:
        """The state of a stream, read from the log now."""
        return self._fresh(stream)[stream]

    def states(self, streams: Iterable[str]) -> dict[str, State]:
        """The states of streams, read from the log now in one query."""
        reading = Reading(self.log, self._kept, fresh=True)
        reading.load(streams)
        return dict(reading)

    def next_steps(self, stream: str) -> list[NextStep]:
        """What may be done next on a stream, and what is missing for it."""
        reading = self._fresh(stream)
        decider = DECIDERS[kind_of(stream)]
        return self._ask(
            reading,
            lambda facts: next_steps(decider, facts.state(stream, decider.state), facts),
            UUID(int=0),
            {},
        )

    def _fresh(self, stream: str) -> Reading:
        reading = Reading(self.log, self._kept, fresh=True)
        reading.load([stream])
        return reading

    def _attempt(self, asked: Asked, reading: Reading) -> Answer:
        if isinstance(asked.command, CorrectRecord | AnnulEvents):
            return self.finish(self._begin_correction(asked, asked.command))
        return self.finish(self._begin(asked, reading))

    def _begin(self, asked: Asked, reading: Reading) -> Begun:
        if asked.new_identity:
            reading.suppose_new(asked.stream)
        reading.load([asked.stream, *asked.streams()])
        _check_version(asked, reading[asked.stream].version)
        events, states = self._ask(
            reading,
            lambda facts: decide(DECIDERS, asked.stream, asked.command, facts),
            asked.command_id,
            asked.sealed.texts,
        )
        return self._submit(asked, events, states, reading.versions(), reading.tags)

    def _begin_correction(self, asked: Asked, command: CorrectRecord | AnnulEvents) -> Begun:
        reading = HistoryReading(self.log)
        _check_version(asked, reading.version(asked.stream))
        events = reading.decide(asked.stream, command, self.now(), asked.command_id)
        return self._submit(asked, events, None, reading.versions(), reading.tags)

    def _submit(
        self,
        asked: Asked,
        events: tuple[Event, ...],
        states: Mapping[str, State] | None,
        versions: dict[str, int],
        tags: dict[str, int],
    ) -> Begun:
        written = {event.stream for event in events}
        only_read = {stream: version for stream, version in versions.items() if stream not in written}
        waiting = self.log.submit(
            events,
            command_id=asked.command_id,
            actor=asked.command.actor.role,
            route=asked.route,
            body_hmac=asked.body_hmac,
            result=to_record(asked.stream, events),
            expected_streams=only_read,
            expected_tags=tags,
            texts=asked.sealed.rows,
        )
        return Begun(waiting, states, frozenset(written | only_read.keys()))

    def _ask(
        self,
        reading: Reading,
        question: Callable[[Facts], T],
        command_id: UUID,
        sealed: dict[str, SealedText],
    ) -> T:
        facts = Facts(self.now(), command_id, reading, reading.sets, sealed)
        while True:
            try:
                return question(facts)
            except FactNeeded as needed:
                if needed.stream is not None:
                    reading.load([needed.stream])
                if needed.tag is not None:
                    reading.load_set(needed.tag)

    def _first_answer(self, asked: Asked) -> Answer | None:
        record = self.log.find_command(asked.command_id) if asked.keyed else None
        if record is None:
            return None
        if not compare_digest(record.body_hmac, asked.body_hmac):
            raise KeyReused(asked.command_id)
        return from_record(record.result, record.first_position, replayed=True)


def _check_version(asked: Asked, actual: int) -> None:
    """What does not exist is refused by its own guard, not for its version."""
    if actual and asked.expected_version is not None and asked.expected_version != actual:
        raise VersionStale(asked.stream, asked.expected_version, actual)


def _largest_field(command: Command) -> str:
    return max(type(command).model_fields, key=lambda field: len(command.model_dump_json(include={field})))
