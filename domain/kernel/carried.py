"""What commands carry inside them, at any depth: references to documents, days that must have come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel

from domain.kernel.decider import State
from domain.kernel.guards import Check, Guard
from domain.kernel.values import Evidence


class Citable(State):
    """A record that evidence may refer to. `digests` are the SHA-256 of every content it was published in,
    `commitments` those to contents with personal data.

    Facts in `because`: registered.
    """

    @property
    def digests(self) -> frozenset[str]:
        """The contents that a reference may name; empty before registration."""
        return frozenset()

    @property
    def commitments(self) -> frozenset[str]:
        """The contents with personal data that a reference may name."""
        return frozenset()


def evidence_checks(
    command: BaseModel, state: Callable[[str], State], registered: Guard, matches: Guard
) -> Iterator[Check]:
    """Each document that a command refers to is in the register, with the content that the command names."""
    for _name, evidence in carried(command, Evidence):
        document = state(f"document:{evidence.document_id}")
        because = [document.because.get("registered")]
        digests, commitments = _contents(document)
        known, found = digests | commitments, evidence.sha256 or evidence.commitment
        yield registered.check(bool(known), because=because, found=evidence.document_id)
        if known:
            yield matches.check(
                found in (commitments if evidence.sha256 is None else digests),
                because=because,
                document=evidence.document_id,
                found=found,
                expected=known,
            )


def _contents(document: State) -> tuple[frozenset[str], frozenset[str]]:
    """The digests and the commitments that a reference to a record may name."""
    if not isinstance(document, Citable):
        return frozenset(), frozenset()
    return document.digests, document.commitments


def carried(model: BaseModel, wanted: object) -> Iterator[tuple[str, Any]]:
    """Everything in a model that is of the type `wanted`, or whose field bears the mark `wanted`, with its
    place (`known.0.on`).
    """
    for name, marked in _ways(type(model), wanted):
        yield from _inside(name, getattr(model, name, None), wanted, marked=marked)


def _inside(place: str, value: Any, wanted: object, *, marked: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(f"{place}.{index}", item, wanted, marked=marked)
    elif isinstance(wanted, type) and isinstance(value, wanted):
        yield place, value
    elif isinstance(value, BaseModel):
        yield from ((f"{place}.{name}", found) for name, found in carried(value, wanted))
    elif marked and value is not None:
        yield place, value


@lru_cache(maxsize=1024)
def _ways(model: type[BaseModel], wanted: object) -> tuple[tuple[str, bool], ...]:
    """The fields in which there may be something wanted, and whether the field itself bears the mark."""
    ways = []
    for name, field in model.model_fields.items():
        marked = wanted in field.metadata or _bears(field.annotation, wanted)
        if marked or _leads_to(field.annotation, wanted):
            ways.append((name, marked))
    return tuple(ways)


def _bears(annotation: Any, mark: object) -> bool:
    metadata = getattr(annotation, "__metadata__", ())
    return mark in metadata or any(_bears(part, mark) for part in get_args(annotation))


def _leads_to(annotation: Any, wanted: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation is wanted or bool(_ways(annotation, wanted))
    return any(_leads_to(part, wanted) for part in get_args(annotation))
