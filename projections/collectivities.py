"""The register: collectivities by region, type and name in any spelling."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from domain.collectivity.decider import DECIDER
from domain.collectivity.state import CollectivityState
from domain.kernel.faults import fault
from domain.kernel.values import CollectivityType, Identifier, Line
from domain.register.naming import other_spellings
from domain.spelling import fold_arabic
from projections.filters import exactly
from projections.model import Column, Document, Filter, ReadModel, document, identity_of


def _searchable(text: str) -> str:
    if not fold_arabic(text):
        raise fault("nothing_to_search", found=text)
    return text


def _names(state: CollectivityState) -> str:
    """Every name in one folded text; names are parted so that none is found across two."""
    told = [state.printed_names, *(one.names for one in state.canonical)]
    found = [fold_arabic(name) for names in told if names for name in (names.ar, names.fr, names.en) if name]
    found += [fold_arabic(name) for name in other_spellings(identity_of(state.stream))]
    return "|".join(dict.fromkeys(found))


def _document(state: CollectivityState) -> Document:
    return document(state) | {"names": state.names, "joined_on": state.joined_on, "mandate": state.mandate}


def named(column: str) -> Filter:
    """Rows of which a name holds a text, both spelled alike; the column is that of `names`."""
    return Filter(
        "name",
        Annotated[Line, AfterValidator(_searchable)],
        f"{column} LIKE '%%' || %(name)s || '%%'",
        "Part of a name in Arabic, French or English; spelling is folded.",
        fold_arabic,
    )


READ_MODEL = ReadModel(
    decider=DECIDER,
    columns=(
        Column("region", "text", lambda state: state.region),
        Column("type", "text", lambda state: state.collectivity_type.value),
        Column("names", "text", _names, index=""),
    ),
    filters=(
        exactly("region", Identifier, "A region's key."),
        exactly("type", CollectivityType, "The kind of collectivity."),
        named("names"),
    ),
    document=_document,
)
