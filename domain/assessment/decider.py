"""The rules of assessments (T27): every commitment has a rating, or "no evidence available"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from domain.assessment import commands as c
from domain.assessment import events as e
from domain.assessment.scales import COMPLETION
from domain.assessment.state import EVOLVE, AssessmentState
from domain.commitment.state import CommitmentState
from domain.kernel.commands import Command
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.deciding import exists
from domain.kernel.events import EventData
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role
from domain.programme.rules.order import in_order
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState

GUARDS = GuardTable("domain.assessment", "assessment")
Publication = c.PublishSelfAssessment | c.PublishIndependentAssessment


def _in_evaluation(programme_id: str, facts: Facts) -> Check:
    programme = facts.state(f"programme:{programme_id}", ProgrammeState)
    there = exists(programme, f"programme:{programme_id}")
    if not there.met:
        return there
    met = programme.reached is Stage.FINAL_EVALUATION
    because = [programme.because.get("stage")]
    return GUARDS["programme_in_evaluation"].check(met, because=because, found=programme.stage)


def _published(_state: AssessmentState, command: Publication | None, facts: Facts) -> Iterator[Check]:
    if command is None:
        return
    yield _in_evaluation(command.programme_id, facts)
    programme = facts.state(f"programme:{command.programme_id}", ProgrammeState)
    yield in_order(programme, Stage.FINAL_EVALUATION, command.effective_at)
    commitments = facts.members(f"programme:{command.programme_id}/commitment", CommitmentState)
    known = {commitment.stream.partition(":")[2]: commitment for commitment in commitments}
    because = [commitment.because.get("planned") for commitment in commitments]
    rated = {rating.commitment_id for rating in command.ratings if rating.scale_id == COMPLETION}
    unknown = {rating.commitment_id for rating in command.ratings} - set(known)
    yield GUARDS["commitments_known"].check(not unknown, because=because, found=unknown)
    missing = set(known) - rated
    yield GUARDS["every_commitment_rated"].check(not missing, because=because, found=missing)
    times = Counter((rating.commitment_id, rating.scale_id) for rating in command.ratings)
    twice = {commitment for (commitment, _scale), number in times.items() if number > 1}
    yield GUARDS["rated_once"].check(not twice, found=twice)


def _workshop(
    _state: AssessmentState, command: c.RecordEvaluationWorkshop | None, facts: Facts
) -> Iterator[Check]:
    if command is None:
        return
    yield _in_evaluation(command.programme_id, facts)


def _held(_state: AssessmentState, command: c.RecordEvaluationWorkshop, _facts: Facts) -> list[NewEvent]:
    """Events are public for ever, so what would tell of a few people stays out of them."""
    told = command.data() | {"attendance": command.attendance.protected()}
    return [NewEvent(e.EvaluationWorkshopHeld(**told))]


def _as(event: type[EventData]) -> Callable[[AssessmentState, Command, Facts], list[NewEvent]]:
    return lambda _state, command, _facts: [NewEvent(event(**command.data()))]


DECIDER = Decider(
    kind="assessment",
    plural="assessments",
    state=AssessmentState,
    evolve=EVOLVE,
    rules=(
        Rule(
            c.PublishSelfAssessment,
            frozenset({Role.FOLLOW_UP_COMMITTEE}),
            _as(e.SelfAssessmentPublished),
            _published,
        ),
        Rule(
            c.PublishIndependentAssessment,
            frozenset({Role.INDEPENDENT_ASSESSOR, Role.CIVIL_SOCIETY}),
            _as(e.IndependentAssessmentPublished),
            _published,
        ),
        Rule(
            c.RecordEvaluationWorkshop,
            frozenset({Role.FOLLOW_UP_COMMITTEE, Role.FOCAL_POINT}),
            _held,
            _workshop,
        ),
    ),
)
