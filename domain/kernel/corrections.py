"""Deciding corrections and annulments: they may not pull the ground from under what was decided since.

A correction reaches into the past, so its guards read histories instead of states: the guards of the
corrected event itself and of every event that relies on it are asked again, as at the position of that event,
over the amended history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid5

from pydantic import Field, JsonValue

from domain.kernel.amend import (
    EventAnnulled,
    RecordCorrected,
    amend,
    correctable_fields,
    corrected,
    field_value,
    fold,
    is_amendment,
    new_value,
)
from domain.kernel.commands import Command
from domain.kernel.correctors import corrector_checks
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Decider, State
from domain.kernel.deciding import GUARDS, actor_known, effective_by, evidence_in_register
from domain.kernel.events import Event
from domain.kernel.faults import WrongValue
from domain.kernel.guards import Check, Refused
from domain.kernel.reconsideration import (
    Histories,
    Positioned,
    decision_of,
    dependants_unmet,
    derived_anew,
    fact_behind,
    gathered,
)
from domain.kernel.two_times import newly_late
from domain.kernel.values import EventId, Line, Model, Role

MOST_SHOWN = 300
"""Characters of a value that a sentence shows."""
MOST_ANNULLED = 500
"""Events that one command annuls: room for the largest decision, an answer to 200 contributions, with what
rests on it.
"""


class CorrectRecord(Command):
    """Read one field of an earlier event differently."""

    aggregate: ClassVar[str] = "*"

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

    events: tuple[Annulment, ...] = Field(min_length=1, max_length=MOST_ANNULLED)


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
    gathered(histories, wanted)
    unmet = [check for check in _own_checks(deciders, stream, command, histories) if not check.met]
    if unmet:
        raise Refused(unmet)
    told = [(name, _amending(command, event_id)) for name, event_id in wanted]
    amendments = _amendments(command, histories, told)
    unmet = list(_unreadable(histories, amendments))
    if unmet:
        raise Refused(unmet)
    unmet = list(dependants_unmet(deciders, histories, wanted, amendments))
    if unmet:
        raise Refused(unmet)
    for event, field, value in derived_anew(deciders, histories, wanted, amendments):
        old = field_value(event, field)
        data = RecordCorrected(target=event.event_id, field=field, old=old, new=value)
        told.append((event.stream, data))
    return _amendments(command, histories, told)


def _amending(command: CorrectRecord | AnnulEvents, event_id: str) -> RecordCorrected | EventAnnulled:
    if isinstance(command, CorrectRecord):
        return RecordCorrected(target=event_id, field=command.field, old=command.old, new=command.new)
    return EventAnnulled(target=event_id)


def _targets(stream: str, command: CorrectRecord | AnnulEvents) -> list[tuple[str, str]]:
    if isinstance(command, CorrectRecord):
        return [(stream, command.target)]
    return [(item.stream, item.event_id) for item in command.events]


def _unreadable(histories: Histories, amendments: Sequence[Event]) -> Iterator[Check]:
    """Amendments that, all taken together, would give an earlier event a value that its field cannot have (a
    correction of a correction, or one that comes back into force), or an effect after its recording.
    """
    for stream in dict.fromkeys(event.stream for event in amendments):
        history = [found.event for found in histories.stream(stream)]
        try:
            after = amend([*history, *(event for event in amendments if event.stream == stream)])
        except WrongValue as error:
            yield _wrong_value(error)
            continue
        for event in newly_late(amend(history), after):
            yield GUARDS["not_in_future"].check(
                False, expected=event.recorded_at.isoformat(), found=event.effective_at
            )


def _own_checks(
    deciders: Mapping[str, Decider[Any]],
    stream: str,
    command: CorrectRecord | AnnulEvents,
    histories: Histories,
) -> Iterator[Check]:
    yield GUARDS["exists"].check(bool(histories.stream(stream)), stream=stream)
    yield actor_known(command.actor)
    yield from effective_by(histories.now, command.effective_at)
    wanted = _targets(stream, command)
    annulled = {event_id for _, event_id in wanted}
    for name, event_id in wanted:
        history = histories.stream(name)
        target = next((found for found in history if found.event.event_id == event_id), None)
        yield GUARDS["target_in_stream"].check(target is not None, found=event_id)
        if target is None:
            continue
        yield from corrector_checks(deciders, command.actor, fact_behind(histories, target).event)
        standing = {event.event_id: event for event in amend([found.event for found in history])}
        yield GUARDS["not_annulled"].check(event_id in standing, found=event_id)
        if event_id in standing and isinstance(command, CorrectRecord):
            yield from _correction_checks(command, standing[event_id], standing)
        elif event_id in standing:
            yield from _annulment_checks(target, standing, annulled)
    if not isinstance(command, CorrectRecord):
        yield from _whole_decisions(histories, wanted, annulled)
    yield GUARDS["reason_given"].check(command.reason is not None)
    yield from evidence_in_register(command, lambda name: _folded(deciders, histories, name))


def _folded(deciders: Mapping[str, Decider[Any]], histories: Histories, stream: str) -> State:
    found: State = fold(
        deciders[stream.split(":", 1)[0]], [found.event for found in histories.stream(stream)]
    )
    return found


def _annulment_checks(
    target: Positioned, standing: Mapping[str, Event], annulled: set[str]
) -> Iterator[Check]:
    event = target.event
    yield GUARDS["author_s_own"].check(event.actor.role is not Role.CITIZEN, found=event.event_id)
    yield GUARDS["not_for_good"].check(not event.data.for_good, found=event.event_id)
    facts_left = [e for e in standing.values() if e.event_id not in annulled and not is_amendment(e)]
    yield GUARDS["not_first_event"].check(event.version > 1 or not facts_left)


def _whole_decisions(
    histories: Histories, wanted: list[tuple[str, str]], annulled: set[str]
) -> Iterator[Check]:
    """Each decision that a target belongs to is asked about once, however many of its events are named."""
    targets = [
        found.event
        for name, _ in wanted
        for found in histories.stream(name)
        if found.event.event_id in annulled
    ]
    for target in {event.causation_id: event for event in targets}.values():
        yield _whole_decision(histories, target, annulled)


def _whole_decision(histories: Histories, target: Event, annulled: set[str]) -> Check:
    """What one command recorded in several streams is annulled together: half an adoption never happened."""
    if is_amendment(target):
        return GUARDS["whole_decision"].check(True)
    together = [found.event for found in decision_of(histories, target)]
    left = [
        f"{event.type} {event.event_id} ({event.stream})"
        for event in together
        if event.event_id not in annulled and _stands(histories, event)
    ]
    return GUARDS["whole_decision"].check(not left, found=left)


def _stands(histories: Histories, event: Event) -> bool:
    history = [found.event for found in histories.stream(event.stream)]
    return any(standing.event_id == event.event_id for standing in amend(history))


def _correction_checks(
    command: CorrectRecord, target: Event, standing: Mapping[str, Event]
) -> Iterator[Check]:
    allowed = correctable_fields(target)
    yield GUARDS["field_correctable"].check(command.field in allowed, expected=allowed, found=command.field)
    if command.field not in allowed:
        return
    value = field_value(target, command.field)
    yield GUARDS["old_value_matches"].check(
        value == command.old, expected=_as_json(value), found=_as_json(command.old)
    )
    fact, field = target, command.field
    while isinstance(fact.data, RecordCorrected) and field == "new" and fact.data.target in standing:
        field, fact = fact.data.field, standing[fact.data.target]
    try:
        corrected(fact, field, command.new)
        new_value(fact, field, command.new)
    except WrongValue as error:
        yield _wrong_value(error)


def _wrong_value(error: WrongValue) -> Check:
    """What is wrong goes along as it was found; whoever tells it has the sentences."""
    return GUARDS["new_value_valid"].check(
        False, field=error.field, found=_as_json(error.value), errors=error.errors
    )


def _as_json(value: Any) -> str:
    """A value as it stands in events, cut where it would fill a page."""
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= MOST_SHOWN else f"{written[:MOST_SHOWN]}…"


def _amendments(
    command: CorrectRecord | AnnulEvents,
    histories: Histories,
    told: Sequence[tuple[str, RecordCorrected | EventAnnulled]],
) -> tuple[Event, ...]:
    heads = {name: histories.stream(name)[-1].event for name, _ in told}
    made: list[Event] = []
    for index, (name, data) in enumerate(told):
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
                relies_on=(data.target,),
                concerns=heads[name].concerns,
                data=data,
            )
        )
        heads[name] = made[-1]
    return tuple(made)
