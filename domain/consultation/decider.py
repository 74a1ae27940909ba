"""The rules of consultations (T6 to T8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.consultation import commands as c
from domain.consultation import events as e
from domain.consultation.report import group_answered, group_guards, report_guards, reported, unseen
from domain.consultation.state import EVOLVE, ConsultationState
from domain.consultation.table import GUARDS
from domain.contribution.commands import FindContributionAdmissible, FindContributionInadmissible
from domain.contribution.decider import DECIDER as CONTRIBUTION
from domain.kernel.commands import Command
from domain.kernel.dates import legal_day
from domain.kernel.decider import Decider, Facts, NewEvent, OnOthers, Rule
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.participation.rules import COMMITTEE
from domain.participation.state import STAFF
from domain.programme import rounds
from domain.programme.rules.common import binding, rules_on, taking_effect
from domain.rules.rule_sets import RuleSet


def _long_enough(rules: RuleSet, opens_on: date, closes_on: date) -> bool:
    return (closes_on - opens_on).days >= rules.minimum_consultation_days.value


def _day(command: Command | None, facts: Facts) -> date:
    """The day on which a command takes effect; today where it does not say."""
    return (command.effective_at.day if command and command.effective_at else None) or legal_day(facts.now)


def _day_known(command: Command) -> Check:
    """What opens, moves or closes a consultation is known to the day: contributions are in time by it."""
    at = command.effective_at
    return GUARDS["day_known"].check(at is None or at.day is not None, found=at)


def _opening_guards(
    _state: ConsultationState, command: c.OpenConsultation | None, facts: Facts
) -> Iterator[Check]:
    """A draft was there, and the consultation lasts; one that is over already may be entered late."""
    if command is None:
        return
    opens_on = _day(command, facts)
    yield _day_known(command)
    yield from rounds.opening_guards(
        command.programme_id, command.round, command.draft_version, taking_effect(command, facts), facts
    )
    yield GUARDS["closes_after_opening"].check(
        command.closes_on > opens_on, found=command.closes_on, expected=opens_on
    )
    programme = rounds.programme_of(command.programme_id, facts)
    if not programme.version:
        return
    rules = rules_on(facts, programme.lead, opens_on)
    yield GUARDS["long_enough"].check(
        binding(rules.minimum_consultation_days, _long_enough(rules, opens_on, command.closes_on)),
        found=(command.closes_on - opens_on).days,
        expected=rules.minimum_consultation_days.value,
    )


def _opened(state: ConsultationState, command: c.OpenConsultation, facts: Facts) -> list[NewEvent]:
    opens_on = _day(command, facts)
    rules = rules_on(facts, rounds.programme_of(command.programme_id, facts).lead, opens_on)
    kept = _long_enough(rules, opens_on, command.closes_on)
    flags: tuple[e.Flag, ...] = () if kept else ("consultation_length",)
    event = e.ConsultationOpened(**command.data(), opens_on=opens_on, flags=flags)
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
    """The closing day moves to a later one before it is over."""
    day = _day(command, facts)
    yield GUARDS["not_over"].check(
        state.closes_on is not None and day <= state.closes_on,
        because=[state.because.get("closes")],
        found=state.closes_on,
        expected=day,
    )
    if command is not None:
        yield _day_known(command)
        yield GUARDS["later_day"].check(
            state.closes_on is not None and command.closes_on > state.closes_on,
            because=[state.because.get("closes")],
            found=command.closes_on,
            expected=state.closes_on,
        )


def _early(state: ConsultationState, command: c.CloseConsultation | None, facts: Facts) -> bool:
    """Whether it closes before its closing day is over."""
    day, closes_on = _day(command, facts), state.closes_on
    return closes_on is not None and (day < closes_on or legal_day(facts.now) <= closes_on)


def _closing_guards(
    state: ConsultationState, command: c.CloseConsultation | None, facts: Facts
) -> Iterator[Check]:
    """The clock waits for the end of the closing day; staff may close earlier for a reason."""
    explained = command is not None and command.reason is not None and command.actor.role is not Role.CLOCK
    yield GUARDS["closing_day_over"].check(
        explained or not _early(state, command, facts),
        because=[state.because.get("closes")],
        found=_day(command, facts),
        expected=state.closes_on,
    )
    if command is not None:
        yield _day_known(command)
        yield GUARDS["closed_after_opening"].check(
            state.opened_on is None or _day(command, facts) >= state.opened_on,
            because=[state.because.get("opened")],
            found=_day(command, facts),
            expected=state.opened_on,
        )
    yield from rounds.closing_guards(state.programme_id, state.consultation_id, facts)


def _closed(state: ConsultationState, command: c.CloseConsultation, facts: Facts) -> list[NewEvent]:
    event = e.ConsultationClosed(early=_early(state, command, facts), closed_on=_day(command, facts))
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
    elsewhere=(
        OnOthers(CONTRIBUTION, FindContributionAdmissible, unseen),
        OnOthers(CONTRIBUTION, FindContributionInadmissible, unseen),
    ),
)
