"""The events of a stream as they are to be read, each with what corrected or annulled it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from domain.kernel.amend import EventAnnulled, RecordCorrected, amend, is_amendment
from domain.kernel.events import Event


class Amended(NamedTuple):
    """An event as corrected, the corrections of it that stand, and the event that annulled it, if any.

    What was annulled reads as it did just before.
    """

    event: Event
    corrections: tuple[Event, ...] = ()
    annulled_by: Event | None = None


def amended(events: Sequence[Event]) -> list[Amended]:
    """The facts of a whole stream in their order; amendments themselves are left out."""
    facts = {event.event_id for event in events if not is_amendment(event)}
    standing = [event for event in amend(events) if is_amendment(event)]
    corrections: dict[str, list[Event]] = {}
    annulments: dict[str, Event] = {}
    for event in standing:
        if isinstance(event.data, RecordCorrected):
            corrections.setdefault(event.data.target, []).append(event)
        elif isinstance(event.data, EventAnnulled) and event.data.target in facts:
            annulments.setdefault(event.data.target, event)
    unmade = {event.event_id for event in annulments.values()}
    shown = amend([event for event in events if event.event_id not in unmade])
    return [
        Amended(event, tuple(corrections.get(event.event_id, ())), annulments.get(event.event_id))
        for event in shown
        if not is_amendment(event)
    ]
