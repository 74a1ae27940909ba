"""Every text against the commitment in its event, wherever all stored bytes are looked at anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from pydantic_core import from_json

from domain.participation.events import GIVEN, SEALED_FIELDS
from projections.entries import Row
from service.vault.findings import Wanted
from service.vault.rows import TEXTS
from service.vault.vault import Vault


def examine(vault: Vault, connection: psycopg.Connection[Any], events: Iterable[Row]) -> None:
    """Compare the texts that these events sealed, as far as they are there. What differs is a finding of the
    vault and none of the log: the event is as it was signed.
    """
    wanted: dict[str, Wanted] = {}
    positions: dict[str, int | None] = {}
    for event in events:
        if event.type in GIVEN:
            data = from_json(event.body)["data"]
            for text in (data[name] for name in SEALED_FIELDS if name in data):
                wanted[text["ref"]] = Wanted(text["ref"], text["commitment"], event.stream)
                positions[text["ref"]] = event.position
    if wanted:
        rows = connection.execute(TEXTS, {"refs": list(wanted)}).fetchall()
        vault.tell(vault.compare(rows, wanted), positions)
