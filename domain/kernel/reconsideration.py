"""Asking the guards of what was decided again, as at its position in the log, over an amended history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from domain.kernel.amend import EventAnnulled, RecordCorrected, amend, field_value, fold, is_amendment
from domain.kernel.commands import Command, command_types
from domain.kernel.decider import Decider, FactNeeded, Facts, Rule, State
from domain.kernel.deciding import GUARDS, checks
from domain.kernel.events import Event
from domain.kernel.guards import Check


class Positioned(NamedTuple):
    """An event and its position in the log."""

    position: int
    event: Event


@dataclass(frozen=True)
class Histories:
    """What a correction may rely on: whole streams and tagged events, with positions. Raises FactNeeded for
    what is not loaded.
    """

    now: datetime
    command_id: UUID
    streams: Mapping[str, tuple[Positioned, ...]] = field(default_factory=dict)
    tagged: Mapping[str, tuple[Positioned, ...]] = field(default_factory=dict)

    def stream(self, name: str) -> tuple[Positioned, ...]:
        """All events of one stream."""
        if name not in self.streams:
            raise FactNeeded(stream=name)
        return self.streams[name]

    def tag(self, name: str) -> tuple[Positioned, ...]:
        """All events under one tag."""
        if name not in self.tagged:
            raise FactNeeded(tag=name)
        return self.tagged[name]


class _StatesAt(Mapping[str, State]):
    """States as at a position of the log, read with amendments that came later."""

    def __init__(
        self,
        deciders: Mapping[str, Decider[Any]],
        histories: Histories,
        extra: Sequence[Event],
        position: int,
    ) -> None:
        self._deciders, self._histories, self._extra, self._position = deciders, histories, extra, position

    def __contains__(self, stream: object) -> bool:
        return stream in self._histories.streams

    def __getitem__(self, stream: str) -> State:
        decider = self._deciders[stream.split(":", 1)[0]]
        history = self._histories.stream(stream)
        read = [
            found.event
            for found in history
            if found.position < self._position
            or isinstance(found.event.data, RecordCorrected | EventAnnulled)
        ]
        state: State = fold(decider, read + [event for event in self._extra if event.stream == stream])
        before = [found.event.version for found in history if found.position < self._position]
        return state.model_copy(update={"stream": stream, "version": max(before, default=0)})

    def __iter__(self) -> Iterator[str]:
        return iter(self._histories.streams)

    def __len__(self) -> int:
        return len(self._histories.streams)


class _SetsAt(Mapping[str, tuple[str, ...]]):
    """The streams under a tag as at a position of the log."""

    def __init__(self, histories: Histories, position: int) -> None:
        self._histories, self._position = histories, position

    def __contains__(self, tag: object) -> bool:
        return tag in self._histories.tagged

    def __getitem__(self, tag: str) -> tuple[str, ...]:
        events = self._histories.tag(tag)
        return tuple(dict.fromkeys(found.event.stream for found in events if found.position < self._position))

    def __iter__(self) -> Iterator[str]:
        return iter(self._histories.tagged)

    def __len__(self) -> int:
        return len(self._histories.tagged)


def dependants_unmet(
    deciders: Mapping[str, Decider[Any]],
    histories: Histories,
    wanted: list[tuple[str, str]],
    amendments: tuple[Event, ...],
) -> Iterator[Check]:
    """Ask the guards of each event that relies on a target again, and of a corrected target itself."""
    for found, standing in _to_ask(histories, wanted, amendments):
        unmet = _unmet(deciders, histories, amendments, found.position, standing)
        if not unmet:
            continue
        before = _unmet(deciders, histories, (), found.position, _as_read_so_far(histories, found.event))
        for check in unmet:
            if check not in before:
                yield _pulled_from_under(standing, check)


def derived_anew(
    deciders: Mapping[str, Decider[Any]],
    histories: Histories,
    wanted: list[tuple[str, str]],
    amendments: tuple[Event, ...],
) -> Iterator[tuple[Event, str, Any]]:
    """What the same events say that was worked out from the facts amended, where it comes out otherwise now:
    the event, the field, and its value.
    """
    for found, standing in _to_ask(histories, wanted, amendments):
        if not type(standing.data).derived:
            continue
        rule, state, command, facts = _decided(deciders, histories, amendments, found.position, standing)
        again = next((new for new in rule.events(state, command, facts) if new.stream is None), None)
        if again is None or type(again.data) is not type(standing.data):
            continue
        for name in sorted(type(standing.data).derived):
            value = again.data.model_dump(mode="json")[name]
            if value != field_value(standing, name):
                yield standing, name, value


def _to_ask(
    histories: Histories, wanted: list[tuple[str, str]], amendments: tuple[Event, ...]
) -> Iterator[tuple[Positioned, Event]]:
    """The first event of each decision that relies on a target, or is one, with how it is to be read now."""
    to_ask: dict[str, Positioned] = {}
    for name, event_id in wanted:
        itself = next(found for found in histories.stream(name) if found.event.event_id == event_id)
        fact = fact_behind(histories, itself)
        for found in sorted((fact, *histories.tag(f"relies:{fact.event.event_id}"))):
            if not is_amendment(found.event) and found.event.causation_id not in to_ask:
                to_ask[found.event.causation_id] = decision_of(histories, found.event)[0]
    for found in to_ask.values():
        read = amend(
            [item.event for item in histories.stream(found.event.stream)]
            + _own(amendments, found.event.stream)
        )
        standing = next((event for event in read if event.event_id == found.event.event_id), None)
        if standing is not None:
            yield found, standing


def gathered(histories: Histories, wanted: list[tuple[str, str]]) -> None:
    """Ask for what is sure to be needed of many events before anything is worked out from it, since all that
    was is worked out again after each fact that was missing. Raises FactNeeded.
    """
    named = {event_id for _, event_id in wanted}
    for stream in dict.fromkeys(name for name, _ in wanted):
        for found in histories.stream(stream):
            if found.event.event_id in named:
                fact = fact_behind(histories, found).event
                histories.tag(f"event:{fact.event_id}")
                histories.tag(f"relies:{fact.event_id}")


def decision_of(histories: Histories, event: Event) -> list[Positioned]:
    """All events recorded by the command that an event came from, in order. The first holds the command's
    fields, so that it stands for the decision when guards are asked again.
    """
    found: list[Positioned] = []
    command_id = UUID(event.causation_id)
    while tagged := histories.tag(f"event:{uuid5(command_id, f'event-{len(found)}')}"):
        found.append(tagged[0])
    return found


def _own(amendments: Sequence[Event], stream: str) -> list[Event]:
    return [event for event in amendments if event.stream == stream]


def fact_behind(histories: Histories, found: Positioned) -> Positioned:
    """The fact that an amendment, or an amendment of an amendment, is about."""
    while isinstance(found.event.data, RecordCorrected | EventAnnulled):
        target = found.event.data.target
        found = next(item for item in histories.stream(found.event.stream) if item.event.event_id == target)
    return found


def command_of(event: Event) -> Command:
    """The command that the first event of a decision came from, without citizens' words."""
    kind = command_types()[event.command]
    own = {name: getattr(event.data, name) for name in kind.own_fields() if hasattr(event.data, name)}
    return kind.model_construct(
        actor=event.actor,
        effective_at=event.effective_at,
        authority=event.authority,
        evidence=event.evidence,
        reason=event.reason,
        **own,
    )


