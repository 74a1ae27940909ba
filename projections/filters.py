"""Filters that several read models share."""

from __future__ import annotations

from typing import Any

from domain.kernel.values import Identifier
from projections.model import Filter

IDS_OF_REGION = "SELECT c.id FROM {collectivities} c WHERE c.region = %(region)s"


def exactly(name: str, kind: Any, description: str, *, column: str | None = None) -> Filter:
    """Rows whose column is what was asked for."""
    return Filter(name, kind, f"{column or name} = %({name})s", description)


def binding(*, column: str = "collectivity_ids") -> tuple[Filter, Filter]:
    """Rows that bind a collectivity, or any of a region; the column is a list of collectivities."""
    return (
        Filter("collectivity", Identifier, f"{column} @> ARRAY[%(collectivity)s]", "A collectivity's id."),
        Filter("region", Identifier, f"{column} && ARRAY({IDS_OF_REGION})", "A region's key."),
    )


def held_by() -> tuple[Filter, Filter]:
    """Rows of one collectivity, or of any of a region; the column is one collectivity."""
    return (
        exactly("collectivity", Identifier, "A collectivity's id.", column="collectivity_id"),
        Filter("region", Identifier, f"collectivity_id IN ({IDS_OF_REGION})", "A region's key."),
    )
