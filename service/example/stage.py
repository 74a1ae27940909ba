"""What the illustrative programme is played on: the scenario's clock, the handler, and repeatable steps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from domain.document.commands import RegisterDocument
from domain.kernel.commands import Command
from domain.kernel.dates import CASABLANCA
from service.clock import Clock
from service.handling.answers import Answer
from service.handling.handler import CommandHandler

Progress = Callable[[int, int | None], None]


class ScenarioClock:
    """A clock that the scenario sets; it is also what recorded_at is taken from."""

    def __init__(self) -> None:
        self.moment = datetime(2025, 2, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The scenario's present."""
        return self.moment


class Stage:
    """Plays steps in order. Each has a key of its own, so that playing them again records nothing twice."""

    def __init__(self, handler: CommandHandler, clock: ScenarioClock, progress: Progress) -> None:
        self.handler, self.clock, self._progress = handler, clock, progress
        self._steps, self._clockwork = 0, Clock(handler)

    def at(self, day: str, time: str = "10:00") -> None:
        """Move the scenario's clock to a time of day in Casablanca."""
        self.clock.moment = (
            datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=CASABLANCA).astimezone(UTC)
        )

    def do(self, stream: str, command: type[Command], role: str, **fields: Any) -> Answer:
        """Carry out one command. Raises Refused, which would be a mistake in the scenario."""
        self._steps += 1
        self._progress(self._steps, None)
        given = command.model_validate({"actor": {"role": role, "body": _body(role)}, **fields})
        return self.handler.handle(stream, given, key=f"example-{self._steps}")

    def let_time_pass(self, day: str, time: str = "00:05") -> None:
        """Let the clock issue what is due by then."""
        self.at(day, time)
        self._clockwork.tick(self.clock.moment)

    def document(self, identity: str, title: str, kind: str) -> dict[str, str]:
        """Register an illustrative document; returns the reference that evidence is given by."""
        content = f"infitah illustrative document: {identity}".encode()
        digest = hashlib.sha256(content).hexdigest()
        fields = {"title": {"ar": title}, "kind": kind, "size": len(content), "sha256": digest}
        self.do(f"document:{identity}", RegisterDocument, "focal_point", **fields)
        return {"document_id": identity, "sha256": digest, "kind": kind}


def _body(role: str) -> str:
    return f"demnate-example:{role.replace('_', '-').replace(':', '-')}"
