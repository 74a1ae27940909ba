"""The way of one text through the councils and the administrative control.

The programme itself takes it once, or again after a rejection; every material amendment takes it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, Self, TypeVar

from domain.kernel.values import Model, ReasonCode, Sha256
from domain.programme.stages import Stage
from domain.programme.values import ProposedCommitment, Regime


class OfOneCouncil(Model):
    """Something that each council bound by the programme has once."""

    collectivity_id: str


class Submission(OfOneCouncil):
    """A text laid before one council: the agenda item that carries it."""

    session_id: str
    item_id: str
    version: int
    sha256: Sha256


class CouncilVote(OfOneCouncil):
    """What one council decided on the text, and the mandate it sat in.

    Where and when are absent for a vote held before the programme was taken over.
    """

    session_id: str | None = None
    item_id: str | None = None
    outcome: Literal["adopted", "rejected", "referred_back"]
    held_on: date | None = None
    mandate_id: str | None = None


class Control(OfOneCouncil):
    """The administrative control of one council's deliberation.

    `confirmed` after an objection that the council did not follow; `before_court` while a judge is seized.
    """

    regime: Regime | None = None
    rule_set_id: str | None = None
    received_on: date | None = None
    confirmed: bool = False
    objected: bool = False
    before_court: bool = False
    suspended: bool = False
    visa_deadline_elapsed: bool = False
    settled: bool = False

    @property
    def running(self) -> bool:
        """Whether the authority has the deliberation and its regime is known."""
        return self.regime is not None and self.received_on is not None


K = TypeVar("K", bound=OfOneCouncil)


def _replaced(items: tuple[K, ...], item: K) -> tuple[K, ...]:
    return (*(one for one in items if one.collectivity_id != item.collectivity_id), item)


class Passage(Model):
    """How far one text has come. `referred_by` says who sent it back, `annulled` that a court struck it."""

    version: int
    sha256: Sha256
    submissions: tuple[Submission, ...] = ()
    votes: tuple[CouncilVote, ...] = ()
    controls: tuple[Control, ...] = ()
    referred_by: Literal["", "council", "objection", "visa"] = ""
    material: bool = False
    annulled: bool = False

    def submission(self, collectivity_id: str) -> Submission | None:
        """The submission to one council, if any."""
        return next((one for one in self.submissions if one.collectivity_id == collectivity_id), None)

    def vote(self, collectivity_id: str) -> CouncilVote | None:
        """The vote of one council that stands, if any."""
        return next((one for one in self.votes if one.collectivity_id == collectivity_id), None)

    def control(self, collectivity_id: str) -> Control:
        """The control of one council's deliberation; an empty one before it begins."""
        found = (one for one in self.controls if one.collectivity_id == collectivity_id)
        return next(found, Control(collectivity_id=collectivity_id))

    def submitted(self, submission: Submission) -> Self:
        """With a submission; one to the same council replaces it."""
        return self.model_copy(update={"submissions": _replaced(self.submissions, submission)})

    def voted(self, vote: CouncilVote) -> Self:
        """With a vote; a later one of the same council stands in its place."""
        return self.model_copy(update={"votes": _replaced(self.votes, vote)})

    def controlled(self, collectivity_id: str, **changes: Any) -> Self:
        """With changes to the control of one council's deliberation."""
        control = self.control(collectivity_id).model_copy(update=changes)
        return self.model_copy(update={"controls": _replaced(self.controls, control)})

    def adopted_by(self, collectivity_ids: Iterable[str]) -> bool:
        """Whether the councils of all these collectivities adopted it."""
        adopted = {vote.collectivity_id for vote in self.votes if vote.outcome == "adopted"}
        return adopted >= set(collectivity_ids)

    def status(self, collectivity_ids: tuple[str, ...]) -> Stage:
        """The stage that the councils' votes and the controls amount to."""
        if self.annulled or any(vote.outcome == "rejected" for vote in self.votes):
            return Stage.REJECTED
        if self.referred_by:
            return Stage.REFERRED_BACK
        if not self.adopted_by(collectivity_ids):
            return Stage.SUBMITTED
        controls = [self.control(one) for one in collectivity_ids]
        if any(control.suspended for control in controls):
            return Stage.SUSPENDED
        if all(control.settled for control in controls):
            return Stage.EXECUTORY
        begun = any(control.running or control.settled for control in controls)
        return Stage.UNDER_CONTROL if begun or any(c.confirmed for c in controls) else Stage.ADOPTED


AmendmentStatus = Literal["proposed", "consultation", "consulted", "passing", "approved"]


class Amendment(Model):
    """A change of the text in force. A minor one is approved by the committee; a material one is consulted
    on and takes the whole passage.
    """

    version: int
    sha256: Sha256
    material: bool
    commitments: tuple[ProposedCommitment, ...]
    reason: ReasonCode | None = None
    status: AmendmentStatus = "proposed"
    consultation_id: str | None = None
    passage: Passage | None = None
