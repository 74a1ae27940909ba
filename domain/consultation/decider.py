"""The rules of consultations (T6 to T8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.consultation import commands as c
from domain.consultation import events as e
from domain.consultation.report import group_answered, group_guards, report_guards, reported
from domain.consultation.state import EVOLVE, ConsultationState
from domain.consultation.table import GUARDS
from domain.kernel.dates import legal_day
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.participation.rules import COMMITTEE, STAFF
from domain.programme import rounds
from domain.programme.rules.common import binding, rules_today
from domain.rules.rule_sets import RuleSet


def _long_enough(rules: RuleSet, opens_on: date, closes_on: date) -> bool:
    return (closes_on - opens_on).days >= rules.minimum_consultation_days.value


def _opening_guards(
    _state: ConsultationState, command: c.OpenConsultation | None, facts: Facts
) -> Iterator[Check]:
    if command is None:
        return
    today = legal_day(facts.now)
    yield from rounds.opening_guards(command.programme_id, command.round, command.draft_version, facts)
    yield GUARDS["closes_after_opening"].check(
        command.closes_on > today, found=command.closes_on, expected=today
    )
    programme = rounds.programme_of(command.programme_id, facts)
    if not programme.version:
        return
    rules = rules_today(facts, programme.lead)
    yield GUARDS["long_enough"].check(
        binding(rules.minimum_consultation_days, _long_enough(rules, today, command.closes_on)),
        found=(command.closes_on - today).days,
        expected=rules.minimum_consultation_days.value,
    )


def _opened(state: ConsultationState, command: c.OpenConsultation, facts: Facts) -> list[NewEvent]:
    today = legal_day(facts.now)
    rules = rules_today(facts, rounds.programme_of(command.programme_id, facts).lead)
    flags: tuple[e.Flag, ...] = (
        () if _long_enough(rules, today, command.closes_on) else ("consultation_length",)
    )
    event = e.ConsultationOpened(**command.data(), opens_on=today, flags=flags)
    return [
        NewEvent(event, rule_set=rules.id),
        rounds.opened(
            command.programme_id,
            state.consultation_id,
            command.round,
            command.draft_version,
            command.closes_on,
        ),
    ]


def _extension_guards(
    state: ConsultationState, command: c.ExtendConsultation | None, facts: Facts
) -> Iterator[Check]:
    today = legal_day(facts.now)
    yield GUARDS["not_over"].check(
        state.closes_on is not None and today <= state.closes_on,
        because=[state.because.get("closes")],
        found=state.closes_on,
        expected=today,
    )
    if command is not None:
        yield GUARDS["later_day"].check(
            state.closes_on is not None and command.closes_on > state.closes_on,
            because=[state.because.get("closes")],
            found=command.closes_on,
            expected=state.closes_on,
        )


def _early(state: ConsultationState, facts: Facts) -> bool:
    return state.closes_on is not None and legal_day(facts.now) <= state.closes_on


def _closing_guards(
    state: ConsultationState, command: c.CloseConsultation | None, facts: Facts
) -> Iterator[Check]:
    """The clock waits for the end of the closing day; staff may close earlier for a reason."""
    explained = command is not None and command.reason is not None and command.actor.role is not Role.CLOCK
    yield GUARDS["closing_day_over"].check(
        explained or not _early(state, facts),
        because=[state.because.get("closes")],
        found=legal_day(facts.now),
        expected=state.closes_on,
    )
    yield from rounds.closing_guards(state.programme_id, state.consultation_id, facts)


def _closed(state: ConsultationState, _command: c.CloseConsultation, facts: Facts) -> list[NewEvent]:
    event = e.ConsultationClosed(early=_early(state, facts), closed_on=legal_day(facts.now))
    return [NewEvent(event), rounds.closed(state.programme_id, state.consultation_id)]


OPEN = frozenset({"open"})
CLOSED = frozenset({"closed"})
DECIDER = Decider(
    kind="consultation",
    plural="consultations",
    state=ConsultationState,
    evolve=EVOLVE,
    rules=(
        Rule(c.OpenConsultation, STAFF, _opened, _opening_guards),
        Rule(
            c.ExtendConsultation,
            STAFF,
            lambda _state, command, _facts: [NewEvent(e.ConsultationExtended(**command.data()))],
            _extension_guards,
            stages=OPEN,
            reasoned=True,
        ),
        Rule(c.CloseConsultation, STAFF | {Role.CLOCK}, _closed, _closing_guards, stages=OPEN),
        Rule(
            c.AnswerContributionGroup,
            STAFF | COMMITTEE,
            group_answered,
            group_guards,
            stages=OPEN | CLOSED | {"report_published"},
        ),
        Rule(c.PublishConsultationReport, STAFF | COMMITTEE, reported, report_guards, stages=CLOSED),
    ),
)
