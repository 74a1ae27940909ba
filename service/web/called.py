"""What the records and codes are called that a page names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.register.vocabulary import REGIONS
from service.web.console.naming import title_of
from service.web.references import TABLES, Names, named_in
from service.web.visiting import Visit

MOST = 60
"""Records that are looked up for one page: what else it names is shown as it is recorded."""


async def names_of(visit: Visit, record: Mapping[str, Any], values: Iterable[tuple[str, Any]]) -> Names:
    """What is called how in values (path, value) that a page shows of a record."""
    found: dict[tuple[str, str], Any] = {("region", one.id): one.names.model_dump() for one in REGIONS}
    wanted = dict.fromkeys(one for path, value in values for one in _wanted(path, value))
    about = [(plural, record[name]) for name, plural in _AROUND if record.get(name)]
    around: list[Mapping[str, Any]] = [record]
    for plural, identity in dict.fromkeys((*about, *list(wanted)[:MOST])):
        told = await visit.ask.find(f"{plural}/{identity}")
        if told is None:
            continue
        if (plural, identity) in about:
            around.append(told)
        if (title := title_of(told)) and title != identity:
            found[plural, identity] = title
    return found | {key: title for one in around for key, title in _codes(one)}


_AROUND = (("programme_id", "programmes"), ("consultation_id", "consultations"))
"""The records whose codes another uses."""


def _wanted(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """The records that a path and what stands there name."""
    *outer, field = [one for one in path.split(".") if not one.isdigit()]
    if path != ".".join((*outer, field)):  # within a list, nothing is a table
        outer, field = [], field if isinstance(value, str) else ""
    if outer and outer[-1] in TABLES:
        yield TABLES[outer[-1]], field
    yield from named_in(value, field)


def _codes(record: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """The parts of a record that have codes, with their titles."""
    yield from ((("axis", one["key"]), one["title"]) for one in record.get("axes", ()))
    for draft in record.get("drafts", ()):
        yield from ((("commitment", one["key"]), one["title"]) for one in draft["commitments"])
    if isinstance(groups := record.get("groups"), Mapping):
        yield from ((("group", key), title) for key, title in groups.items())
    if isinstance(items := record.get("items"), list):
        yield from ((("item", one["item_id"]), one["title"]) for one in items)
