"""Two times: what was known, a prefix of the log, and what was true, by when facts took effect.

A fact takes effect within the interval of its `effective_at`, and never after it is recorded, so the interval
is cut at the recording; one that is not known ends there. What is true on a day is the fold of the facts
whose interval had ended by the end of that day in Casablanca, in the order in which the intervals end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from domain.kernel.amend import amend, is_amendment
from domain.kernel.dates import start_of_day
from domain.kernel.decider import Decider, State
from domain.kernel.events import Event

S = TypeVar("S", bound=State)
_INSTANT = timedelta(microseconds=1)
"""Intervals leave out their end, so an instant ends with the smallest step of the clock."""


class Effect(NamedTuple):
    """When an event took effect: from `start` (None where nothing tells) up to, and without, `end`."""

    start: datetime | None
    end: datetime


class Truth(NamedTuple, Generic[S]):
    """What was true of one stream on a day: the state, the events that it is the fold of, in the order of
    their effect, and those of which nobody can tell, since their interval straddles the end of the day.
    """

    state: S
    effective: tuple[Event, ...]
    uncertain: tuple[Event, ...]


def effect(event: Event) -> Effect:
    """The instants between which an event took effect."""
    recorded = event.recorded_at + _INSTANT
    interval = event.effective_at.interval()
    if interval is None:
        return Effect(None, recorded)
    return Effect(min(interval.start, event.recorded_at), min(interval.end, recorded))


def end_of_day(day: date) -> datetime:
    """The instant at which a day ends in Casablanca."""
    if day == date.max:  # the day after it has no date; no clock is put forward or back on it
        return start_of_day(day) + timedelta(days=1)
    return start_of_day(day + timedelta(days=1))


def true_on(decider: Decider[S], events: Sequence[Event], day: date, known: int | None = None) -> Truth[S]:
    """What was true on a day, of a whole stream from its first event, as far as its first `known` events tell
    (all of them when None). The state carries the version that was known.
    """
    told = events if known is None else events[:known]
    midnight = end_of_day(day)
    effective: list[tuple[datetime, int, Event]] = []
    uncertain: list[Event] = []
    for place, event in enumerate(amend(told)):
        if is_amendment(event):
            continue
        start, end = effect(event)
        if end <= midnight:
            effective.append((end, place, event))
        elif start is None or start < midnight:
            uncertain.append(event)
    ordered = tuple(event for *_, event in sorted(effective, key=lambda found: found[:2]))
    state = decider.state()
    for event in ordered:
        state = decider.apply(state, event)
    if ordered:
        state = state.model_copy(update={"version": told[-1].version})
    return Truth(state, ordered, tuple(uncertain))


def newly_late(before: Sequence[Event], after: Sequence[Event]) -> Iterator[Event]:
    """The events that an amendment would let take effect only after they were recorded."""
    late = {event.event_id for event in before if event.effective_at.may_follow(event.recorded_at)}
    for event in after:
        if event.event_id not in late and event.effective_at.may_follow(event.recorded_at):
            yield event
