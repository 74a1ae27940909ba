"""Citizens' words in answers: opened at the moment of the question, shown where they are what was sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from projections.model import ReadModel
from service.reading.snapshots import Snapshot
from service.vault.findings import Told, Wanted


async def opened(
    snapshot: Snapshot, model: ReadModel[Any], found: Sequence[tuple[str, Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Derived values with the words that they lead to; each beside the identity of its aggregate."""
    if not model.sealed:
        return [dict(derived) for _, derived in found]
    told = await snapshot.words([*_wanted(model, found)])
    return [_shown(model, derived, told) for _, derived in found]


def _wanted(model: ReadModel[Any], found: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterable[Wanted]:
    for identity, derived in found:
        for name in model.sealed:
            ref, commitment = derived[name]
            if ref is not None:
                yield Wanted(ref, commitment, model.decider.stream(identity))


def _shown(model: ReadModel[Any], derived: Mapping[str, Any], told: Mapping[str, Told]) -> dict[str, Any]:
    """Words in the place of what leads to them. Where they are not what was sealed, that is said instead.
    What stands inside a member of the document, and was not sealed, is left to be as the document has it.
    """
    shown = dict(derived)
    for name in model.sealed:
        if derived[name][0] is None and "." in name:
            del shown[name]
            continue
        words = told.get(derived[name][0])
        shown[name] = words.text if words else None
        if words is not None and words.text is None:
            shown[f"{name}_status"] = words.status
    return shown
