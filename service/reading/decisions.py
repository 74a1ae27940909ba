"""Decisions as they are answered: what is recorded of each, and what was decided and recorded since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from projections.model import Filter
from service.reading.rows import Page, joined
from service.reading.snapshots import Row, Snapshot
from service.reading.withheld import sentence, without_words

_COLUMNS = """position, id, annulled, document, CASE WHEN collectivity_ids <> '{{}}' THEN collectivity_ids
    ELSE coalesce((SELECT p.collectivity_ids FROM {programmes} p WHERE p.id = programme_id), '{{}}') END,
    (SELECT later.id FROM {decisions} later WHERE later.supersedes = {decisions}.id AND NOT later.annulled
     ORDER BY later.position LIMIT 1),
    CASE split_part(stream, ':', 1)
        WHEN 'idea' THEN (SELECT NOT w.public FROM {ideas} w WHERE w.id = split_part(stream, ':', 2))
        WHEN 'contribution' THEN
            (SELECT NOT w.public FROM {contributions} w WHERE w.id = split_part(stream, ':', 2))
    END,
    (SELECT told.sentence FROM {history} told WHERE told.position = {decisions}.position)"""
READ_FROM = ("decisions", "history", "ideas", "contributions", "programmes")
NEWEST = "newest"
"""The order of a list that begins with what was recorded last."""


class Decided(NamedTuple):
    """A page of decisions, each ready JSON, and the position after which the next page begins."""

    items: Sequence[str]
    last: int | None


async def decisions(snapshot: Snapshot, asked: Page) -> Decided:
    """One page of decisions in log order, or the newest first."""
    values = {**asked.values, "after": asked.after, "most": asked.limit + 1}
    rows = await _rows(snapshot, asked.filters, values, newest=asked.order == NEWEST)
    shown = rows[: asked.limit]
    return Decided([_item(row) for row in shown], shown[-1][0] if len(rows) > asked.limit else None)


async def decision(snapshot: Snapshot, identity: str) -> str | None:
    """One decision by the identity of its event, or None."""
    one = Filter("id", str, "id = %(id)s", "")
    rows = await _rows(snapshot, (one,), {"id": identity, "after": 0, "most": 1})
    return _item(rows[0]) if rows else None


async def _rows(
    snapshot: Snapshot, filters: Sequence[Filter], values: dict[str, Any], *, newest: bool = False
) -> list[Row]:
    """Rows up to the position of the snapshot: of those the history has the sentences."""
    conditions = "".join(f" AND {found.condition}" for found in filters)
    beyond = "(%(after)s = 0 OR position < %(after)s)" if newest else "position > %(after)s"
    statement = (
        f"SELECT {_COLUMNS} FROM {{decisions}} WHERE {beyond} AND position <= %(upto)s{conditions}"  # noqa: S608 - made of our own names; values are parameters
        f" ORDER BY position{' DESC' if newest else ''} LIMIT %(most)s"
    )
    return await snapshot.rows(snapshot.named(statement), values | {"upto": snapshot.position})


def _item(row: Row) -> str:
    position, identity, annulled, document, collectivity_ids, superseded_by, hidden, said = row
    standing = "false" if annulled else "true"
    said = sentence() if hidden else said
    head = f'{{"id":"{identity}","position":{position},"standing":{standing},"sentence":{said}}}'
    more = {"collectivity_ids": collectivity_ids, "superseded_by": superseded_by}
    told = without_words(document) if hidden else document
    return f"{head[:-1]},{joined(told, more)[1:]}"