def _as_read_so_far(histories: Histories, event: Event) -> Event:
    read = amend([found.event for found in histories.stream(event.stream)])
    return next((found for found in read if found.event_id == event.event_id), event)


def _unmet(
    deciders: Mapping[str, Decider[Any]],
    histories: Histories,
    amendments: Sequence[Event],
    position: int,
    event: Event,
) -> list[tuple[str, str]]:
    """The guards of a decision that are not met as at its position, with what they say."""
    found = checks(*_decided(deciders, histories, amendments, position, event))
    return [(check.guard.code, check.sentence("en")) for check in found if not check.met]


def _decided(
    deciders: Mapping[str, Decider[Any]],
    histories: Histories,
    amendments: Sequence[Event],
    position: int,
    event: Event,
) -> tuple[Rule[Any, Any], Any, Command, Facts]:
    """A decision as it was to be taken at its position: the rule, the state, the command, and the facts."""
    states = _StatesAt(deciders, histories, amendments, position)
    facts = Facts(event.recorded_at, UUID(event.causation_id), states, _SetsAt(histories, position))
    decider, command = deciders[event.stream.split(":", 1)[0]], command_of(event)
    return decider.rule(type(command)), facts.states[event.stream], command, facts


def _pulled_from_under(event: Event, unmet: tuple[str, str]) -> Check:
    """A guard that was not met before, by rules that came later, is not the amendment's doing."""
    shown = {"event": event.event_id, "type": event.type, "stream": event.stream, "guard": unmet[0]}
    return GUARDS["dependants_hold"].check(False, **shown)
