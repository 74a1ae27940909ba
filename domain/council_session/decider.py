"""The rules of council sessions (T10 to T14, and the exceptions met in practice)."""

from __future__ import annotations

from domain.council_session import (
    attendance,
    calling,
    commands,
    convening,
    decision_commands,
    minutes,
    putting_off,
    sittings,
    voting,
)
from domain.council_session.evolution import EVOLVE
from domain.council_session.state import CouncilSessionState
from domain.kernel.decider import Decider, Rule
from domain.kernel.values import Role

PRESIDENT, SECRETARY = Role.COUNCIL_PRESIDENT, Role.COUNCIL_SECRETARY
OFFICE = frozenset({PRESIDENT, SECRETARY})
COUNCIL = frozenset({Role.COUNCIL, SECRETARY})
AGENDA = OFFICE | {Role.CONTROL_AUTHORITY}
CALLED, CONVENED, OPEN = frozenset({"called"}), frozenset({"convened"}), frozenset({"open"})
ADJOURNED = frozenset({"adjourned"})

DECIDER = Decider(
    kind="council_session",
    plural="council-sessions",
    state=CouncilSessionState,
    evolve=EVOLVE,
    rules=(
        Rule(commands.CallSession, AGENDA, calling.called, calling.call_guards),
        Rule(
            commands.AddAgendaItem,
            AGENDA,
            calling.item_added,
            calling.item_guards,
            stages=CALLED | CONVENED,
        ),
        Rule(
            commands.WithdrawAgendaItem,
            OFFICE,
            putting_off.withdrawn,
            putting_off.withdrawal_guards,
            stages=CALLED | CONVENED | ADJOURNED | OPEN,
            reasoned=True,
            step=False,
        ),
        Rule(
            commands.SendAgendaToGovernor,
            OFFICE,
            calling.agenda_sent,
            stages=CALLED | CONVENED,
        ),
        Rule(
            commands.IssueConvocation,
            OFFICE,
            convening.convocation_issued,
            convening.convocation_guards,
            stages=CALLED | ADJOURNED,
        ),
        Rule(commands.OpenSitting, OFFICE, sittings.opened, sittings.opening_guards, stages=CONVENED | OPEN),
        Rule(
            commands.AdjournForLackOfQuorum,
            OFFICE,
            sittings.adjourned,
            sittings.adjournment_guards,
            stages=CONVENED,
        ),
        Rule(
            commands.RecordMemberLeft,
            OFFICE,
            attendance.left,
            attendance.left_guards,
            stages=OPEN,
            step=False,
        ),
        Rule(
            commands.RecordMemberArrived,
            OFFICE,
            attendance.arrived,
            attendance.arrived_guards,
            stages=OPEN,
            step=False,
        ),
        Rule(
            commands.DeclareSittingClosed,
            OFFICE,
            attendance.declared_closed,
            attendance.closed_guards,
            stages=OPEN,
            reasoned=True,
            step=False,
        ),
        Rule(
            decision_commands.RecordVote,
            frozenset({SECRETARY}),
            voting.voted,
            voting.vote_guards,
            stages=OPEN,
        ),
        Rule(
            decision_commands.OrderRevote,
            COUNCIL | {PRESIDENT},
            voting.revote_ordered,
            voting.revote_guards,
            stages=OPEN,
            reasoned=True,
            step=False,
        ),
        Rule(
            decision_commands.DeferItem,
            COUNCIL | {PRESIDENT},
            putting_off.deferred,
            putting_off.deferral_guards,
            stages=OPEN,
            reasoned=True,
        ),
        Rule(
            decision_commands.ReferItemBack,
            COUNCIL,
            putting_off.referred_back,
            putting_off.referral_guards,
            stages=OPEN,
            reasoned=True,
        ),
        Rule(
            decision_commands.CloseSession,
            OFFICE,
            putting_off.session_closed,
            putting_off.closing_guards,
            stages=OPEN | ADJOURNED,
        ),
        Rule(
            decision_commands.DrawUpMinutes,
            frozenset({SECRETARY}),
            minutes.drawn_up,
            minutes.minutes_guards,
            stages=OPEN | ADJOURNED | {"closed"},
        ),
        Rule(
            decision_commands.SignMinutes,
            OFFICE,
            minutes.signed,
            minutes.signing_guards,
            stages=OPEN | ADJOURNED | {"closed"},
        ),
    ),
)
