"""Steps of the administrative control and of courts (T16 to T20)."""

from __future__ import annotations

from typing import Any

from domain.kernel.decider import Facts, Rule, always
from domain.programme import commands as c
from domain.programme import events as e
from domain.programme.rules import control, court, visa
from domain.programme.rules.common import FOCAL
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import (
    AUTHORITY,
    AWAITING_CONTROL,
    CLOCK,
    COURT,
    EXECUTION,
    EXECUTORY,
    SUSPENDED,
    UNDER_CONTROL,
    as_event,
)


def _regime_open(state: ProgrammeState, _facts: Facts) -> bool:
    passage = state.current_passage
    regimes = [passage.control(one).regime for one in state.collectivity_ids] if passage else [None]
    return None in regimes


CONTROL: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(
        c.DetermineControlRegime,
        FOCAL,
        control.regime_determined,
        control.regime_guards,
        stages=AWAITING_CONTROL,
        forward=_regime_open,
    ),
    Rule(
        c.TransmitDeliberation,
        FOCAL,
        control.transmitted,
        control.transmitting_guards,
        stages=AWAITING_CONTROL | EXECUTORY,
        forward=lambda state, _facts: state.stage not in EXECUTORY,
    ),
    Rule(
        c.RecordObjection,
        AUTHORITY,
        control.objected,
        control.objecting_guards,
        stages=UNDER_CONTROL | EXECUTORY,
        reasoned=True,
    ),
    Rule(
        c.ExpireObjectionWindow,
        CLOCK,
        as_event(e.ObjectionWindowExpired),
        control.expiring_guards,
        stages=UNDER_CONTROL,
        forward=always,
    ),
    Rule(
        c.GrantVisa,
        AUTHORITY,
        as_event(e.VisaGranted),
        visa.visa_guards,
        stages=UNDER_CONTROL,
        forward=always,
    ),
    Rule(
        c.RefuseVisa,
        AUTHORITY,
        as_event(e.VisaRefused),
        visa.visa_guards,
        stages=UNDER_CONTROL,
        reasoned=True,
        forward=always,
    ),
    Rule(
        c.RecordVisaDeadlineElapsed,
        CLOCK,
        as_event(e.VisaDeadlineElapsed),
        visa.silence_guards,
        stages=UNDER_CONTROL,
    ),
    Rule(
        c.RecordCourtReferral,
        AUTHORITY,
        as_event(e.CourtReferred),
        court.referral_guards,
        stages=UNDER_CONTROL,
    ),
    Rule(
        c.OrderSuspension,
        COURT,
        as_event(e.SuspensionOrdered),
        court.ruling_guards,
        stages=UNDER_CONTROL,
        forward=always,
    ),
    Rule(
        c.RefuseSuspension,
        COURT,
        as_event(e.SuspensionRefused),
        court.ruling_guards,
        stages=UNDER_CONTROL,
        forward=always,
    ),
    Rule(
        c.LiftSuspension,
        COURT,
        as_event(e.SuspensionLifted),
        court.lifting_guards,
        stages=SUSPENDED | EXECUTION,
        forward=always,
    ),
    Rule(
        c.AnnulDeliberation,
        COURT,
        court.annulled,
        court.annulling_guards,
        stages=UNDER_CONTROL | EXECUTORY | SUSPENDED,
        step=False,
    ),
)
