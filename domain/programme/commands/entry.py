"""How a programme that ran before this service knew it comes in."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.values import Localised
from domain.programme.stages import Stage
from domain.programme.values import (
    Axis,
    Channel,
    CollectivityIds,
    Commitments,
    Day,
    Halt,
    KnownFact,
    Part,
    PastDay,
    ProposedCommitment,
    Regime,
    RunningConsultation,
)

EntryStage = Literal[
    Stage.INITIATED,
    Stage.IDEA_COLLECTION,
    Stage.DRAFTING,
    Stage.CONSULTATION,
    Stage.FINALISING,
    Stage.SUBMITTED,
    Stage.REJECTED,
    Stage.REFERRED_BACK,
    Stage.ADOPTED,
    Stage.UNDER_CONTROL,
    Stage.EXECUTORY,
    Stage.IN_EXECUTION,
    Stage.SUSPENDED,
    Stage.FINAL_EVALUATION,
]
"""The stages that a programme which goes on can have reached: all but those that it never leaves."""


class TakeOverProgramme(Command):
    """Take over a running programme: the stage reached, what is known with evidence, what is missing.

    In its consultation it needs the text and the consultation's days; where it is rejected, referred back or
    suspended, the text, what stopped it (halt) and why (reason).
    """

    aggregate: ClassVar[str] = "programme"
    creates: ClassVar[bool] = True

    collectivity_ids: CollectivityIds
    title: Localised
    starts_on: Day
    ends_on: Day
    stage_reached: EntryStage
    axes: tuple[Axis, ...] = Field(default=(), max_length=20)
    channels: tuple[Channel, ...] | None = Field(default=None, min_length=1, max_length=3)
    commitments: tuple[ProposedCommitment, ...] = Field(default=(), max_length=60)
    regime: Regime | None = None
    received_on: PastDay | None = None
    consultation: RunningConsultation | None = None
    halt: Halt | None = None
    known: tuple[KnownFact, ...] = Field(default=(), max_length=20)
    missing: tuple[Part, ...] = Field(default=(), max_length=10)


class EnterCommitments(Command):
    """Enter further commitments that a taken-over programme had adopted before its entry."""

    aggregate: ClassVar[str] = "programme"

    commitments: Commitments
