"""Entry of a programme that ran before this service knew it."""

from __future__ import annotations

from pydantic import Field

from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Localised, Sha256
from domain.programme.passage import Control, CouncilVote, Passage
from domain.programme.stages import Stage
from domain.programme.values import (
    Axis,
    Channel,
    CollectivityIds,
    Flag,
    KnownFact,
    MandateAt,
    Part,
    PlannedCommitment,
    ProposedCommitment,
    Regime,
)

ADOPTED_BEFORE = frozenset(
    {Stage.ADOPTED, Stage.UNDER_CONTROL, Stage.EXECUTORY, Stage.IN_EXECUTION, Stage.FINAL_EVALUATION}
)
"""Stages behind the councils' vote at which a programme can be taken over."""


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
    known: tuple[KnownFact, ...] = Field(default=(), max_length=20)
    missing: tuple[Part, ...] = Field(default=(), max_length=8)
    unverified: tuple[Part, ...] = ()
    sha256: Sha256 | None = None
    planned: tuple[PlannedCommitment, ...] = ()
    mandates: tuple[MandateAt, ...] = ()
    flags: tuple[Flag, ...] | None = None

    @property
    def adopted_before(self) -> bool:
        """Whether the stage reached lies behind the councils' vote."""
        return self.stage_reached in ADOPTED_BEFORE

    def passage(self, rule_set_id: str | None) -> Passage | None:
        """The way behind the councils, as far as the stage reached tells; None before their vote."""
        if not self.adopted_before or self.sha256 is None:
            return None
        controls = tuple(
            Control(
                collectivity_id=one,
                regime=self.regime,
                received_on=self.received_on,
                rule_set_id=rule_set_id,
                settled=self.stage_reached not in (Stage.ADOPTED, Stage.UNDER_CONTROL),
            )
            for one in self.collectivity_ids
        )
        votes = tuple(CouncilVote(collectivity_id=one, outcome="adopted") for one in self.collectivity_ids)
        return Passage(version=1, sha256=self.sha256, votes=votes, controls=controls)


class CommitmentsEntered(EventData):
    """Commitments of a taken-over programme that were adopted before its entry and are recorded now."""

    commitments: tuple[ProposedCommitment, ...] = Field(min_length=1, max_length=60)
    planned: tuple[PlannedCommitment, ...] = Field(max_length=60)
    version: int
    sha256: Sha256
