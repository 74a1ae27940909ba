"""The days of a council session: its meetings, and the deadlines that the law sets around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.council_session.convening import next_window
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import Convocation
from domain.kernel.dates import PartialDate
from domain.rules.calendar import add_working_days
from domain.rules.rule_sets import RuleSet, rule_set
from projections.calendar.dated import Dated, between, by_law, known_in_part, on


def dates_of_session(state: CouncilSessionState) -> Iterator[Dated]:
    """Every entry of one session."""
    if not state.convocations and state.month is not None:
        yield known_in_part("month", "session", PartialDate(state.month), status=state.status)
    for convocation in state.convocations:
        yield from _meetings(state, convocation)
    for sitting in state.sittings:
        counts = {"present": sitting.present, "quorum_needed": sitting.quorum_needed}
        yield on(
            f"sitting.{sitting.sitting_id}",
            "sitting",
            sitting.held_on,
            attempt=sitting.attempt,
            status="opened" if sitting.opened else "quorum_not_reached",
            **counts,
        )
    if state.rule_set_id is not None:
        yield from _legal(state, rule_set(state.rule_set_id))


def _meetings(state: CouncilSessionState, convocation: Convocation) -> Iterator[Dated]:
    attempt = convocation.attempt
    met = any(sitting.attempt == attempt for sitting in state.sittings)
    status = "met" if met else "convened"
    place = {"starts_at": convocation.starts_at, "place": convocation.place}
    yield on(f"session.{attempt}", "session", convocation.held_on, attempt=attempt, status=status, **place)
    for number, day in enumerate(convocation.timetable, start=1):
        if day.held_on != convocation.held_on:
            items = list(day.item_ids)
            yield on(
                f"timetable.{attempt}.{number}", "sitting", day.held_on, status="foreseen", item_ids=items
            )


def _legal(state: CouncilSessionState, rules: RuleSet) -> Iterator[Dated]:
    if state.convocations:
        first = state.convocations[0]
        for name, key, done in (
            ("agenda_to_governor_days", "agenda_to_governor", state.agenda_sent_on),
            ("convocation_notice_days", "convocation", first.issued_on),
        ):
            told = by_law(key, name, rules)
            latest = first.held_on - timedelta(days=told["value"])
            yield on(key, "legal_deadline", latest, done_on=done, **told)
    if state.requested_by == "absolute_majority" and state.requested_on is not None:
        told = by_law("requested_session", "member_request_days", rules)
        latest = state.requested_on + timedelta(days=told["value"])
        yield on("requested", "legal_deadline", latest, **told)
    yield from _next_meeting(state, rules)
    if state.closed_on is not None:
        yield from _after_closing(state, rules)


def _next_meeting(state: CouncilSessionState, rules: RuleSet) -> Iterator[Dated]:
    """The days on which the attempt after each that found no quorum may meet (article 42)."""
    for sitting in state.sittings:
        window = None if sitting.opened else next_window(rules, sitting.attempt, sitting.held_on)
        if window is None:
            continue
        third = sitting.attempt + 1 >= rules.last_attempt
        name = "third_meeting_after_working_days" if third else "second_convocation_max_days"
        told = by_law("next_meeting", name, rules)
        # Whether days are worked ones is a provision of its own; while it is open the window is not certain.
        told["confirmed"] = told["confirmed"] and (third or rules.convocation_day_count.confirmed)
        yield between(
            f"window.{sitting.attempt + 1}",
            "legal_deadline",
            *window,
            attempt=sitting.attempt + 1,
            **told,
        )


def _after_closing(state: CouncilSessionState, rules: RuleSet) -> Iterator[Dated]:
    assert state.closed_on is not None  # noqa: S101 - tells the type checker what is so already
    told = by_law("transmission", "transmission_working_days", rules)
    latest = add_working_days(state.closed_on, told["value"], rules.days_off.value)
    yield on("transmission", "legal_deadline", latest, **told)
    told = by_law("publication", "publication_days", rules)
    latest = state.closed_on + timedelta(days=told["value"])
    yield on("publication", "legal_deadline", latest, **told)
