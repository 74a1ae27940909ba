"""The assessments that the closure waits for (T27)."""

from __future__ import annotations

from collections.abc import Callable

from domain.assessment.commands import (
    PublishIndependentAssessment,
    PublishSelfAssessment,
    RecordEvaluationWorkshop,
)
from domain.assessment.decider import DECIDER as ASSESSMENT
from domain.kernel.commands import Command
from domain.kernel.decider import Elsewhere, Facts
from domain.programme.rules.closing import assessed
from domain.programme.rules.common import GUARDS
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState


def _lacking(guard: str) -> Callable[[ProgrammeState, Facts], bool]:
    def awaited(state: ProgrammeState, facts: Facts) -> bool:
        if state.reached is not Stage.FINAL_EVALUATION:
            return False
        return any(check.guard is GUARDS[guard] and not check.met for check in assessed(state, facts))

    return awaited


def _step(command: type[Command], guard: str) -> Elsewhere[ProgrammeState]:
    return Elsewhere(command, ASSESSMENT.rule(command).by, _lacking(guard))


EVALUATION: tuple[Elsewhere[ProgrammeState], ...] = (
    _step(PublishSelfAssessment, "self_assessment"),
    _step(PublishIndependentAssessment, "independent_assessment"),
    _step(RecordEvaluationWorkshop, "evaluation_workshop"),
)
