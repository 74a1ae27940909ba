"""Which events are decisions, whose they are, and what their outcome is called.

What a programme's stream notes of a council's vote (`ProgrammeAdoptedByCouncil` and its like) is no second
decision: the vote is. Nor is what the clock records, or what merely follows from a decision.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args

from domain.collectivity.events import CouncilDissolved, FollowUpCommitteeConstituted
from domain.commitment.events import (
    CommitmentDeadlineExtended,
    CommitmentDropped,
    DisputeResolved,
    MilestoneDeadlineExtended,
)
from domain.contribution.events import ContributionFoundAdmissible, ContributionFoundInadmissible
from domain.council_session.decision_events import ItemDeferred, ItemReferredBack, RevoteOrdered, VoteRecorded
from domain.council_session.events import AgendaItemWithdrawn, SittingDeclaredClosed
from domain.idea.events import (
    IdeaDispositioned,
    IdeaFoundAdmissible,
    IdeaFoundInadmissible,
    IdeaMergedInto,
)
from domain.kernel.events import Event, EventData
from domain.kernel.values import Localised, Role
from domain.programme import events as programme

DecisionKind = Literal[
    "vote",
    "referral",
    "deferral",
    "revote",
    "agenda_withdrawal",
    "closed_sitting",
    "initiation",
    "axes",
    "validation",
    "control_regime",
    "objection",
    "visa",
    "court_referral",
    "court_suspension",
    "court_annulment",
    "reopening",
    "withdrawal",
    "suspension",
    "early_end",
    "closure",
    "continuity",
    "departure",
    "amendment",
    "admissibility",
    "idea_disposition",
    "commitment_drop",
    "deadline",
    "dispute",
    "council_dissolution",
    "committee",
]
KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
NAMES: dict[str, Localised] = {
    kind: Localised.model_validate(name)
    for kind, name in tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8")).items()
}
"""What each kind is called, in Arabic, French and English."""


class Ruling(NamedTuple):
    """How a type of event is a decision: its kind, its outcome, and whose it is, by default the actor's."""

    kind: DecisionKind
    outcome: Callable[[Any], str]
    body: Callable[[Event], str] = lambda event: str(event.actor.role)


def _always(text: str) -> Callable[[Any], str]:
    return lambda _given: text


_COUNCIL, _COMMITTEE, _COURT = _always("council"), _always("follow_up_committee"), _always("court")
_AUTHORITY, _PRESIDENT = _always("control_authority"), _always("council_president")


def _by_whom_it_says(event: Event) -> str:
    said = str(getattr(event.data, "decided_by", ""))
    return "council_president" if said == "president" else said


def _by_the_council_it_names(event: Event) -> str:
    decided = getattr(event.data, "decided", None)
    if decided is not None:
        return str(decided.by)
    named = getattr(event.data, "decision", None) is not None
    return "council" if named else str(event.actor.role)


def _by_the_councils_it_names(event: Event) -> str:
    named = bool(getattr(event.data, "decisions", None))
    return "council" if named else str(event.actor.role)


def _by_president_or_council(event: Event) -> str:
    """The secretary writes down what the council decides; the president decides alone."""
    return "council_president" if event.actor.role is Role.COUNCIL_PRESIDENT else "council"


RULINGS: dict[type[EventData], Ruling] = {
    VoteRecorded: Ruling("vote", lambda data: data.outcome, _COUNCIL),
    ItemReferredBack: Ruling("referral", _always("referred_back"), _COUNCIL),
    ItemDeferred: Ruling("deferral", _always("deferred"), _by_president_or_council),
    RevoteOrdered: Ruling("revote", _always("ordered"), _by_president_or_council),
    AgendaItemWithdrawn: Ruling("agenda_withdrawal", _always("withdrawn")),
    SittingDeclaredClosed: Ruling("closed_sitting", _always("closed"), _COUNCIL),
    programme.ProgrammeInitiated: Ruling("initiation", _always("initiated")),
    programme.PriorityAxesIdentified: Ruling("axes", _always("identified")),
    programme.DraftValidatedByCommittee: Ruling("validation", _always("validated"), _COMMITTEE),
    programme.ControlRegimeDetermined: Ruling("control_regime", lambda data: data.regime),
    programme.ObjectionNotified: Ruling("objection", _always("objected"), _AUTHORITY),
    programme.VisaGranted: Ruling("visa", _always("granted"), _AUTHORITY),
    programme.VisaRefused: Ruling("visa", _always("refused"), _AUTHORITY),
    programme.CourtReferred: Ruling("court_referral", _always("referred")),
    programme.SuspensionOrdered: Ruling("court_suspension", _always("ordered"), _COURT),
    programme.SuspensionRefused: Ruling("court_suspension", _always("refused"), _COURT),
    programme.SuspensionLifted: Ruling("court_suspension", _always("lifted"), _COURT),
    programme.DeliberationAnnulled: Ruling("court_annulment", _always("deliberation_annulled"), _COURT),
    programme.ProgrammeReopened: Ruling("reopening", _always("reopened"), _PRESIDENT),
    programme.ProgrammeWithdrawn: Ruling("withdrawal", _always("withdrawn"), _by_whom_it_says),
    programme.ProgrammeSuspended: Ruling("suspension", _always("suspended"), _by_whom_it_says),
    programme.ProgrammeResumed: Ruling("suspension", _always("resumed"), _by_whom_it_says),
    programme.ExecutionEndedEarly: Ruling("early_end", _always("ended"), _COUNCIL),
    programme.ProgrammeClosed: Ruling("closure", _always("closed"), _COUNCIL),
    programme.ProgrammeContinuityDecided: Ruling("continuity", lambda data: data.decision, _COUNCIL),
    programme.DepartureDecided: Ruling("departure", lambda data: data.decision, _by_the_councils_it_names),
    programme.AmendmentApprovedByCommittee: Ruling("amendment", _always("approved"), _COMMITTEE),
    programme.AmendmentAbandoned: Ruling("amendment", _always("abandoned")),
    IdeaFoundAdmissible: Ruling("admissibility", _always("admissible")),
    IdeaFoundInadmissible: Ruling("admissibility", _always("inadmissible")),
    ContributionFoundAdmissible: Ruling("admissibility", _always("admissible")),
    ContributionFoundInadmissible: Ruling("admissibility", _always("inadmissible")),
    IdeaDispositioned: Ruling("idea_disposition", lambda data: data.outcome),
    IdeaMergedInto: Ruling("idea_disposition", _always("merged")),
    CommitmentDropped: Ruling("commitment_drop", _always("dropped"), _by_the_council_it_names),
    CommitmentDeadlineExtended: Ruling("deadline", _always("extended"), _by_the_council_it_names),
    MilestoneDeadlineExtended: Ruling("deadline", _always("extended"), _by_the_council_it_names),
    DisputeResolved: Ruling("dispute", lambda data: "upheld" if data.upheld else "not_upheld"),
    CouncilDissolved: Ruling("council_dissolution", _always("dissolved")),
    FollowUpCommitteeConstituted: Ruling("committee", _always("constituted")),
}
STREAMS = frozenset({"collectivity", "commitment", "contribution", "council_session", "idea", "programme"})
"""The kinds of streams that hold decisions."""


def ruling_of(event: Event) -> Ruling | None:
    """How an event is a decision; None where it is none."""
    return RULINGS.get(type(event.data))
