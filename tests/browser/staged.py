"""The illustrative programme played by people in a browser: each step of the scenario is a form that somebody
fills in, instead of a command that a program gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.contribution.commands import SubmitContribution
from domain.idea.commands import SubmitIdea
from domain.kernel.commands import Command
from domain.kernel.decider import State
from domain.kernel.stored import decode
from service.example.stage import ScenarioClock, Stage
from service.handling.handler import CommandHandler
from tests.browser.people import Citizen, Staff

KINDS = {"target_id": "idea", "session_id": "council_session"}
"""What an identity in a field is of, where the field's name does not say it."""


class StageOfPeople(Stage):
    """Plays steps by people. `codes` are those that citizens got, by stream. The service gives records their
    identities; in the scenario's fields they stand in the place of those that it has chosen itself.
    """

    def __init__(
        self,
        handler: CommandHandler,
        clock: ScenarioClock,
        staff: Callable[[str], Staff],
        citizen: Citizen,
    ) -> None:
        super().__init__(handler, clock, lambda _count, _all: None)
        self._staff, self._citizen, self._known = staff, citizen, dict[str, str]()
        self.codes: dict[str, str] = {}

    def do(self, stream: str, command: type[Command], role: str, **fields: Any) -> list[str]:
        """Have whoever holds the role give a command; returns the identity of its last event."""
        given = self._as_recorded(fields, "")
        if role == "citizen":
            identity = self._sent(command, given)
            self.codes[stream] = self._citizen.code()
        else:
            identity = self._given(stream, command, role, given)
        made = self._known[stream] = f"{stream.partition(':')[0]}:{identity}"
        return [decode(self.handler.log.load([made])[made][-1].body).event_id]

    def state(self, stream: str) -> State:
        """The state of a stream of the scenario."""
        return self.handler.state(self._known.get(stream, stream))

    def identity(self, stream: str) -> str:
        """The identity that the service gave to a record of the scenario."""
        return self._known[stream].partition(":")[2]

    def finish(self) -> None:
        """Nothing waits: people look at what they have recorded."""

    def _given(self, stream: str, command: type[Command], role: str, fields: dict[str, Any]) -> str:
        person = self._staff(role)
        person.opens(command, self._known.get(stream, stream))
        person.fills(command, fields)
        return person.records()

    def _sent(self, command: type[Command], fields: dict[str, Any]) -> str:
        words = fields["text"]["text"]
        if command is SubmitIdea:
            return self._citizen.sends(f"programmes/{fields['programme_id']}/ideas/new", words)
        assert command is SubmitContribution
        return self._citizen.sends(f"consultations/{fields['consultation_id']}/contribute", words)

    def _as_recorded(self, value: Any, field: str) -> Any:
        """The same with identities as the service gave them."""
        if isinstance(value, dict):
            return {name: self._as_recorded(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self._as_recorded(one, field) for one in value]
        kind = KINDS.get(field, field.removesuffix("s").removesuffix("_id"))
        return (
            self._known.get(f"{kind}:{value}", f":{value}").partition(":")[2]
            if isinstance(value, str)
            else value
        )
