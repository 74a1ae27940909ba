"""Which regions there are: a filter by another one is a mistake, and not a question with an empty answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.register.vocabulary import REGIONS
from service.reading.snapshots import Snapshot

READ_FROM = "collectivities"
_REGISTERED = "SELECT DISTINCT region FROM {collectivities} ORDER BY region"


async def other_regions(snapshot: Snapshot, values: Mapping[str, Any]) -> list[str]:
    """The keys of all regions, where one is asked for that is not among them; otherwise none.

    Those of the register and those of the country count. Before there is a register every key is taken.
    """
    if "region" not in values:
        return []
    registered = [key for (key,) in await snapshot.rows(snapshot.named(_REGISTERED), {})]
    known = {*registered, *(region.id for region in REGIONS)}
    return sorted(known) if registered and values["region"] not in known else []
