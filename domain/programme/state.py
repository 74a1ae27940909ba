"""What is known of a programme."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from domain.kernel.dates import PartialDate
from domain.kernel.decider import State
from domain.kernel.events import Event
from domain.kernel.values import Localised
from domain.programme.passage import Amendment, Control, CouncilVote, Passage, Submission
from domain.programme.stages import Stage
from domain.programme.text import materially_changed
from domain.programme.values import (
    Axis,
    DecisionReference,
    Disposition,
    DraftVersion,
    KnownFact,
    Part,
    PlannedCommitment,
)

OF_PASSAGE = frozenset(
    {
        *(Stage.SUBMITTED, Stage.ADOPTED, Stage.UNDER_CONTROL, Stage.EXECUTORY),
        *(Stage.REJECTED, Stage.REFERRED_BACK, Stage.SUSPENDED),
    }
)
"""Stages that a passage amounts to."""
LEFT_CONTROL = frozenset({Stage.IN_EXECUTION, Stage.FINAL_EVALUATION, Stage.CLOSED, Stage.WITHDRAWN})
CONTROL_FIELDS = tuple(name for name in Control.model_fields if name != "collectivity_id")
UNVALIDATED: dict[str, None] = {"validated_version": None, "validated_on": None}
"""What a text that is worked on again loses."""


_DAYS = ("held_on", "granted_on", "refused_on", "notified_on", "referred_on", "decided_on")


def day_of(event: Event) -> PartialDate:
    """When the fact of an event happened: on the day that it names for itself, else when it took effect."""
    named = next((day for name in _DAYS if (day := getattr(event.data, name, None)) is not None), None)
    if named is None:
        return event.effective_at
    return named if isinstance(named, PartialDate) else PartialDate.of(named)


class ProgrammeState(State):
    """Facts in `because`: stage, initiated, period, axes, advisory_body, ideas, draft, round, validated,
    rework, adopted, published, execution, execution_over, mid_term, amendment, deadlines, taken_over, and per
    collectivity `submitted:ID`, `vote:ID`, `continuity:ID`, `departure:ID`, each field of a control as
    `regime:ID`, and for a council's decision that an act rests on `cited:SESSION/ITEM`.

    `days` are those on which a stage was reached or another fact of `domain.programme.rules.order` took
    effect. `executed_until` is the last day of execution, once execution is over or while it is suspended.
    """

    collectivity_ids: tuple[str, ...] = ()
    title: Localised | None = None
    starts_on: date = date.min
    ends_on: date = date.min
    reached: Stage | None = None
    axes: tuple[Axis, ...] = ()
    advisory_body_consulted_on: PartialDate | None = None
    channels: tuple[str, ...] = ()
    ideas: int | None = None
    ideas_digest: str | None = None
    drafts: tuple[DraftVersion, ...] = ()
    consultation_ids: tuple[str, ...] = ()
    open_consultation_id: str | None = None
    consultation_required: bool = False
    sent_back_version: int | None = None
    validated_version: int | None = None
    validated_on: PartialDate | None = None
    passage: Passage | None = None
    adopted_version: int | None = None
    commitments: tuple[PlannedCommitment, ...] = ()
    published_in: tuple[str, ...] = ()
    amendment: Amendment | None = None
    execution_suspended: bool = False
    deadlines_stopped_on: date | None = None
    executed_until: date | None = None
    days: dict[str, PartialDate] = {}
    mid_term_review_on: date | None = None
    mandates: dict[str, str] = {}
    continuity: dict[str, Literal["continue", "review", "withdraw"]] = {}
    closing_decisions: tuple[DecisionReference, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    taken_over: bool = False
    unverified: tuple[Part, ...] = ()
    missing: tuple[Part, ...] = ()
    known: tuple[KnownFact, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        """The key of the stage; empty before the first event."""
        return str(self.reached) if self.reached else ""

    @property
    def stage_because(self) -> tuple[str | None, ...]:
        """A stage on the way through councils and control is what all votes and controls amount to, and not
        what the last of them says alone.
        """
        if self.reached not in OF_PASSAGE or self.execution_suspended or self.passage is None:
            return super().stage_because
        return (*super().stage_because, *self.passage_because)

    @property
    def passage_because(self) -> tuple[str | None, ...]:
        """The events that the standing of the text under way rests on: every vote, every control."""
        votes = (self.because.get(f"vote:{identity}") for identity in self.collectivity_ids)
        controls = (self.because_of_control(identity) for identity in self.collectivity_ids)
        return (*votes, *(event for control in controls for event in control))

    @property
    def programme_id(self) -> str:
        """The identity, the stream's name without its kind."""
        return self.stream.partition(":")[2]

    @property
    def concerns(self) -> tuple[str, ...]:
        """The programme and the collectivities that it binds."""
        return (self.stream, *(f"collectivity:{identity}" for identity in self.collectivity_ids))

    @property
    def lead(self) -> str:
        """The collectivity that leads."""
        return self.collectivity_ids[0] if self.collectivity_ids else ""

    def draft(self, version: int | None) -> DraftVersion | None:
        """A version of the text: published as a draft, or proposed as an amendment."""
        return next((draft for draft in self.drafts if draft.version == version), None)

    @property
    def latest_draft(self) -> DraftVersion | None:
        """The newest version of the text, in force or not."""
        return self.drafts[-1] if self.drafts else None

    def needs_new_round(self, version: int | None) -> bool:
        """Whether the public is to be asked again (T12): the council said so when it sent the text back, or
        the text of that version is another one in substance than the one that was sent back.
        """
        sent_back, draft = self.draft(self.sent_back_version), self.draft(version)
        if self.consultation_required or sent_back is None or draft is None:
            return self.consultation_required
        return bool(materially_changed(sent_back.commitments, draft.commitments))

    @property
    def next_version(self) -> int:
        """The number of the next version of the text."""
        return self.drafts[-1].version + 1 if self.drafts else 1

    @property
    def current_passage(self) -> Passage | None:
        """The way through councils and control that is under way or was last: an amendment's while there is
        one.
        """
        return self.amendment.passage if self.amendment else self.passage

    def passage_of(self, version: int | None) -> Passage | None:
        """The way of the text whose deliberation is meant: the one under way where no version is named."""
        if version is None or (self.amendment is not None and version == self.amendment.version):
            return self.current_passage
        return self.passage if self.passage is not None and version == self.passage.version else None

    def amends(self, version: int | None) -> bool:
        """Whether the deliberation meant is one on an amendment, and not the programme's own."""
        amendment = self.amendment
        if amendment is None or amendment.passage is None:
            return False
        return version in (None, amendment.version)

    @property
    def left_control(self) -> bool:
        """Whether the programme's own text is beyond control, so that only an amendment can be under it."""
        return self.amendment is None and (self.reached in LEFT_CONTROL or self.execution_suspended)

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """Where the text lies before the councils."""
        return self.current_passage.submissions if self.current_passage else ()

    @property
    def votes(self) -> tuple[CouncilVote, ...]:
        """What the councils decided on the text."""
        return self.current_passage.votes if self.current_passage else ()

    @property
    def controls(self) -> tuple[Control, ...]:
        """How far the administrative control of each deliberation is."""
        return self.current_passage.controls if self.current_passage else ()

    @property
    def referred_by(self) -> str:
        """Who sent the text back: council, objection or visa; empty when nobody did."""
        return self.current_passage.referred_by if self.current_passage else ""

    def control_facts(
        self, collectivity_id: str, *fields: str, version: int | None = None
    ) -> tuple[str, ...]:
        """The names in `because` of fields of one council's control, an amendment's apart from the
        programme's own.
        """
        amendment, under = self.amendment, collectivity_id
        if amendment is not None and version in (None, amendment.version):
            under = f"{collectivity_id}/{amendment.version}"
        return tuple(f"{name}:{under}" for name in fields)

    def because_of_control(
        self, collectivity_id: str, *fields: str, version: int | None = None
    ) -> list[str | None]:
        """The events that fields of one council's control rest on, every field where none is named. What came
        with a programme taken over rests on its entry.
        """
        facts = self.control_facts(collectivity_id, *(fields or CONTROL_FIELDS), version=version)
        found = [self.because.get(fact) for fact in facts]
        return [*found, self.because.get("taken_over")] if None in found else found

    def commitment_id(self, key: str) -> str | None:
        """The stream identity of a commitment of the text in force."""
        return next((one.commitment_id for one in self.commitments if one.key == key), None)

    def moved(self, event: Event, stage: Stage) -> Self:
        """At another stage, established by `event`."""
        return self.having(event, "stage", reached=stage).dated(event, stage)

    def dated(self, event: Event, *facts: str) -> Self:
        """With the day of these facts, as `event` tells it."""
        return self.model_copy(update={"days": self.days | dict.fromkeys(map(str, facts), day_of(event))})

    def halted(self) -> Self:
        """With nothing of its execution under way: no suspension, no amendment."""
        return self.model_copy(
            update={"execution_suspended": False, "deadlines_stopped_on": None, "amendment": None}
        )

    def passing(self, event: Event, passage: Passage, *facts: str) -> Self:
        """With the current passage further on; the programme's own passage moves its stage."""
        if self.amendment is not None:
            amendment = self.amendment.model_copy(update={"passage": passage, "status": "passing"})
            return self.having(event, "amendment", *facts, amendment=amendment)
        reached = passage.status(self.collectivity_ids)
        if reached is self.reached:
            return self.having(event, "stage", *facts, passage=passage)
        return self.having(event, *facts, passage=passage).moved(event, reached)
