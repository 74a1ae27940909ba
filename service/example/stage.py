"""What the illustrative programme is played on: the scenario's clock, the handler, and repeatable steps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from domain.document.commands import RegisterDocument
from domain.kernel.commands import Command
from domain.kernel.dates import CASABLANCA
from domain.kernel.decider import State
from domain.kernel.guards import Refused
from service.clock import Clock
from service.handling.answers import Answer
from service.handling.attempts import Begun
from service.handling.handler import CommandHandler
from service.handling.in_turn import Keyed, Outcome, Turn

Progress = Callable[[int, int | None], None]


class ScenarioClock:
    """A clock that the scenario sets; it is also what recorded_at is taken from."""

    def __init__(self) -> None:
        self.moment = datetime(2025, 2, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The scenario's present."""
        return self.moment


class _Steps(Turn):
    """Steps under way. One that must be decided again is decided as of its own moment."""

    def __init__(self, handler: CommandHandler, clock: ScenarioClock) -> None:
        super().__init__(handler)
        self._clock, self._moments = clock, dict[str, datetime]()

    def begin(self, keyed: Keyed) -> Begun | None:
        self._moments[keyed.key] = self._clock.moment
        return super().begin(keyed)

    def handled(self, keyed: Keyed) -> Outcome:
        present, self._clock.moment = self._clock.moment, self._moments[keyed.key]
        try:
            return super().handled(keyed)
        finally:
            self._clock.moment = present


class Stage:
    """Plays steps in order, which are all recorded once it is told to `finish`. Each has a key of its own, so
    that playing them again records nothing twice.
    """

    def __init__(self, handler: CommandHandler, clock: ScenarioClock, progress: Progress) -> None:
        self.handler, self.clock, self._progress = handler, clock, progress
        self._count, self._steps, self._clockwork = 0, _Steps(handler, clock), Clock(handler)

    def at(self, day: str, time: str = "10:00") -> None:
        """Move the scenario's clock to a time of day in Casablanca."""
        self.clock.moment = (
            datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=CASABLANCA).astimezone(UTC)
        )

    def do(self, stream: str, command: type[Command], role: str, **fields: Any) -> list[str]:
        """Carry out one command; returns the identities of its events. Raises Refused, here or later, which
        would be a mistake in the scenario.
        """
        self._count += 1
        self._progress(self._count, None)
        given = command.model_validate({"actor": {"role": role, "body": _body(role)}, **fields})
        keyed = Keyed(stream, given, f"example-{self._count}")
        if begun := self._steps.begin(keyed):
            return [event.event_id for event in begun.events]
        self.finish()
        return [event.event_id for event in _done(self._steps.handled(keyed)).events]

    def state(self, stream: str) -> State:
        """The state of a stream after the steps so far."""
        return self._steps.state(stream)

    def finish(self) -> None:
        """Wait until the steps so far are recorded. Raises Refused."""
        while len(self._steps):
            _done(self._steps.finish())

    def let_time_pass(self, day: str, time: str = "00:05") -> None:
        """Let the clock issue what is due by then."""
        self.finish()
        self.at(day, time)
        self._clockwork.tick(self.clock.moment)

    def document(self, identity: str, title: str, kind: str) -> dict[str, str]:
        """Register an illustrative document; returns the reference that evidence is given by."""
        content = f"infitah illustrative document: {identity}".encode()
        digest = hashlib.sha256(content).hexdigest()
        fields = {"title": {"ar": title}, "kind": kind, "size": len(content), "sha256": digest}
        self.do(f"document:{identity}", RegisterDocument, "focal_point", **fields)
        return {"document_id": identity, "sha256": digest, "kind": kind}


def _done(outcome: Outcome) -> Answer:
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _body(role: str) -> str:
    return f"demnate-example:{role.replace('_', '-').replace(':', '-')}"
