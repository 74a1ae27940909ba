"""Entry of a programme that ran before this service knew it."""

from __future__ import annotations

from pydantic import Field

from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Localised, Sha256
from domain.programme.passage import Control, CouncilVote, Passage
from domain.programme.stages import BEFORE_SUBMISSION, Stage
from domain.programme.values import (
    Axis,
    Channel,
    CollectivityIds,
    Flag,
    Halt,
    HaltedBy,
    KnownFact,
    MandateAt,
    Part,
    PlannedCommitment,
    ProposedCommitment,
    Regime,
    RunningConsultation,
)

ADOPTED_BEFORE = frozenset(
    {Stage.ADOPTED, Stage.UNDER_CONTROL, Stage.EXECUTORY, Stage.IN_EXECUTION, Stage.FINAL_EVALUATION}
)
"""Stages behind the councils' vote at which a programme can be taken over."""
HALTED_AFTER_ADOPTION: frozenset[HaltedBy] = frozenset(
    {
        "court_annulment",
        "authority_objection",
        "visa_refusal",
        "deliberation_suspended",
        "execution_suspended",
    }
)
"""What can stop a programme that the councils had adopted."""


class ProgrammeTakenOver(EventData):
    """The stage that a programme had reached, what is known of its way there, and what is missing.

    `unverified` are the parts of the procedure that this service has not seen, known or not. `channels` are
    the ways by which ideas may be given, where they are being collected.
    """

    correctable = frozenset({"title", "starts_on", "ends_on", "channels", "known", "missing"})

    collectivity_ids: CollectivityIds
    title: Localised
    starts_on: Day
    ends_on: Day
    stage_reached: Stage
    axes: tuple[Axis, ...] = Field(default=(), max_length=20)
    channels: tuple[Channel, ...] | None = Field(default=None, min_length=1, max_length=3)
    commitments: tuple[ProposedCommitment, ...] = Field(default=(), max_length=60)
    regime: Regime | None = None
    received_on: Day | None = None
    consultation: RunningConsultation | None = None
    halt: Halt | None = None
    known: tuple[KnownFact, ...] = Field(default=(), max_length=20)
    missing: tuple[Part, ...] = Field(default=(), max_length=10)
    unverified: tuple[Part, ...] = ()
    sha256: Sha256 | None = None
    planned: tuple[PlannedCommitment, ...] = ()
    mandates: tuple[MandateAt, ...] = ()
    flags: tuple[Flag, ...] | None = None

    @property
    def adopted_before(self) -> bool:
        """Whether the stage reached lies behind the councils' vote."""
        if self.halt is not None:
            return self.halt.halted_by in HALTED_AFTER_ADOPTION
        return self.stage_reached in ADOPTED_BEFORE

    def passage(self, rule_set_id: str | None) -> Passage | None:
        """The way behind the councils, as far as the stage reached tells; None before they had the text."""
        if self.stage_reached in BEFORE_SUBMISSION or self.sha256 is None:
            return None
        passage = Passage(version=1, sha256=self.sha256)
        if self.adopted_before:
            votes = [CouncilVote(collectivity_id=one, outcome="adopted") for one in self.collectivity_ids]
            controls = tuple(self._control(one, rule_set_id) for one in self.collectivity_ids)
            passage = passage.model_copy(update={"votes": tuple(votes), "controls": controls})
        return passage if self.halt is None else _halted(passage, self.halt)

    def _control(self, collectivity_id: str, rule_set_id: str | None) -> Control:
        halted_by = self.halt.halted_by if self.halt else None
        open_at = (Stage.ADOPTED, Stage.UNDER_CONTROL)
        return Control(
            collectivity_id=collectivity_id,
            regime=self.regime,
            received_on=self.received_on,
            rule_set_id=rule_set_id,
            settled=self.stage_reached not in open_at and halted_by in (None, "execution_suspended"),
        )


def _halted(passage: Passage, halt: Halt) -> Passage:
    """The way of a text with what stopped it."""
    day = halt.halted_on.day
    control = passage.controlled
    match halt.halted_by:
        case "council_rejection":
            vote = CouncilVote(collectivity_id=halt.collectivity_id, outcome="rejected", held_on=day)
            return passage.voted(vote)
        case "court_annulment":
            return passage.model_copy(update={"annulled": True})
        case "council_referral":
            return passage.model_copy(update={"referred_by": "council", "material": halt.material})
        case "authority_objection":
            objected = control(halt.collectivity_id, objected=True, objected_on=day)
            return objected.model_copy(update={"referred_by": "objection"})
        case "visa_refusal":
            return control(halt.collectivity_id, regime="visa").model_copy(update={"referred_by": "visa"})
        case "deliberation_suspended":
            return control(halt.collectivity_id, before_court=True, suspended=True)
        case "execution_suspended":
            return passage


class CommitmentsEntered(EventData):
    """Commitments of a taken-over programme that were adopted before its entry and are recorded now."""

    commitments: tuple[ProposedCommitment, ...] = Field(min_length=1, max_length=60)
    planned: tuple[PlannedCommitment, ...] = Field(max_length=60)
    version: int
    sha256: Sha256
