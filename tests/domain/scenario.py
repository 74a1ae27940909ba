"""Given-when-then over the whole domain in memory: real deciders, real folds, a log that is a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import is_
from typing import Any
from uuid import UUID, uuid5

from domain.document.commands import RegisterDocument
from domain.kernel.amend import fold, is_amendment
from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents, CorrectRecord, decide_correction
from domain.kernel.dates import PartialDate
from domain.kernel.decider import FactNeeded, Facts, State
from domain.kernel.deciding import decide
from domain.kernel.events import Event, EventData
from domain.kernel.guards import Refused
from domain.kernel.next_steps import NextStep, next_steps
from domain.kernel.reconsideration import Histories, Positioned
from domain.kernel.stored import decode
from domain.kernel.values import Actor, CitizenText, Role, SealedText
from domain.registry import DECIDERS
from tests.golden.files import keep_if_missing

ROOT = UUID("00000000-0000-4000-8000-000000000000")


def by(role: str, **body: Any) -> Actor:
    """An actor in a role, held by a body of the same name."""
    return Actor(role=Role(role), **(body or {"body": f"{role.replace('_', '-').replace(':', '-')}"}))


@dataclass
class Scenario:
    """A log in memory on a clock that the test moves."""

    now: datetime = datetime(2025, 3, 18, 10, 30, tzinfo=UTC)
    log: list[Event] = field(default_factory=list)
    commands: int = 0
    folded: dict[str, tuple[list[Event], State]] = field(default_factory=dict, repr=False, compare=False)

    def at(self, moment: str | datetime) -> Scenario:
        """Move the clock: an RFC 3339 instant, or a day (noon in Casablanca)."""
        self.now = moment if isinstance(moment, datetime) else _instant(moment)
        return self

    def later(self, **by: float) -> Scenario:
        """Move the clock on."""
        self.now += timedelta(**by)
        return self

    def given(self, stream: str, data: EventData, role: str = "council_president", **envelope: Any) -> Event:
        """Let an event have happened, without asking any guard."""
        self.commands += 1
        command_id = str(uuid5(ROOT, str(self.commands)))
        before = self._fold(stream)
        event = Event(
            event_id=str(uuid5(ROOT, f"given-{self.commands}")),
            stream=stream,
            version=before.version + 1,
            type=type(data).__name__,
            schema_version=data.schema_version,
            recorded_at=self.now,
            effective_at=PartialDate.of(self.now),
            actor=by(role),
            command="given",
            causation_id=command_id,
            correlation_id=command_id,
            data=data,
            **envelope,
        )
        after = DECIDERS[stream.split(":", 1)[0]].apply(before, event)
        self.log.append(decode(_stored(event.model_copy(update={"concerns": after.concerns}))))
        return self.log[-1]

    def when(self, stream: str, command: type[Command] | Command, **fields: Any) -> list[Event]:
        """Give a command to a stream (`workshop:w1`) and record what it decides. Raises Refused."""
        given = command if isinstance(command, Command) else command.model_validate(fields)
        self.commands += 1
        command_id = uuid5(ROOT, str(self.commands))
        if isinstance(given, CorrectRecord | AnnulEvents):
            events = self._correct(stream, given, command_id)
        else:
            events = self._decide(stream, given, command_id)
        stored = [decode(_stored(event)) for event in events]
        for event in stored:
            keep_if_missing(event)
        self.log += stored
        return stored

    def registered(self, *evidence: Mapping[str, Any]) -> Scenario:
        """Register the documents that evidence refers to, where they are not in the register yet."""
        for one in evidence:
            stream = f"document:{one['document_id']}"
            if not self.state(stream).version:
                told = {"title": {"ar": "وثيقة"}, "kind": one["kind"], "language": "ar", "size": 1}
                self.when(stream, RegisterDocument, actor=by("focal_point"), sha256=one["sha256"], **told)
        return self

    def refusal(self, stream: str, command: type[Command] | Command, **fields: Any) -> list[str]:
        """The codes of the unmet guards of a command that must be refused; nothing is recorded."""
        before = len(self.log)
        try:
            self.when(stream, command, **fields)
        except Refused as refused:
            assert len(self.log) == before
            for check in refused.unmet:
                assert all(check.sentence(language) for language in ("ar", "fr", "en"))
            return [check.guard.code for check in refused.unmet]
        raise AssertionError(f"{command} was accepted: {[event.type for event in self.log[before:]]}")

    def state(self, stream: str) -> Any:
        """The state of a stream as decisions see it."""
        return self._fold(stream)

    def steps(self, stream: str) -> dict[str, NextStep]:
        """What may be done next, by command name."""
        decider = DECIDERS[stream.split(":", 1)[0]]
        found = self._with_facts(
            UUID(int=0), lambda facts: next_steps(decider, facts.state(stream, decider.state), facts)
        )
        return {step.command.command_name(): step for step in found}

    def types(self, stream: str) -> list[str]:
        """The event types of a stream in order."""
        return [event.type for event in self.log if event.stream == stream]

    def _fold(self, stream: str) -> State:
        decider = DECIDERS[stream.split(":", 1)[0]]
        events = [event for event in self.log if event.stream == stream]
        known, state = self.folded.get(stream, ([], decider.state()))
        # It goes on from the last fold, unless what that one read is to be read otherwise or is not there.
        same = len(known) <= len(events) and all(map(is_, known, events))
        if not same or any(map(is_amendment, events)):
            known, state = [], decider.state()
        state = fold(decider, events[len(known) :], state)
        self.folded[stream] = events, state
        return state

    def _decide(self, stream: str, command: Command, command_id: UUID) -> tuple[Event, ...]:
        sealed = {name: _sealed(name, words, command_id) for name, words in command.words().items()}
        return self._with_facts(
            command_id, lambda facts: decide(DECIDERS, stream, command, facts).events, sealed
        )

    def _with_facts(self, command_id: UUID, ask: Any, sealed: dict[str, SealedText] | None = None) -> Any:
        states: dict[str, State] = {}
        sets: dict[str, tuple[str, ...]] = {}
        while True:
            try:
                return ask(Facts(self.now, command_id, states, sets, sealed or {}))
            except FactNeeded as needed:
                if needed.stream is not None:
                    states[needed.stream] = self._fold(needed.stream)
                if needed.tag is not None:
                    found = [event.stream for event in self.log if needed.tag in event.tags()]
                    sets[needed.tag] = tuple(dict.fromkeys(found))

    def _correct(
        self, stream: str, command: CorrectRecord | AnnulEvents, command_id: UUID
    ) -> tuple[Event, ...]:
        streams: dict[str, tuple[Positioned, ...]] = {}
        tagged: dict[str, tuple[Positioned, ...]] = {}
        everything = [Positioned(index + 1, event) for index, event in enumerate(self.log)]
        while True:
            try:
                return decide_correction(
                    DECIDERS, stream, command, Histories(self.now, command_id, streams, tagged)
                )
            except FactNeeded as needed:
                if needed.stream is not None:
                    streams[needed.stream] = tuple(e for e in everything if e.event.stream == needed.stream)
                if needed.tag is not None:
                    tagged[needed.tag] = tuple(e for e in everything if needed.tag in e.event.tags())


def _stored(event: Event) -> bytes:
    import rfc8785

    return rfc8785.dumps(event.wire())


def _instant(moment: str) -> datetime:
    text = moment if "T" in moment else f"{moment}T12:00:00+01:00"
    return datetime.fromisoformat(text).astimezone(UTC)


def _sealed(name: str, words: CitizenText, command_id: UUID) -> SealedText:
    ref = str(uuid5(command_id, name))
    return SealedText(ref=ref, language=words.language, length=len(words.text), commitment="0" * 64)
