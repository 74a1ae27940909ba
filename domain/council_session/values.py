"""Values of a council session."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from domain.kernel.dates import Day
from domain.kernel.faults import fault
from domain.kernel.values import Count, EventId, Identifier, Localised, Model, Reference, Sha256
from domain.workshop.values import ClockTime

SessionKind = Literal["ordinary", "extraordinary"]
RequestedBy = Literal["president", "third_of_members", "absolute_majority", "governor"]
ItemOrigin = Literal["bureau", "governor", "members", "petition"]
VoteMode = Literal["public", "secret"]
VoteOutcome = Literal["adopted", "rejected", "second_vote_required"]
MatterKind = Literal[
    "programme_adoption",
    "new_deliberation",
    "programme_amendment",
    "programme_withdrawal",
    "programme_continuity",
    "programme_closure",
    "deadline_extension",
    "other",
]
Subject = Literal[
    "general",
    "action_programme",
    "budget",
    "company_creation",
    "public_service_management",
    "private_partnership",
    "delegated_management",
    "rules_of_procedure",
]
ItemStatus = Literal[
    "pending",
    "adopted",
    "rejected",
    "second_vote_required",
    "revote_ordered",
    "referred_back",
    "deferred",
    "withdrawn",
    "not_reached",
]
OPEN_ITEM: frozenset[ItemStatus] = frozenset({"pending", "second_vote_required", "revote_ordered"})
"""Statuses in which an item can still be voted on in this session."""
CONTINUABLE: frozenset[ItemStatus] = frozenset({"deferred", "not_reached", "second_vote_required"})
"""Statuses from which an item may be taken up again in another session."""
MONTH_FORM = r"(19|20)\d{2}-(0[1-9]|1[0-2])"
Month = Annotated[str, StringConstraints(pattern=f"^{MONTH_FORM}$")]
"""A calendar month, YYYY-MM."""
WITH_TEXT = frozenset({"programme_adoption", "new_deliberation", "programme_amendment"})


class Matter(Model):
    """What the council is asked to decide. A text of a programme is frozen by its version and its digest.

    `subject` says of kind `other` what it is about, since some subjects need a qualified majority.
    """

    kind: MatterKind
    programme_id: Identifier | None = None
    version: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None
    sha256: Sha256 | None = None
    commitment_id: Identifier | None = None
    subject: Subject = "general"

    @model_validator(mode="after")
    def _complete(self) -> Matter:
        if self.kind != "other" and self.programme_id is None:
            raise fault("matter_needs_programme", field="programme_id", kind=self.kind)
        if self.kind in WITH_TEXT and (self.version is None or self.sha256 is None):
            missing = "version" if self.version is None else "sha256"
            raise fault("matter_needs_text", field=missing, kind=self.kind)
        if self.kind != "other" and self.subject != "general":
            raise fault("matter_has_no_subject", field="subject", found=self.subject)
        return self

    @property
    def majority_key(self) -> str:
        """The name under which the rule set gives the majority for it."""
        return self.subject if self.kind == "other" else self.kind


class EarlierItem(Model):
    """An item of another session that this one takes up again."""

    session_id: Identifier
    item_id: Identifier


class Ballot(Model):
    """How one member voted in a public vote, a public act. The member is a reference."""

    member_ref: Reference
    vote: Literal["for", "against", "abstention"]


class Vote(Model):
    """A vote as recorded. `round` is 2 where a qualified majority was missed at the first."""

    event_id: EventId
    sitting_id: Identifier
    round: int
    votes_for: Count
    votes_against: Count
    abstentions: Count
    mode: VoteMode
    outcome: VoteOutcome
    supersedes: EventId | None = None


class AgendaItem(Model):
    """An item of the agenda with what became of it. `outcome` is that of its last vote, `vote_round` that of
    the next.
    """

    item_id: Identifier
    title: Localised
    matter: Matter
    origin: ItemOrigin
    status: ItemStatus = "pending"
    outcome: VoteOutcome | None = None
    votes: tuple[Vote, ...] = ()
    continues: EarlierItem | None = None
    vote_round: int = 1


class TimetableDay(Model):
    """A sitting that the convocation's timetable foresees."""

    held_on: Day
    item_ids: tuple[Identifier, ...] = Field(default=(), max_length=30)


class Convocation(Model):
    """A convocation for one attempt to open the session."""

    attempt: int
    issued_on: Day
    held_on: Day
    starts_at: ClockTime
    place: str
    timetable: tuple[TimetableDay, ...] = ()


class AttendanceChange(Model):
    """Members who left a sitting (negative) or joined it, and the event that says so."""

    event_id: EventId
    change: int


class Sitting(Model):
    """A sitting that opened, or an attempt that found no quorum (`opened` false).

    The quorum is counted once, at the opening of the session; who leaves later does not unmake it.
    """

    sitting_id: Identifier
    attempt: int
    held_on: Day
    present: Count
    members_in_office: Count
    quorum_needed: Count
    opened: bool
    opens_session: bool = False
    closed_to_public: bool = False
    chair_ref: Reference | None = None
    changes: tuple[AttendanceChange, ...] = ()

    @property
    def present_now(self) -> int:
        """Members present after those who left and those who came."""
        return self.present + sum(change.change for change in self.changes)


class Deliberation(Model):
    """What a council decided on a matter: the link between a session and the programme it is about.

    `material` and `scope` are given where the item was referred back; `supersedes` is the event of the vote
    that this one replaces after a re-vote was ordered.
    """

    session_id: Identifier
    item_id: Identifier
    collectivity_id: Identifier
    matter: Matter
    outcome: Literal["adopted", "rejected", "referred_back", "deferred", "withdrawn"]
    held_on: Day
    material: bool | None = None
    scope: Localised | None = None
    supersedes: EventId | None = None
