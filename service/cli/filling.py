"""Filling a log: the register of members, and the illustrative programme."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from service.cli.speech import Exit, say, stop
from service.example.play import play, played
from service.example.stage import ScenarioClock
from service.handling.in_turn import in_turn
from service.messages.system import system_said
from service.opening import Service
from service.register_import import import_register

Progress = Callable[[int, int | None], None]


def fill_register(service: Service, file: Path | None, progress: Progress) -> str:
    """Import the register and say what was recorded. Raises Refused with the place of a fault in the file."""
    try:
        record = partial(in_turn, service.handler)
        done = import_register(record, file, progress, states=service.handler.states)
    except OSError as error:
        stop(Exit.USAGE, say("file_unreadable", file=file, reason=system_said(error)))
    found = {"recorded": done.recorded, "found": done.already_recorded, "bullets": done.bullets}
    return say("imported", **found)


def fill_example(service: Service, clock: ScenarioClock, progress: Progress) -> str:
    """Play the illustrative programme on the scenario's `clock`, once, and say so. Raises Refused."""
    if played(service.handler):
        return say("example_found")
    play(service.handler, clock, progress)
    return say("example_played", position=service.log.head())
