"""A history that a test in memory came to, recorded in a real log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from domain.kernel.stored import decode
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.domain.scenario import Scenario

SECRET = b"a secret for tests, 32 bytes ..."


def recorded(log: Log, given: Scenario) -> None:
    """Append all events of a scenario, command by command."""
    commands: dict[str, list[int]] = {}
    for index, event in enumerate(given.log):
        commands.setdefault(event.causation_id, []).append(index)
    for command_id, indices in commands.items():
        log.append(
            [given.log[index] for index in indices],
            command_id=UUID(command_id),
            actor="test",
            route="scenario",
            body_hmac=b"",
            result={},
        )


def handler(log: Log, now: Callable[[], datetime]) -> CommandHandler:
    """A handler of its own, as another process has one."""
    return CommandHandler(log, secret=SECRET, now=now)


def words(log: Log) -> int:
    """How many texts of citizens the vault holds of those that the log's ideas refer to."""
    events = [decode(row.body) for row in log.since(0, 10_000)]
    sealed = [getattr(event.data, "text", None) for event in events]
    return len(log.texts(text.ref for text in sealed if hasattr(text, "ref")))
