"""Values of a programme: its text, its way through councils and control, and what is decided about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from domain.kernel.dates import HAPPENED, PartialDate, PastDate
from domain.kernel.dates import Day as AnyDay
from domain.kernel.faults import fault, refuse_repetition
from domain.kernel.values import (
    Evidence,
    Identifier,
    Line,
    Localised,
    Model,
    Principle,
    Reason,
    ReasonCode,
    Role,
    Sha256,
)

Channel = Literal["online", "workshop", "paper"]
Flag = Literal[
    "period_length",
    "before_period",
    "number_of_axes",
    "workshop_notice",
    "mid_term_date",
    "period_crosses_mandate",
    "late_transmission",
    "late_objection",
]
"""What departs from a provision that no lawyer has confirmed: shown, never a ground for refusal."""
Regime = Literal["none", "objection_window", "visa"]
"""The administrative control of one deliberation, chosen and recorded with its legal basis."""


FIRST_DAY, LAST_DAY = date(1960, 1, 1), date(2200, 12, 31)


def _within_reach(day: date) -> date:
    if day < FIRST_DAY:
        raise fault("day_too_early", expected=FIRST_DAY.isoformat(), found=day.isoformat())
    if day > LAST_DAY:
        raise fault("day_too_late", expected=LAST_DAY.isoformat(), found=day.isoformat())
    return day


Day = Annotated[AnyDay, AfterValidator(_within_reach)]
"""A day within reach of the calendar of working days."""
PastDay = Annotated[Day, HAPPENED]
"""Such a day on which something has happened."""


CollectivityIds = Annotated[
    tuple[Identifier, ...], Field(min_length=1, max_length=20), AfterValidator(refuse_repetition)
]
"""The collectivities that a programme binds; the first leads."""


Version = Annotated[int, Field(ge=1, le=10_000, strict=True)]
"""The number of a version of the text."""


class Axis(Model):
    """A priority axis, identified with the consultative body before the first workshop."""

    key: Identifier
    title: Localised


class ProposedMilestone(Model):
    """A step of a commitment with its dates; a due day outside the programme's period is explained."""

    key: Identifier
    title: Localised
    starts_on: Day | None = None
    due_on: Day
    outside_period: Localised | None = None


MOST_IDEAS = 200
"""So many ideas a commitment can name."""


class ProposedCommitment(Model):
    """A commitment as a draft proposes it; after adoption it keeps its key."""

    key: Identifier
    title: Localised
    lead: Line
    principles: tuple[Principle, ...] = Field(min_length=1, max_length=5)
    axis: Identifier | None = None
    idea_ids: tuple[Identifier, ...] = Field(default=(), max_length=MOST_IDEAS)
    milestones: tuple[ProposedMilestone, ...] = Field(min_length=1, max_length=30)

    @property
    def due_on(self) -> date:
        """The day by which the last milestone is due."""
        return max(milestone.due_on for milestone in self.milestones)


MOST_COMMITMENTS = 60
"""So many commitments a text can have."""
Commitments = Annotated[tuple[ProposedCommitment, ...], Field(min_length=1, max_length=MOST_COMMITMENTS)]


class DraftVersion(Model):
    """One published version of the text. `sha256` is the digest of its commitments, see `text.digest`.

    `published_on` is absent for a text that was published before the programme was taken over.
    """

    version: int
    sha256: Sha256
    commitments: tuple[ProposedCommitment, ...]
    published_on: PartialDate | None = None


class PlannedCommitment(Model):
    """A commitment of the text in force, and the stream that follows its execution."""

    key: Identifier
    commitment_id: Identifier


class DecisionReference(Model):
    """Where a council decided: one item of one session of one collectivity's council."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier

    @classmethod
    def named_by(cls, model: Model) -> Self:
        """That of a command or event which names the place in fields of its own."""
        return cls(**{name: getattr(model, name) for name in cls.model_fields})

    @property
    def cited(self) -> str:
        """The name of the fact that an act cited it, see `State.because`."""
        return f"cited:{self.session_id}/{self.item_id}"


class Decided(Model):
    """Who decided on a text and why; in which council, where this service knows it. `explained` is what was
    said of this one thing beside the code.
    """

    by: Role
    decision: DecisionReference | None = None
    reason: ReasonCode | None = None
    explained: Localised | None = None


Decisions = Annotated[tuple[DecisionReference, ...], Field(min_length=1, max_length=20)]
"""The decision of each council that the programme binds."""


class MandateAt(Model):
    """The mandate in which a collectivity's council was when it bound itself."""

    collectivity_id: Identifier
    mandate_id: str


class Disposition(Model):
    """What becomes of a commitment that is unfinished when its programme closes."""

    commitment_id: Identifier
    fate: Literal["carried_over", "dropped"]
    reason: Reason


Part = Literal[
    "axes",
    "workshop",
    "idea_dispositions",
    "consultation",
    "committee_validation",
    "submission",
    "council_vote",
    "administrative_control",
    "publication",
    "halt",
]
"""A part of the procedure that may lie before a programme's entry into this service."""


class KnownFact(Model):
    """What is known, with evidence, of a part that this service did not see."""

    part: Part
    on: PastDate
    statement: Localised
    evidence: tuple[Evidence, ...] = Field(min_length=1, max_length=10)


HaltedBy = Literal[
    "council_rejection",
    "court_annulment",
    "council_referral",
    "authority_objection",
    "visa_refusal",
    "deliberation_suspended",
    "execution_suspended",
]


class Halt(Model):
    """What had stopped a programme when it was taken over, and for which council; why is the reason given.

    `material` says that the council asked for a change of substance, `stops_deadlines` that the decision
    which suspended execution did.
    """

    halted_by: HaltedBy
    collectivity_id: Identifier
    halted_on: PastDate
    material: bool = False
    stops_deadlines: bool = False


class RunningConsultation(Model):
    """The days of a consultation that was open when its programme was taken over."""

    opened_on: PastDay
    closes_on: Day
