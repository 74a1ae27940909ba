"""Steps from publication to closure (T21, T23, T25 to T28)."""

from __future__ import annotations

from typing import Any

from domain.kernel.decider import Rule, always
from domain.kernel.values import Role
from domain.programme import commands as c
from domain.programme import events as e
from domain.programme.rules import closing, execution, renewal
from domain.programme.rules.common import COMMITTEE, PRESIDENT, SECRETARIAT
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import (
    AWAITING_CONTROL,
    CLOCK,
    COUNCIL_OR_COURT,
    EVALUATION,
    EXECUTION,
    EXECUTORY,
    SUSPENDED,
    as_event,
)

EXECUTING: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(
        c.PublishProgramme,
        PRESIDENT,
        as_event(e.ProgrammePublished),
        execution.publishing_guards,
        stages=EXECUTORY,
        forward=lambda state, _facts: not state.published_in,
    ),
    Rule(
        c.StartExecution,
        PRESIDENT,
        execution.started,
        execution.starting_guards,
        stages=EXECUTORY,
        forward=always,
    ),
    Rule(
        c.RecordMidTermReview,
        COMMITTEE,
        execution.reviewed,
        execution.review_guards,
        stages=EXECUTION | EVALUATION,
    ),
    Rule(
        c.SuspendProgramme,
        COUNCIL_OR_COURT,
        as_event(e.ProgrammeSuspended),
        execution.decision_checks,
        stages=EXECUTION,
        reasoned=True,
        step=False,
    ),
    Rule(
        c.ResumeProgramme,
        COUNCIL_OR_COURT,
        execution.resumed,
        execution.resuming_guards,
        stages=SUSPENDED,
        forward=always,
    ),
    Rule(
        c.EndExecutionPeriod,
        CLOCK,
        as_event(e.ExecutionPeriodEnded),
        execution.ending_guards,
        stages=EXECUTION | SUSPENDED,
        forward=always,
    ),
    Rule(
        c.EndExecutionEarly,
        PRESIDENT,
        as_event(e.ExecutionEndedEarly),
        execution.early_end_guards,
        stages=EXECUTION | SUSPENDED,
        reasoned=True,
        step=False,
    ),
    Rule(
        c.DecideContinuity,
        SECRETARIAT,
        renewal.continuity_decided,
        renewal.continuity_guards,
        stages=AWAITING_CONTROL | EXECUTORY | SUSPENDED,
    ),
    Rule(
        c.DecideAfterDeparture,
        PRESIDENT | {Role.NETWORK_COORDINATOR},
        renewal.departure_decided,
        renewal.departure_guards,
        stages=EXECUTION | SUSPENDED,
        reasoned=True,
    ),
    Rule(
        c.CloseProgramme, PRESIDENT, closing.closed, closing.closing_guards, stages=EVALUATION, forward=always
    ),
)
