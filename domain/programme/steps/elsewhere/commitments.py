"""The work that was promised, and who looks at it (T22)."""

from __future__ import annotations

from domain.commitment.commands import (
    ReportCommitmentComplete,
    ReportMilestone,
    ReportProgress,
    ResolveDispute,
    StartCommitment,
    VerifyCommitmentComplete,
    VerifyMilestone,
)
from domain.commitment.decider import DECIDER as COMMITMENT
from domain.commitment.state import CommitmentState
from domain.kernel.decider import Facts, OnOthers, never
from domain.programme.planning import commitments_of
from domain.programme.stages import EXECUTED, Stage
from domain.programme.state import ProgrammeState


def _worked_on(state: ProgrammeState, facts: Facts) -> tuple[CommitmentState, ...]:
    return commitments_of(state, facts) if state.reached is Stage.IN_EXECUTION else ()


def _looked_at(state: ProgrammeState, facts: Facts) -> tuple[CommitmentState, ...]:
    return commitments_of(state, facts) if state.reached in EXECUTED else ()


COMMITMENTS: tuple[OnOthers[ProgrammeState], ...] = (
    OnOthers(COMMITMENT, StartCommitment, _worked_on),
    OnOthers(COMMITMENT, ReportProgress, _worked_on, forward=never),
    OnOthers(COMMITMENT, ReportMilestone, _worked_on),
    OnOthers(COMMITMENT, VerifyMilestone, _looked_at),
    OnOthers(COMMITMENT, ReportCommitmentComplete, _worked_on),
    OnOthers(COMMITMENT, VerifyCommitmentComplete, _looked_at),
    OnOthers(COMMITMENT, ResolveDispute, _looked_at),
)
