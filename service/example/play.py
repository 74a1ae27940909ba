"""The whole illustrative programme, in the order of its years."""

from __future__ import annotations

from functools import partial

from domain.register.entries import joined_commune
from domain.register.facts import shipped
from service.example import council, evaluation, execution, preparation
from service.example.stage import Progress, ScenarioClock, Stage
from service.handling.handler import CommandHandler
from service.handling.in_turn import in_turn
from service.register_import import import_register


def played(handler: CommandHandler) -> bool:
    """Whether the log holds the whole illustrative programme."""
    return handler.state(preparation.STREAM).stage == "closed"


def play(handler: CommandHandler, clock: ScenarioClock, progress: Progress) -> None:
    """Import the register and play the programme from the first idea to closure.

    `handler` takes its time from `clock`. What was recorded before is not recorded again. Raises Refused.
    """
    import_register(partial(in_turn, handler), states=handler.states)
    stage = Stage(handler, clock, progress)
    played_on(stage, demnate())


def played_on(stage: Stage, commune: str) -> None:
    """Play the programme on a stage, from the first idea to closure. Raises Refused."""
    council.bodies(stage, commune)
    preparation.beginning(stage, commune)
    preparation.collection(stage, commune)
    preparation.dispositions(stage)
    preparation.consultation(stage)
    council.adoption(stage, commune)
    execution.control(stage, commune)
    execution.first_year(stage)
    execution.second_year(stage, commune)
    evaluation.evaluation(stage)
    evaluation.closure(stage, commune)
    stage.finish()


def demnate() -> str:
    """The identity of the commune of Demnate in the register."""
    kit, _source = shipped()
    return joined_commune(kit)
