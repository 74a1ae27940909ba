"""In which order the facts of a programme lie: nothing took effect before what it rests on.

What is entered late carries its own days, so that an impossible order would stay on record for ever. A day
that is known in part or not at all refuses nothing that it leaves possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, Rule
from domain.kernel.guards import Check
from domain.programme import commands as c
from domain.programme.rules.common import GUARDS
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState

NOT_BEFORE: Mapping[type[Command], tuple[str, ...]] = {
    c.IdentifyAxes: (Stage.INITIATED,),
    c.OpenIdeaCollection: (Stage.INITIATED, "axes"),
    c.CloseIdeaCollection: (Stage.IDEA_COLLECTION,),
    c.PublishDraft: (Stage.DRAFTING,),
    c.ValidateDraft: (Stage.FINALISING,),
    c.ResumeDrafting: (Stage.REFERRED_BACK,),
    c.ReopenProgramme: (Stage.REJECTED,),
    c.DetermineControlRegime: (Stage.ADOPTED,),
    c.PublishProgramme: (Stage.EXECUTORY,),
    c.StartExecution: ("published",),
    c.SuspendProgramme: (Stage.IN_EXECUTION,),
    c.ResumeProgramme: (Stage.SUSPENDED,),
    c.EndExecutionEarly: (Stage.IN_EXECUTION,),
    c.ProposeAmendment: (Stage.IN_EXECUTION,),
    c.ApproveMinorAmendment: ("amendment",),
    c.BringAmendmentIntoForce: ("amendment",),
    c.AbandonAmendment: ("amendment",),
    c.WithdrawProgramme: (Stage.INITIATED,),
    c.CloseProgramme: (Stage.FINAL_EVALUATION,),
}
"""What each step rests on. Beside it texts have an order of their own (`after_publication` and the like), and
so has what other aggregates record.
"""
ESTABLISHED_BY: Mapping[str, tuple[str, ...]] = {
    Stage.INITIATED: ("initiated",),
    Stage.DRAFTING: ("ideas", "rework"),
    Stage.FINALISING: ("round", "rework"),
    Stage.IN_EXECUTION: ("execution",),
}
"""The names in `because` of these facts, where they are no others than their own and no present stage."""


def not_earlier(
    fact: str, day: PartialDate | None, earlier: PartialDate | None, because: Iterable[str | None] = ()
) -> Check:
    """What took effect on a day is not certainly earlier than a fact. No day is the present, which is not."""
    return GUARDS["in_order"].check(
        day is None or earlier is None or not day.ends_before(earlier),
        because=because,
        found=day,
        fact=str(fact),
        expected=earlier,
    )


def not_earlier_than_all(
    fact: str, day: PartialDate | None, earlier: Sequence[tuple[PartialDate | None, str | None]]
) -> Check:
    """The same of several facts with their events: the check is that of one that is unmet, if any is."""
    found = [not_earlier(fact, day, one, [event]) for one, event in earlier]
    return next((check for check in found if not check.met), not_earlier(fact, day, None))


def not_earlier_than_any(
    fact: str, day: PartialDate | None, earlier: Sequence[tuple[PartialDate | None, str | None]]
) -> Check:
    """The same where one of several facts is enough: the check is that of one that is met, if any is."""
    found = [not_earlier(fact, day, one, [event]) for one, event in earlier]
    return next((check for check in found if check.met), found[0] if found else not_earlier(fact, day, None))


def in_order(state: ProgrammeState, fact: str, day: PartialDate | None) -> Check:
    """The same of a fact of the programme."""
    names = ESTABLISHED_BY.get(fact, (fact,))
    because = [state.because.get(name) for name in names]
    if not any(because):
        because = list(state.stage_because)
    return not_earlier(fact, day, state.days.get(fact), because)


def kept(rule: Rule[ProgrammeState, Any]) -> Rule[ProgrammeState, Any]:
    """The rule of a step with the order that it has to keep."""
    facts_before = NOT_BEFORE.get(rule.command)
    if facts_before is None:
        return rule

    def guards(state: ProgrammeState, command: Command | None, facts: Facts) -> Iterator[Check]:
        yield from rule.guards(state, command, facts)
        if command is not None:
            yield from (in_order(state, fact, command.effective_at) for fact in facts_before)

    return replace(rule, guards=guards)


def while_executed(state: ProgrammeState, day: PartialDate) -> Iterator[Check]:
    """Execution was under way on a day: it had begun and was not over, whatever the present stage is."""
    started, until = state.days.get(Stage.IN_EXECUTION), state.executed_until
    # A beginning after the last day tells when it was entered; since when work went on is not known then.
    entered_late = started is not None and PartialDate.of(state.ends_on).ends_before(started)
    yield in_order(state, Stage.IN_EXECUTION, None if entered_late else day)
    yield GUARDS["before_execution_over"].check(
        until is None or not PartialDate.of(until).ends_before(day),
        because=[state.because.get("execution_over"), state.because.get("period")],
        found=day,
        expected=until,
    )
