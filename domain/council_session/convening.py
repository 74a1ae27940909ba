"""Convocations: the first with its notice, the second 3 to 5 days later, the third after working days
(113-14 articles 35, 36 and 42).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from domain.collectivity.state import CollectivityState
from domain.council_session.commands import IssueConvocation
from domain.council_session.events import ConvocationIssued
from domain.council_session.findings import GUARDS, Finding, binding_checks, flags
from domain.council_session.office import council, in_office, rules_on
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import Convocation
from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.rules.calendar import add_working_days, working_days_between
from domain.rules.rule_sets import RuleSet

BEYOND = timedelta(days=60)
"""Further apart than this no reading of a window of days is met, so nothing is counted."""


class Window(NamedTuple):
    """The days on which the next attempt may meet; `not_after` is None where the law sets no last day."""

    not_before: date
    not_after: date | None


def next_window(rules: RuleSet, attempt: int, last_day: date) -> Window | None:
    """When the attempt after `attempt`, which was set for `last_day`, may meet; None after the last.

    While it is unconfirmed whether the days of the second convocation are calendar or working days, the
    window runs from the earliest day of the one reading to the latest day of the other.
    """
    if attempt >= rules.last_attempt:
        return None
    if attempt + 1 >= rules.last_attempt:
        after = rules.third_meeting_after_working_days.value
        return Window(add_working_days(last_day, after, rules.days_off.value), None)
    least, most = rules.second_convocation_min_days.value, rules.second_convocation_max_days.value
    calendar = Window(last_day + timedelta(days=least), last_day + timedelta(days=most))
    overrides = rules.days_off.value
    working = Window(
        add_working_days(last_day, least, overrides), add_working_days(last_day, most, overrides)
    )
    if rules.convocation_day_count.confirmed:
        return calendar if rules.convocation_day_count.value == "calendar" else working
    return Window(calendar.not_before, working.not_after)


def _within(rules: RuleSet, counting: str, first: date, second: date) -> bool:
    """Whether the second meeting lies within the window by one way of counting its days."""
    if not first < second <= first + BEYOND:
        return False
    worked = working_days_between(first, second, rules.days_off.value)
    days = worked if counting == "working" else (second - first).days
    return rules.second_convocation_min_days.value <= days <= rules.second_convocation_max_days.value


def _second_findings(command: IssueConvocation, first: Convocation, rules: RuleSet) -> Iterator[Finding]:
    count = rules.convocation_day_count
    window = next_window(rules, first.attempt, first.held_on)
    by_either = any(_within(rules, how, first.held_on, command.held_on) for how in ("calendar", "working"))
    by_own = _within(rules, count.value, first.held_on, command.held_on)
    values = {
        "found": command.held_on,
        "expected": window and window.not_before,
        "until": window and window.not_after,
    }
    kept = by_own if count.confirmed else by_either
    yield Finding("second_within_window", kept, rules.second_convocation_min_days, values=values)
    yield Finding("second_day_count", by_own or not kept, None)


def _third_findings(command: IssueConvocation, second: Convocation, rules: RuleSet) -> Iterator[Finding]:
    window = next_window(rules, second.attempt, second.held_on)
    earliest = window.not_before if window else second.held_on
    yield Finding(
        "third_not_before",
        command.held_on >= earliest,
        rules.third_meeting_after_working_days,
        values={"found": command.held_on, "expected": earliest},
    )
    yield Finding("third_not_later", command.held_on <= earliest, None)
    yield Finding(
        "third_same_place_and_hour",
        (command.place, command.starts_at) == (second.place, second.starts_at),
        rules.third_meeting_same_place_and_hour,
        values={
            "found": f"{command.place}, {command.starts_at}",
            "expected": f"{second.place}, {second.starts_at}",
        },
    )


def _first_findings(
    state: CouncilSessionState, command: IssueConvocation, rules: RuleSet
) -> Iterator[Finding]:
    day = command.held_on
    if state.month is not None:
        values = {"found": day, "expected": state.month}
        yield Finding("within_its_month", f"{day:%Y-%m}" == state.month, rules.session_months, values=values)
        latest = rules.ordinary_session_opens_by_day
        yield Finding(
            "opens_in_first_week",
            day.day <= latest.value,
            latest,
            values={"found": day, "expected": latest.value},
        )
    notice = rules.convocation_notice_days
    given = (day - command.issued_on).days
    yield Finding(
        "convocation_notice", given >= notice.value, notice, values={"found": given, "expected": notice.value}
    )
    needed, sent = rules.agenda_to_governor_days, state.agenda_sent_on
    given = (day - sent).days if sent else 0
    yield Finding(
        "agenda_sent_in_time",
        given >= needed.value,
        needed,
        (state.because.get("agenda_sent"),),
        {"found": given, "expected": needed.value},
    )
    if state.requested_by == "absolute_majority" and state.requested_on:
        within, after = rules.member_request_days, (day - state.requested_on).days
        values = {"found": after, "expected": within.value}
        yield Finding(
            "held_in_time_after_request",
            after <= within.value,
            within,
            (state.because.get("called"),),
            values,
        )


def _attempt(state: CouncilSessionState, command: IssueConvocation) -> int:
    """The attempt meant: the next one where none is named, for there is no other to be had."""
    return len(state.convocations) + 1 if command.attempt is None else command.attempt


def _findings(
    state: CouncilSessionState, command: IssueConvocation, collectivity: CollectivityState
) -> list[Finding]:
    rules = rules_on(collectivity, command.held_on)
    before = state.last_convocation
    if before is None:
        return list(_first_findings(state, command, rules))
    because = (state.because.get(f"convocation:{before.attempt}"), state.because.get("stage"))
    later = _third_findings if _attempt(state, command) >= rules.last_attempt else _second_findings
    return [found._replace(because=because) for found in later(command, before, rules)]


def convocation_guards(
    state: CouncilSessionState, command: IssueConvocation | None, facts: Facts
) -> Iterator[Check]:
    """An agenda, the next attempt in order, and the days that the law sets for it."""
    collectivity = council(state.collectivity_id, facts)
    standing = [item for item in state.items if item.status != "withdrawn"]
    yield GUARDS["agenda_has_items"].check(
        bool(standing), because=[state.because.get(f"item:{item.item_id}") for item in standing[:1]]
    )
    expected = len(state.convocations) + 1
    last = rules_on(collectivity, command.held_on if command else legal_day(facts.now)).last_attempt
    yield GUARDS["attempts_left"].check(
        expected <= last, because=[state.because.get("stage")], found=len(state.convocations), expected=last
    )
    if command is None or expected > last:
        return
    yield GUARDS["attempt_in_order"].check(
        _attempt(state, command) == expected,
        because=[state.because.get("stage")],
        found=command.attempt,
        expected=expected,
    )
    yield GUARDS["issued_before_meeting"].check(
        command.issued_on <= command.held_on, found=command.issued_on, expected=command.held_on
    )
    yield in_office(collectivity, command.issued_on)
    days = [day.held_on for day in command.timetable]
    yield GUARDS["timetable_in_order"].check(
        days == sorted(days) and all(day >= command.held_on for day in days), expected=command.held_on
    )
    if _attempt(state, command) == expected:
        yield from binding_checks(_findings(state, command, collectivity))


def convocation_issued(state: CouncilSessionState, command: IssueConvocation, facts: Facts) -> list[NewEvent]:
    """The members are convened."""
    collectivity = council(state.collectivity_id, facts)
    flagged = flags(_findings(state, command, collectivity))
    fields = command.data() | {"attempt": _attempt(state, command)}
    issued = ConvocationIssued(**fields, flags=flagged)
    return [NewEvent(issued, rule_set=rules_on(collectivity, command.held_on).id)]
