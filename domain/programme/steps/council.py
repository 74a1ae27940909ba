"""Steps before the councils and back (T9, T12, T15, T29)."""

from __future__ import annotations

from typing import Any

from domain.kernel.decider import Facts, Rule, always
from domain.programme import commands as c
from domain.programme.rules import submission
from domain.programme.rules.common import FOCAL, PRESIDENT
from domain.programme.stages import BEFORE_SUBMISSION
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import FINALISING, PROPOSERS, REFERRED_BACK, REJECTED, SUBMITTED, at


def _validated(state: ProgrammeState, _facts: Facts) -> bool:
    return state.validated_version is not None


COUNCIL: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(
        c.SubmitToCouncil,
        PRESIDENT,
        submission.submitted,
        submission.submitting_guards,
        stages=FINALISING | SUBMITTED,
        forward=_validated,
    ),
    Rule(
        c.ResumeDrafting,
        PROPOSERS | FOCAL,
        submission.resumed,
        submission.resuming_guards,
        stages=REFERRED_BACK,
        forward=always,
    ),
    Rule(
        c.ReopenProgramme,
        PRESIDENT,
        submission.reopened,
        submission.reopening_guards,
        stages=REJECTED,
        reasoned=True,
        forward=always,
    ),
    Rule(
        c.WithdrawProgramme,
        PRESIDENT,
        submission.withdrawn,
        submission.withdrawing_guards,
        stages=at(*BEFORE_SUBMISSION) | SUBMITTED,
        reasoned=True,
        step=False,
    ),
)
