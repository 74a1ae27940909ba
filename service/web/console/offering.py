"""What a form of a command offers: values that the service knows, so that nobody types an identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.web.console.known import Known, Source
from service.web.console.sources import SOURCES
from service.web.forms.filling import joined as path_of
from service.web.forms.parts import Control, Field, Group, Part, Rows
from service.web.forms.showing import Offer

MANY = 200
"""From so many on a value is written, with suggestions, rather than looked for in a list."""
NEW = {
    "OpenSitting.sitting_id": ("sittings", "sitting"),
    "AdjournForLackOfQuorum.sitting_id": ("sittings", "sitting"),
    "AddAgendaItem.item_id": ("items", "item"),
    "InstallCouncil.mandate_id": ("mandates", "mandate"),
    "AnswerContributionGroup.group_id": ("groups", "group"),
}
"""Identities that a command gives: the part of the record that is counted, and the word before the number."""
KEYS = {
    "axes.*.key": "axis",
    "commitments.*.key": "commitment",
    "commitments.*.milestones.*.key": "milestone",
}
"""Keys of rows, numbered with them."""


async def offers_of(command: str, form: Group, known: Known) -> dict[str, Offer]:
    """What is offered in each field of a form, by the field's name with `*` for the number of a row."""
    found = {pattern: Offer(first=f"{word}-{{n}}") for pattern, word in KEYS.items()}
    for pattern, name, needed in _patterns(form, ""):
        if (new := NEW.get(f"{command}.{pattern}")) is not None:
            part, word = new
            held = known.record.get(part) or ()
            found[pattern] = Offer(first=_free(word, held))
        elif (source := _source(pattern, name)) is not None and pattern not in found:
            options = tuple(await source(known))
            if options:
                obvious = needed and len(options) == 1 and name in _OBVIOUS
                only = options[0].value if obvious else ""
                found[pattern] = Offer(options, closed=name not in _OPEN and len(options) < MANY, first=only)
    return found


def _source(pattern: str, name: str) -> Source | None:
    """Where the values of a field come from. The digest of a document is not one of a programme's texts."""
    if name == "sha256" and pattern not in ("sha256", "matter.sha256"):
        return None
    return SOURCES.get(name)


def _patterns(part: Part, path: str, needed: bool = True) -> Iterator[tuple[str, str, bool]]:
    """Every field that takes an identity, a number of a version or a text of which some are known, and
    whether it has to be filled in: one in a group that may be left out has not, and a value in it would ask
    for all the others.
    """
    if isinstance(part, Group):
        for one in part.parts:
            yield from _patterns(one, path_of(path, one.name), needed and one.required)
    elif isinstance(part, Rows):
        name = path.rpartition(".")[2]
        if isinstance(part.item, Field):
            yield path, name, needed
        else:
            yield from _patterns(part.item, f"{path}.*", needed)
    elif part.control in _KNOWABLE:
        yield path, path.rpartition(".")[2], needed


_KNOWABLE = frozenset({Control.IDENTIFIER, Control.EVENT, Control.INTEGER, Control.DIGEST, Control.LINE})
_OBVIOUS = frozenset(
    {"collectivity_id", "collectivity_ids", "programme_id", "version", "draft_version", "round"}
)
"""Where only one value is known and one is needed, it stands in the form: there is nothing to choose. What
may be left out is left to whoever fills the form in: it would be tied to the record for good.
"""
_OPEN = frozenset({"law", "place", "lead", "sha256", "commitment_key"})
"""Where what is known is a proposal only: an idea may be taken into a commitment that the next draft adds."""


def _free(word: str, held: Any) -> str:
    taken = {str(value) for one in held if isinstance(one, Mapping) for value in one.values()} | set(
        map(str, held)
    )
    number = len(held) + 1
    while f"{word}-{number}" in taken:
        number += 1
    return f"{word}-{number}"
