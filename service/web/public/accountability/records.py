"""The records that have a history: one table of all kinds, by the first part of their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.network.state import NETWORK
from projections.registry import READ_MODELS
from service.api.problems import Problem
from service.web.console.naming import title_of
from service.web.visiting import Visit

KINDS: Mapping[str, str] = {model.decider.plural: kind for kind, model in READ_MODELS.items()}
"""The kind of a record, by what its addresses begin with."""
PLURALS: Mapping[str, str] = {kind: plural for plural, kind in KINDS.items()}
_NETWORK = "network"


@dataclass(frozen=True)
class Record:
    """A record: its kind, its identity, what its addresses begin with in the portal as in the interface, and
    the interface's answer about it.
    """

    kind: str
    id: str
    path: str
    found: Mapping[str, Any]

    @property
    def title(self) -> Any:
        """What it is called, in several languages or in its own; None where only its identity is known."""
        called = title_of(self.found)
        return None if called == self.id else called

    @property
    def followed(self) -> bool:
        """Whether there are a feed and a calendar of it."""
        return self.kind in FOLLOWED


FOLLOWED = frozenset({"programme", "commitment", "collectivity"})


async def wanted(visit: Visit) -> Record:
    """The record that a page is about. Raises Problem 404 for a kind or a record that there is not."""
    plural = visit.request.path_params.get("plural", _NETWORK)
    if plural == _NETWORK:
        identity = NETWORK.partition(":")[2]
        return Record("network", identity, _NETWORK, await visit.ask.get(_NETWORK))
    if plural not in KINDS:
        raise Problem(404, "not_found")
    identity = visit.part("id")
    path = f"{plural}/{identity}"
    return Record(KINDS[plural], identity, path, await visit.ask.get(path))


def address(stream: str) -> str | None:
    """Where the record of a stream is, after the language; None for a stream of no kind that is shown."""
    kind, _, identity = stream.partition(":")
    return f"{PLURALS[kind]}/{identity}" if kind in PLURALS else None
