"""The names of values and of fields, in the languages people read.

What an aggregate names beside itself (stages, flags, parts of the procedure, scales) is taken from there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain.assessment.scales import COMPLETION, SCALES, Scale
from domain.council_session.findings import FLAGS as COUNCIL_FLAGS
from domain.kernel.guards import FIELD, NAMES
from domain.kernel.values import Localised
from domain.programme.stages import STAGES
from domain.programme.wording import FLAGS, ORDER, PARTS, REGIMES

Names = dict[str, Localised]


def _table(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def _within(names: Mapping[str, Localised]) -> Names:
    """Labels as they stand within a sentence, where French and English begin them with a small letter."""
    return {
        key: Localised(
            ar=name.ar,
            fr=name.fr and name.fr[0].lower() + name.fr[1:],
            en=name.en and name.en[0].lower() + name.en[1:],
        )
        for key, name in names.items()
    }


def _ratings(scale: Scale) -> Names:
    return {value.key: Localised(ar=value.ar, fr=value.fr, en=value.en) for value in scale.values}


def _names(table: dict[str, Any]) -> Names:
    return {key: Localised.model_validate(name) for key, name in table.items()}


_GIVEN = {vocabulary: _names(table) for vocabulary, table in _table("values").items()}
_FIELDS = _table("fields")
_PLACES = _table("places")

VOCABULARIES: dict[str, Names] = _GIVEN | {
    "stage": STAGES,
    "part": _within(PARTS),
    "regime": _within(REGIMES),
    "fact": ORDER,
    "flag": FLAGS | COUNCIL_FLAGS | _GIVEN["flag"],
    "scale": _within(SCALES),
    "completion": _within(_ratings(SCALES[COMPLETION])),
}
"""Every vocabulary: the names of its values by their key."""
NAMES.update(VOCABULARIES)


def name_of(vocabulary: str, key: object) -> Localised | None:
    """The name of a value in a vocabulary; None where the vocabulary has no such value."""
    return VOCABULARIES[vocabulary].get(str(key))


@lru_cache(maxsize=1024)
def field_name(field: str) -> Localised | None:
    """The name of a field of an event or a state; None where it has none."""
    found = _FIELDS.get(field)
    return None if found is None else Localised(ar=found["ar"], fr=found["fr"], en=found["en"])


def field_names() -> Names:
    """The names of all fields that have one."""
    return {field: name for field in _FIELDS if (name := field_name(field)) is not None}


NAMES[FIELD] = field_names()


def vocabulary_of(field: str) -> str | None:
    """The vocabulary that the values of a field are named in; None where they are not from one."""
    found: str | None = _FIELDS.get(field, {}).get("values")
    return found


Path = tuple[str, ...]
"""Where a value stands: the kind of its record, then the names of fields from the outermost, no numbers."""


def vocabulary_at(path: Path) -> str | None:
    """The vocabulary of the values at a place; None where they are not from one."""
    found: str | None = _at("values", path)
    return found or vocabulary_of(path[-1])


@lru_cache(maxsize=4096)
def label_at(path: Path) -> Localised | None:
    """What the field at a place is called; None where it has no name, or where what stands last is a key."""
    if (own := _at("labels", path)) is not None:
        return Localised(**own)
    for vocabulary in _PLACES["keys"].get(path[-2], ()) if len(path) > 1 else ():
        if (name := name_of(vocabulary, path[-1])) is not None:
            return name
    return field_name(path[-1])


def _at(table: str, path: Path) -> Any:
    """What a table says of the longest end of a path that it knows; `*` in it stands for any last part."""
    ends = (path[start:] for start in range(len(path)))
    told = _PLACES[table]
    return next(
        (told[name] for end in ends for name in (".".join(end), ".".join((*end[:-1], "*"))) if name in told),
        None,
    )
