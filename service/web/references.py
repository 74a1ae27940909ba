"""The identities and codes that values of a record hold, and what they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Names = Mapping[tuple[str, str], Any]
"""What something is called, by what it is (the plural of its kind, or what has the code) and its identity."""

RECORDS = {
    "collectivity_id": "collectivities",
    "collectivity_ids": "collectivities",
    "programme_id": "programmes",
    "commitment_id": "commitments",
    "replaced_by": "commitments",
    "session_id": "council-sessions",
    "to_session_id": "council-sessions",
    "consultation_id": "consultations",
    "consultation_ids": "consultations",
    "open_consultation_id": "consultations",
    "workshop_id": "workshops",
    "document_id": "documents",
    "new_document_id": "documents",
    "redacted_document_id": "documents",
    "idea_ids": "ideas",
    "merged_into": "ideas",
    "absorbed": "ideas",
    "merged_id": "ideas",
    "target_id": "ideas",
}
"""The kind of record that a field names, by the name of the field."""
TABLES = {"mandates": "collectivities", "continuity": "collectivities"}
"""The kind of record that the keys of a field name, where its value has keys."""
CODES = {
    "axis": "axis",
    "commitment_key": "commitment",
    "group_id": "group",
    "item_id": "item",
    "region": "region",
}
"""What a field names that is no record of its own: parts of records, which have codes, and regions."""


def named_in(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """The records that a value names, wherever in it."""
    plural = RECORDS.get(field)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if field in TABLES:
                yield TABLES[field], name
            yield from named_in(inner, name)
    elif isinstance(value, list):
        for one in value:
            yield from named_in(one, "" if isinstance(one, Mapping) else field)
    elif plural is not None and isinstance(value, str) and value:
        yield plural, value
