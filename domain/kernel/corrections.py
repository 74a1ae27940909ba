"""Deciding corrections and annulments: they may not pull the ground from under what was decided since.

A correction reaches into the past, so its guards read histories instead of states: the guards of the
corrected event itself and of every event that relies on it are asked again, as at the position of that event,
over the amended history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID, uuid5

from pydantic import Field, JsonValue

from domain.kernel.amend import (
    ENVELOPE_FIELDS,
    EventAnnulled,
    RecordCorrected,
    amend,
    corrected,
    field_value,
    fold,
)
from domain.kernel.commands import Command, command_types
from domain.kernel.dates import PartialDate
from domain.kernel.decider import GUARDS, Decider, FactNeeded, Facts, State, checks
from domain.kernel.events import Event, EventData
from domain.kernel.guards import Check, Refused
from domain.kernel.values import EventId, Line, Model, Role

CORRECTORS = frozenset(Role) - {Role.CITIZEN, Role.OPERATOR, Role.CLOCK}


class Positioned(NamedTuple):
    """An event and its position in the log."""

    position: int
    event: Event


class CorrectRecord(Command):
    """Read one field of an earlier event differently."""

    aggregate: ClassVar[str] = "*"
    summary: ClassVar[str] = "Correct one field of an earlier event; the original stays visible."

    target: EventId
    field: Line
    old: JsonValue
    new: JsonValue


class Annulment(Model):
    """An event to be annulled, and the stream that it is in."""

    stream: Line
    event_id: EventId


class AnnulEvents(Command):
    """Read earlier events as not having happened; those that depend on them must be annulled in the same
    command.
    """

    aggregate: ClassVar[str] = "*"
    summary: ClassVar[str] = "Annul events recorded in error, together with those that depend on them."

    events: tuple[Annulment, ...] = Field(min_length=1, max_length=200)


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


def decide_correction(
    deciders: Mapping[str, Decider[Any]],
    stream: str,
    command: CorrectRecord | AnnulEvents,
    histories: Histories,
) -> tuple[Event, ...]:
    """The amendments to append. Raises Refused, naming every dependant that would no longer hold, and
    FactNeeded.
    """
    wanted = _targets(stream, command)
    unmet = [check for check in _own_checks(stream, command, histories, wanted) if not check.met]
    if unmet:
        raise Refused(unmet)
    amendments = _amendments(deciders, command, histories, wanted)
    unmet = list(_dependants_unmet(deciders, histories, wanted, amendments))
    if unmet:
        raise Refused(unmet)
    return amendments


def _targets(stream: str, command: CorrectRecord | AnnulEvents) -> list[tuple[str, str]]:
    if isinstance(command, CorrectRecord):
        return [(stream, command.target)]
    return [(item.stream, item.event_id) for item in command.events]


def _own_checks(
    stream: str, command: CorrectRecord | AnnulEvents, histories: Histories, wanted: list[tuple[str, str]]
) -> Iterator[Check]:
    role = command.actor.role
    yield GUARDS["exists"].check(bool(histories.stream(stream)), stream=stream)
    yield GUARDS["role"].check(role in CORRECTORS, expected=CORRECTORS, found=role)
    yield GUARDS["reason_given"].check(command.reason is not None)
    annulled = {event_id for _, event_id in wanted}
    for name, event_id in wanted:
        history = [found.event for found in histories.stream(name)]
        target = next((event for event in history if event.event_id == event_id), None)
        yield GUARDS["target_in_stream"].check(target is not None, found=event_id)
        standing = {event.event_id: event for event in amend(history)}
        if target is None:
            continue
        yield GUARDS["not_annulled"].check(event_id in standing, found=event_id)
        if event_id not in standing:
            continue
        if isinstance(command, CorrectRecord):
            yield from _correction_checks(command, standing[event_id])
        else:
            facts_left = [e for e in standing.values() if e.event_id not in annulled and not _is_amendment(e)]
            yield GUARDS["not_first_event"].check(target.version > 1 or not facts_left)


def _correction_checks(command: CorrectRecord, target: Event) -> Iterator[Check]:
    allowed = target.data.correctable | (frozenset() if _is_amendment(target) else ENVELOPE_FIELDS)
    yield GUARDS["field_correctable"].check(command.field in allowed, expected=allowed, found=command.field)
    if command.field not in allowed:
        return
    value = field_value(target, command.field)
    yield GUARDS["old_value_matches"].check(
        value == command.old, expected=repr(value), found=repr(command.old)
    )
    try:
        corrected(target, command.field, command.new)
    except ValueError as error:
        yield GUARDS["new_value_valid"].check(False, field=command.field, found=str(error)[:300])


def _is_amendment(event: Event) -> bool:
    return isinstance(event.data, RecordCorrected | EventAnnulled)


def _amendments(
    deciders: Mapping[str, Decider[Any]],
    command: CorrectRecord | AnnulEvents,
    histories: Histories,
    wanted: list[tuple[str, str]],
) -> tuple[Event, ...]:
    heads = {name: histories.stream(name)[-1].event for name, _ in wanted}
    made: list[Event] = []
    for index, (name, event_id) in enumerate(wanted):
        data: EventData
        if isinstance(command, CorrectRecord):
            data = RecordCorrected(target=event_id, field=command.field, old=command.old, new=command.new)
        else:
            data = EventAnnulled(target=event_id)
        made.append(
            Event(
                event_id=str(uuid5(histories.command_id, f"event-{index}")),
                stream=name,
                version=heads[name].version + 1,
                type=type(data).__name__,
                schema_version=data.schema_version,
                recorded_at=histories.now,
                effective_at=command.effective_at or PartialDate.of(histories.now),
                actor=command.actor,
                command=command.command_name(),
                causation_id=str(histories.command_id),
                correlation_id=str(histories.command_id),
                authority=command.authority,
                evidence=command.evidence,
                reason=command.reason,
                relies_on=(event_id,),
                concerns=heads[name].concerns,
                data=data,
            )
        )
        heads[name] = made[-1]
    return tuple(made)


def _dependants_unmet(
    deciders: Mapping[str, Decider[Any]],
    histories: Histories,
    wanted: list[tuple[str, str]],
    amendments: tuple[Event, ...],
) -> Iterator[Check]:
    """Ask the guards of each event that relies on a target again, and of a corrected target itself."""
    to_ask: dict[str, Positioned] = {}
    for name, event_id in wanted:
        itself = next(found for found in histories.stream(name) if found.event.event_id == event_id)
        fact = _fact_behind(histories, itself)
        for found in sorted((fact, *histories.tag(f"relies:{fact.event.event_id}"))):
            if not _is_amendment(found.event):
                to_ask.setdefault(found.event.causation_id, found)
    for found in to_ask.values():
        read = amend(
            [item.event for item in histories.stream(found.event.stream)]
            + _own(amendments, found.event.stream)
        )
        standing = next((event for event in read if event.event_id == found.event.event_id), None)
        if standing is None:
            continue
        states = _StatesAt(deciders, histories, amendments, found.position)
        facts = Facts(
            standing.recorded_at, UUID(standing.causation_id), states, _SetsAt(histories, found.position)
        )
        yield from _asked_again(deciders, standing, facts)


def _own(amendments: Sequence[Event], stream: str) -> list[Event]:
    return [event for event in amendments if event.stream == stream]


def _fact_behind(histories: Histories, found: Positioned) -> Positioned:
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


def _asked_again(deciders: Mapping[str, Decider[Any]], event: Event, facts: Facts) -> Iterator[Check]:
    decider = deciders[event.stream.split(":", 1)[0]]
    command = command_of(event)
    state = facts.states[event.stream]
    for check in checks(decider.rule(type(command)), state, command, facts):
        if not check.met:
            shown = {
                "event": event.event_id,
                "type": event.type,
                "stream": event.stream,
                "guard": check.guard.code,
            }
            yield GUARDS["dependants_hold"].check(False, **shown)
