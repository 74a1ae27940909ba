"""Steps of an amendment (T24), and of entry from elsewhere."""

from __future__ import annotations

from typing import Any

from domain.kernel.decider import Rule, always
from domain.programme import commands as c
from domain.programme.rules import amendment, entry
from domain.programme.rules.common import COMMITTEE, FOCAL, PRESIDENT
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import EVALUATION, EXECUTION, EXECUTORY, PROPOSERS

AMENDING: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(
        c.ProposeAmendment,
        PROPOSERS,
        amendment.proposed,
        amendment.proposing_guards,
        stages=EXECUTION,
        reasoned=True,
    ),
    Rule(
        c.ApproveMinorAmendment,
        COMMITTEE,
        amendment.approved,
        amendment.approving_guards,
        stages=EXECUTION,
        forward=always,
    ),
    Rule(
        c.SubmitAmendment,
        PRESIDENT,
        amendment.submitted,
        amendment.submitting_guards,
        stages=EXECUTION,
        forward=always,
    ),
    Rule(
        c.AbandonAmendment,
        PROPOSERS,
        amendment.abandoned,
        amendment.abandoning_guards,
        stages=EXECUTION,
        reasoned=True,
    ),
    Rule(
        c.BringAmendmentIntoForce,
        PRESIDENT,
        amendment.in_force,
        amendment.in_force_guards,
        stages=EXECUTION,
        forward=always,
    ),
)


ENTRY: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(c.TakeOverProgramme, FOCAL, entry.taken_over, entry.take_over_guards),
    Rule(
        c.EnterCommitments,
        FOCAL,
        entry.entered,
        entry.entering_guards,
        stages=EXECUTORY | EXECUTION | EVALUATION,
        step=False,
    ),
)
