"""One command as it was asked for, with the identity that makes a repetition recognisable."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from domain.kernel.commands import Command
from domain.registry import DECIDERS
from service.access.standing import Standing
from service.handling.sealing import Sealed, seal

COMMAND_IDS = UUID("6f1b5c1e-6b0a-5f0e-9c55-0d3c4a4de3b1")
"""The name space of command identities that follow from a key."""


@dataclass(frozen=True)
class Asked:
    """A command, the stream it addresses, and who says it is which command.

    `new_identity` tells that the stream's identity follows from the command's, so that nobody can have used
    it before; `keyed` that a repetition is to be answered as the first was. `standing` is the right in which
    it is asked, where that is looked at: not for the clock, and not at the machine's own command line.
    """

    stream: str
    command: Command
    command_id: UUID
    route: str
    body_hmac: bytes
    sealed: Sealed
    keyed: bool
    new_identity: bool
    expected_version: int | None
    standing: Standing | None = None

    @classmethod
    def of(
        cls,
        stream: str,
        command: Command,
        *,
        key: str | None,
        secret: bytes,
        expected_version: int | None = None,
        standing: Standing | None = None,
    ) -> Asked:
        """Take a command to `stream`, which may be the bare kind where the identity is yet to be given."""
        kind, _, identity = stream.partition(":")
        identity = identity or DECIDERS[kind].only
        route = f"{command.command_name()} {kind if command.creates else stream}"
        command_id = _keyed_id(command, route, key) if key is not None else uuid4()
        return cls(
            stream=f"{kind}:{identity or command_id}",
            command=command,
            command_id=command_id,
            route=route,
            body_hmac=_digest(stream, command, secret) if key is not None else b"",
            sealed=seal(command),
            keyed=key is not None,
            new_identity=not identity,
            expected_version=expected_version,
            standing=standing,
        )

    def streams(self) -> Iterator[str]:
        """The addressed stream and those that the command's fields name: what is sure to be needed."""
        if not self.new_identity:
            yield self.stream
        yield from streams_in_fields(self.command)


def streams_in_fields(command: Command) -> Iterator[str]:
    """The streams that a command's fields name."""
    for field in command.own_fields():
        kind, _, ending = field.rpartition("_")
        if kind not in DECIDERS or ending not in ("id", "ids"):
            continue
        value = getattr(command, field)
        for identity in (value,) if isinstance(value, str) else value or ():
            yield f"{kind}:{identity}"


def _keyed_id(command: Command, route: str, key: str) -> UUID:
    actor = command.actor
    return uuid5(COMMAND_IDS, "\x1f".join((route, actor.role, actor.person_ref or "", actor.body or "", key)))


def _digest(stream: str, command: Command, secret: bytes) -> bytes:
    return hmac.new(secret, f"{stream}\n{command.model_dump_json()}".encode(), hashlib.sha256).digest()
