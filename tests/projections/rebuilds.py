"""Rebuilds, and what tables there are after them."""

from __future__ import annotations

from typing import Any, cast

from projections.projection import made_by
from projections.rebuilding import Rebuild
from projections.registry import projections
from service.store.log import Log
from tests.projections.following import (
    Shown,
    connect,
    editions,
    rows_of,
)

NAMES = sorted(projections(cast(Any, None)))
"""Every projection there is."""


def rebuilt(log: Log, *names: str, **options: Any) -> Rebuild:
    """A rebuild that has run."""
    with connect(log) as connection:
        connection.autocommit = True
        made = projections(log)
        rebuild = Rebuild(log, connection, {name: made[name] for name in names}, made_by(), **options)
        rebuild.run()
    return rebuild


def content(log: Log, found: Shown) -> dict[str, list[str]]:
    return {name: sorted(map(repr, rows_of(log, name, found.edition))) for name in found.tables}


def tables_there(log: Log) -> set[str]:
    with connect(log) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'read'").fetchall()
    return {name for (name,) in rows} - {"editions", "live"}


def tables_live(log: Log) -> set[str]:
    return {f"{name}_{found.edition}" for found in editions(log).values() for name in found.tables}
