"""One attempt at a command: decide on what was read, and put it in the queue of the next commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.decider import FactNeeded, Facts, State
from domain.kernel.deciding import decide
from domain.kernel.events import Event
from domain.kernel.values import SealedText
from domain.registry import DECIDERS
from service.handling.answers import Answer, Rehearsed, VersionStale, from_record, rehearsed, to_record
from service.handling.asked import Asked
from service.handling.erasure import erase, erases, refuse_what_never_was
from service.handling.histories import HistoryReading
from service.handling.reading import Coming, KeptStates, NotKept, Reading
from service.store.log import AppendResult, Log, VersionConflict

T = TypeVar("T")


class Begun(NamedTuple):
    """A command that was decided and waits for its commit.

    `states` are those after it, or None where they must be read anew; `concerned` are all streams that it
    read or writes.
    """

    waiting: Future[AppendResult]
    events: tuple[Event, ...]
    states: Mapping[str, State] | None
    concerned: frozenset[str]


class Decided(NamedTuple):
    """What a command leads to on what was read: its events, the states after it where they are known, and
    those of which is told what this service has not seen.
    """

    events: tuple[Event, ...]
    states: Mapping[str, State] | None
    told: tuple[State, ...]
    reading: Reading | HistoryReading


class Attempts:
    """Begins and finishes attempts against one log, and keeps the states that they lead to."""

    def __init__(self, log: Log, now: Callable[[], datetime]) -> None:
        self._log, self._now = log, now
        self._kept = KeptStates()

    def reading(self, *, fresh: bool) -> Reading:
        """What an attempt may rest on: what is kept and the log, or with `fresh` the log alone."""
        return Reading(self._log, self._kept, fresh=fresh)

    def reading_kept(self) -> Reading:
        """What an attempt may rest on that must not wait: only what is kept."""
        return Reading(None, self._kept, fresh=False)

    def reading_ahead(self, coming: Mapping[str, Coming]) -> Reading:
        """What an attempt may rest on while others are under way: what they lead to, what is kept, and the
        log.
        """
        return Reading(self._log, self._kept, fresh=False, coming=coming)

    def whole(self, asked: Asked, reading: Reading) -> Answer:
        """Decide, append, and wait for the answer. Raises Refused, VersionStale, VersionConflict and
        KeyReused.
        """
        if isinstance(asked.command, CorrectRecord | AnnulEvents):
            return self.finish(self._submit(asked, self._correction(asked, asked.command)))
        refuse_what_never_was(self._log, asked.command)
        begun = self.begin(asked, reading, whole=True)
        answer = self.finish(begun)
        erase(self._log, begun.events)
        return answer

    def rehearse(self, asked: Asked) -> Rehearsed:
        """What `whole` would record now, of which nothing is appended. Raises Refused, VersionStale, and
        EventTooLarge.
        """
        if isinstance(asked.command, CorrectRecord | AnnulEvents):
            decided = self._correction(asked, asked.command)
        else:
            refuse_what_never_was(self._log, asked.command)
            decided = self._decision(asked, self.reading(fresh=True))
        self._log.refuse_too_large(decided.events)
        return rehearsed(to_record(asked.stream, decided.events, decided.told))

    def begin(self, asked: Asked, reading: Reading, *, whole: bool = False) -> Begun:
        """Decide, and put the events in the queue; `whole` where the caller sees to what follows from them.
        Raises Refused, VersionStale, and NotKept.
        """
        if reading.only_kept and asked.sealed.reads_key:
            raise NotKept("the key of whose words these are")
        decided = self._decision(asked, reading)
        if not whole and erases(decided.events):
            raise NotKept("the deletion that follows an erasure waits for the database")
        return self._submit(asked, decided)

    def _decision(self, asked: Asked, reading: Reading) -> Decided:
        if asked.new_identity:
            reading.suppose_new(asked.stream)
        reading.load([asked.stream, *asked.streams()])
        self._refuse_outside(asked, reading)
        _check_version(asked, reading[asked.stream].version)
        events, states = self.ask(
            reading,
            lambda facts: decide(DECIDERS, asked.stream, asked.command, facts),
            asked.command_id,
            asked.sealed.texts,
        )
        return Decided(events, states, tuple(states.values()), reading)

    def _correction(self, asked: Asked, command: CorrectRecord | AnnulEvents) -> Decided:
        self._refuse_outside(asked, self.reading(fresh=True))
        reading = HistoryReading(self._log)
        _check_version(asked, reading.version(asked.stream))
        events = reading.decide(asked.stream, command, self._now(), asked.command_id)
        return Decided(events, None, reading.states(asked.stream), reading)

    def _submit(self, asked: Asked, decided: Decided) -> Begun:
        events, states, told, reading = decided
        written = {event.stream for event in events}
        only_read = {
            stream: version for stream, version in reading.versions().items() if stream not in written
        }
        waiting = self._log.submit(
            events,
            command_id=asked.command_id,
            actor=asked.command.actor.role,
            route=asked.route,
            body_hmac=asked.body_hmac,
            result=to_record(asked.stream, events, told),
            expected_streams=only_read,
            expected_tags=reading.tags,
            texts=asked.sealed.rows,
            subject=asked.sealed.subject,
            after=tuple(reading.after) if isinstance(reading, Reading) else (),
        )
        return Begun(waiting, events, states, frozenset(written | only_read.keys()))

    def ask(
        self,
        reading: Reading,
        question: Callable[[Facts], T],
        command_id: UUID,
        sealed: dict[str, SealedText],
    ) -> T:
        """Answer a question about facts, which are loaded as they prove to be needed."""
        facts = Facts(self._now(), command_id, reading, reading.sets, sealed)
        while True:
            try:
                return question(facts)
            except FactNeeded as needed:
                if needed.stream is not None:
                    reading.load([needed.stream])
                if needed.tag is not None:
                    reading.load_set(needed.tag)

    def _refuse_outside(self, asked: Asked, reading: Reading) -> None:
        """Whether somebody may comes before all else: who may not is told nothing more. What was read for it
        is checked by the append as what the guards read, but for corrections, which read histories. Raises
        NotCovered.
        """
        if (standing := asked.standing) is not None:
            check = partial(standing.check, asked.stream, asked.command)
            self.ask(reading, check, asked.command_id, {})

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


def _check_version(asked: Asked, actual: int) -> None:
    """What does not exist is refused by its own guard, not for its version."""
    if actual and asked.expected_version is not None and asked.expected_version != actual:
        raise VersionStale(asked.stream, asked.expected_version, actual)
