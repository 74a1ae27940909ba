"""Corrections of the record: nothing is edited, later events say what earlier ones should be read as.

State at version n is `fold(amend(events[:n]))`. A correction of a correction and an annulment of one both
work: amendments of amendments are resolved first, newest to oldest, and what remains of them is then applied
to facts, oldest to newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from domain.kernel.dates import AS_STORED
from domain.kernel.decider import Decider, State
from domain.kernel.events import Event, EventData
from domain.kernel.faults import WrongValue
from domain.kernel.values import EventId, Line, strictly

S = TypeVar("S", bound=State)
ENVELOPE_FIELDS = frozenset({"effective_at", "authority", "evidence", "reason"})
"""What may be corrected in the envelope of any event; the identity (ids, stream, version, actor, recorded_at)
never."""


class RecordCorrected(EventData):
    """One field of an earlier event of the same stream is to be read as `new`. `old` is what it said,
    amended, before.
    """

    correctable = frozenset({"new"})

    target: EventId
    field: Line
    old: JsonValue = None
    new: JsonValue = None


class EventAnnulled(EventData):
    """An earlier event of the same stream was recorded in error and is to be read as not having happened."""

    target: EventId


_AMENDMENTS = frozenset({RecordCorrected, EventAnnulled})


def is_amendment(event: Event) -> bool:
    """Whether an event corrects or annuls another, and is no fact of its own."""
    return type(event.data) in _AMENDMENTS


def amend(events: Sequence[Event]) -> list[Event]:
    """The events as they are to be read: corrected, and without the annulled. Amendments themselves stay in
    the list.
    """
    if not any(type(event.data) in _AMENDMENTS for event in events):
        return list(events)
    amended = {event.event_id: event for event in events}
    newest_first = [event.event_id for event in reversed(events)]
    _apply(amended, newest_first, to_amendments=True)
    _apply(amended, list(reversed(newest_first)), to_amendments=False)
    return list(amended.values())


def _apply(amended: dict[str, Event], order: Iterable[str], *, to_amendments: bool) -> None:
    for event_id in order:
        data = amended[event_id].data if event_id in amended else None
        if not isinstance(data, RecordCorrected | EventAnnulled) or data.target not in amended:
            continue
        target = amended[data.target]
        if is_amendment(target) is not to_amendments:
            continue
        if isinstance(data, EventAnnulled):
            del amended[data.target]
        else:
            amended[data.target] = corrected(target, data.field, data.new, as_stored=True)


def correctable_fields(event: Event) -> frozenset[str]:
    """The fields of an event that may be read differently. Of an amendment that is what it says, not when."""
    return event.data.correctable | (frozenset() if is_amendment(event) else ENVELOPE_FIELDS)


def field_value(event: Event, field: str) -> Any:
    """What a field of an event says, as JSON."""
    wire = event.wire()
    return wire.get(field) if field in ENVELOPE_FIELDS else wire["data"].get(field)


def corrected(event: Event, field: str, value: JsonValue, *, as_stored: bool = False) -> Event:
    """The event with one field read as `value`. Raises WrongValue where the value does not fit the field.

    With `as_stored` every form of a day is read that was once taken, since what is on record stays readable.
    """
    wire, context = event.wire(), AS_STORED if as_stored else None
    try:
        if field in ENVELOPE_FIELDS:
            return Event.model_validate({**wire, field: value, "data": event.data}, context=context)
        data = type(event.data).model_validate({**wire["data"], field: value}, context=context)
    except ValidationError as error:
        raise WrongValue(field, value, error.errors(include_url=False)) from error
    return event.model_copy(update={"data": data})


def new_value(event: Event, field: str, value: JsonValue) -> None:
    """Check a value that is given now as strictly as a command's; the event's other fields are as they are.
    Raises WrongValue.
    """
    kind: type[BaseModel] = Event if field in ENVELOPE_FIELDS else type(event.data)
    wire = event.wire() | {"data": event.data} if kind is Event else event.wire()["data"]
    try:
        with strictly():
            kind.model_validate({**wire, field: value})
    except ValidationError as error:
        wrong = [issue for issue in error.errors(include_url=False) if issue["loc"][:1] == (field,)]
        if wrong:
            raise WrongValue(field, value, wrong) from error


def fold(decider: Decider[S], events: Sequence[Event], initial: S | None = None) -> S:
    """The state after `events`, a whole stream from its first event, amended."""
    state = initial.model_copy() if initial is not None else decider.state()
    for event in amend(events):
        state = decider.apply(state.passed_on(), event)
    return state.kept()
