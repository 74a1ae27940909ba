"""Whether a commitment can be worked on: its programme is or was in execution on the day of the fact."""

from __future__ import annotations

from collections.abc import Iterator

from domain.assessment.scales import COMPLETION
from domain.assessment.state import AssessmentState
from domain.commitment.state import CommitmentState
from domain.commitment.table import GUARDS
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts
from domain.kernel.guards import Check
from domain.programme.rules import order
from domain.programme.stages import EXECUTED, Stage
from domain.programme.state import ProgrammeState

COMPLETE = "complete"
"""The rating that no late entry of work done contradicts."""


def programme(state: CommitmentState, facts: Facts) -> ProgrammeState:
    """The programme that the commitment belongs to."""
    return facts.state(f"programme:{state.programme_id}", ProgrammeState)


def in_execution(state: CommitmentState, command: Command | None, facts: Facts) -> Iterator[Check]:
    """The programme was in execution when this took effect; its record may come after the end."""
    moment = command.effective_at if command else None
    yield from while_executed(state, moment or PartialDate.of(facts.now), facts)


def while_executed(state: CommitmentState, day: PartialDate, facts: Facts) -> Iterator[Check]:
    """The day of the fact decides, and not that of its entry. What was assessed is not changed unseen."""
    found = programme(state, facts)
    reached = found.reached in EXECUTED or found.execution_suspended
    yield GUARDS["programme_in_execution"].check(
        reached, because=[found.because.get("stage")], found=found.stage
    )
    if reached:
        yield from order.while_executed(found, day)
    if found.reached is Stage.FINAL_EVALUATION:
        yield _not_assessed_without(state, facts)


def _not_assessed_without(state: CommitmentState, facts: Facts) -> Check:
    """No assessment says of the commitment what a late entry would contradict; "complete" it cannot."""
    identity = state.stream.partition(":")[2]
    published = facts.members(f"programme:{state.programme_id}/assessment", AssessmentState)
    contradicted = [
        one
        for one in published
        for rating in one.ratings
        if rating.commitment_id == identity and rating.scale_id == COMPLETION and rating.value != COMPLETE
    ]
    return GUARDS["not_assessed_without"].check(
        not contradicted,
        because=[one.because.get("published") for one in contradicted],
        found=[one.stream.partition(":")[2] for one in contradicted],
    )
