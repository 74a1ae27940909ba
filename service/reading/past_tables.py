"""Read models as they were, in the place of their tables."""

from __future__ import annotations

from typing import Any

from projections.model import ReadModel
from projections.registry import READ_MODELS
from service.reading import past
from service.reading.snapshots import Snapshot

_NAMED = {model.name: model for model in READ_MODELS.values()}


class PastTables(dict[str, str]):
    """Other read models as they were at `%(as_of)s`, in the place of their tables."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    def __missing__(self, name: str) -> str:
        model = _NAMED[name]
        declared = ", ".join(f"{column.name} {column.type}" for column in model.columns)
        begun = past.begun(self._snapshot).replace("%(kind)s", f"'{model.kind}'")
        record = f"jsonb_to_record(last.columns) AS x ({declared})"
        last = f"(SELECT substr(h.stream, {len(model.kind) + 2}) AS id, h.columns FROM {begun}) AS last"  # noqa: S608 - made of our own names; values are parameters
        return f"(SELECT last.id, x.* FROM {last} CROSS JOIN LATERAL {record})"  # noqa: S608 - made of our own names; values are parameters


def columns(model: ReadModel[Any]) -> dict[str, str]:
    """The columns that conditions on a read model may name, with their types."""
    own = {column.name: column.type for column in model.columns}
    return {"id": "text", "first_position": "bigint", "stage": "text", "public": "boolean"} | own
