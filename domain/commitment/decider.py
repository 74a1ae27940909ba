"""The rules of commitments (T22, 5.3). The programme's own acts record planning, revision and closure."""

from __future__ import annotations

from collections.abc import Callable

from domain.commitment import commands as c
from domain.commitment import events as e
from domain.commitment import execution
from domain.commitment import guards as g
from domain.commitment.evolution import EVOLVE
from domain.commitment.state import CommitmentState
from domain.document.commands import RegisterDocument
from domain.document.decider import RECORDERS
from domain.kernel.commands import Command
from domain.kernel.decider import Decider, Elsewhere, Facts, NewEvent, Rule, never
from domain.kernel.events import EventData
from domain.kernel.values import Role

LEAD = frozenset({Role.LEAD_UNIT, Role.FOCAL_POINT})
VERIFIERS = frozenset({Role.FOLLOW_UP_COMMITTEE, Role.INDEPENDENT_ASSESSOR, Role.CIVIL_SOCIETY})
DECIDERS = frozenset({Role.COUNCIL, Role.COUNCIL_PRESIDENT, Role.FOLLOW_UP_COMMITTEE})
OPEN = frozenset({"planned", "in_progress"})
UNDER_WAY = frozenset({"in_progress"})
REPORTED = frozenset({"reported_complete"})
KNOWN = frozenset(
    {"planned", "in_progress", "reported_complete", "verified_complete", "dropped", "carried_over"}
)


def _as(event: type[EventData]) -> Callable[[CommitmentState, Command, Facts], list[NewEvent]]:
    """The event that says what its command says."""
    return lambda _state, command, _facts: [NewEvent(event(**command.data()))]


def _contested(_state: CommitmentState, command: c.ContestEvidence, facts: Facts) -> list[NewEvent]:
    return [NewEvent(e.EvidenceContested(**command.data(), dispute_id=facts.new_id("dispute")))]


def _without_evidence(state: CommitmentState, _facts: Facts) -> bool:
    """Its completion waits for evidence, and only what is in the register is any."""
    return state.status in UNDER_WAY and not state.evidence_count


DECIDER = Decider(
    kind="commitment",
    plural="commitments",
    state=CommitmentState,
    evolve=EVOLVE,
    rules=(
        Rule(
            c.StartCommitment,
            LEAD,
            _as(e.CommitmentStarted),
            execution.in_execution,
            stages=frozenset({"planned"}),
        ),
        Rule(c.ReportProgress, LEAD, _as(e.ProgressReported), execution.in_execution, stages=UNDER_WAY),
        Rule(c.ReportMilestone, LEAD, _as(e.MilestoneReported), g.milestone_reported, stages=UNDER_WAY),
        Rule(
            c.VerifyMilestone,
            VERIFIERS,
            _as(e.MilestoneVerified),
            g.milestone_verified,
            stages=UNDER_WAY | REPORTED,
        ),
        Rule(
            c.AddEvidence,
            LEAD | VERIFIERS,
            _as(e.EvidenceAdded),
            g.evidence_given,
            stages=OPEN | REPORTED,
        ),
        Rule(
            c.ReportCommitmentComplete,
            LEAD,
            _as(e.CommitmentReportedComplete),
            g.completed,
            stages=UNDER_WAY,
        ),
        Rule(
            c.VerifyCommitmentComplete,
            VERIFIERS,
            _as(e.CommitmentVerifiedComplete),
            g.verified,
            stages=REPORTED,
        ),
        Rule(c.DenyCompletion, VERIFIERS, _as(e.CompletionNotConfirmed), stages=REPORTED),
        Rule(c.DropCommitment, DECIDERS, _as(e.CommitmentDropped), g.dropped, stages=OPEN, reasoned=True),
        Rule(
            c.ExtendCommitmentDeadline,
            DECIDERS,
            _as(e.CommitmentDeadlineExtended),
            g.extended,
            stages=OPEN,
            reasoned=True,
        ),
        Rule(
            c.ExtendMilestoneDeadline,
            DECIDERS,
            _as(e.MilestoneDeadlineExtended),
            g.milestone_extended,
            stages=OPEN,
            reasoned=True,
        ),
        Rule(
            c.MissDeadline,
            frozenset({Role.CLOCK}),
            _as(e.DeadlineMissed),
            g.missed,
            stages=OPEN,
            step=False,
        ),
        Rule(c.ContestEvidence, frozenset({Role.CIVIL_SOCIETY}), _contested, stages=KNOWN - {"planned"}),
        Rule(
            c.ResolveDispute,
            frozenset({Role.FOLLOW_UP_COMMITTEE}),
            _as(e.DisputeResolved),
            g.resolved,
            stages=KNOWN,
        ),
    ),
    elsewhere=(Elsewhere(RegisterDocument, RECORDERS, _without_evidence, forward=never),),
)
