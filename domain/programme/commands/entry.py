"""How a programme that ran before this service knew it comes in."""

from __future__ import annotations

from typing import ClassVar

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
    KnownFact,
    Part,
    PastDay,
    ProposedCommitment,
    Regime,
)


class TakeOverProgramme(Command):
    """Take over a running programme: the stage reached, what is known with evidence, what is missing."""

    aggregate: ClassVar[str] = "programme"
    creates: ClassVar[bool] = True

    collectivity_ids: CollectivityIds
    title: Localised
    starts_on: Day
    ends_on: Day
    stage_reached: Stage
    axes: tuple[Axis, ...] = Field(default=(), max_length=20)
    channels: tuple[Channel, ...] | None = Field(default=None, min_length=1, max_length=3)
    commitments: tuple[ProposedCommitment, ...] = Field(default=(), max_length=60)
    regime: Regime | None = None
    received_on: PastDay | None = None
    known: tuple[KnownFact, ...] = Field(default=(), max_length=20)
    missing: tuple[Part, ...] = Field(default=(), max_length=8)


class EnterCommitments(Command):
    """Enter further commitments that a taken-over programme had adopted before its entry."""

    aggregate: ClassVar[str] = "programme"

    commitments: Commitments
