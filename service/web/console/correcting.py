"""A correction as people give it: an event of the record is chosen, then one of its fields. What that says
now is known, and stands in the form to be written over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from domain.kernel.amend import amend, correctable_fields, field_value
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.vocabulary import field_name
from service.web.console.known import Known, Record, history_of, named, own_events
from service.web.forms.parts import Option
from service.web.forms.values import any_typed
from service.web.visiting import FORM, Visit

if TYPE_CHECKING:
    from service.web.console.asked import AskedFor


async def correctable(known: Known) -> list[Option]:
    """The fields of the chosen event that may be corrected; none where none is chosen yet."""
    visit = known.visit
    posted = FORM in visit.request.scope
    chosen = visit.written("target") if posted else visit.request.query_params.get("target", "")
    if "id" not in known.record or not chosen.strip():
        return []
    event = _standing(known.record, await known.items(history_of(known.record)), chosen)
    if event is None:
        return []
    names = {one: field_name(one) for one in correctable_fields(event)}
    return [named(one, name.model_dump() if name else one) for one, name in sorted(names.items())]


async def complete_correction(visit: Visit, asked: AskedFor, typed: dict[str, Any]) -> bool:
    """Say in place what the chosen field says now, and have it stand where the new value is written. Returns
    whether it was put there, so that somebody has yet to write over it.
    """
    event = _standing(asked.record, await visit.ask.items(history_of(asked.record)), typed["target"])
    if event is None or typed["field"] not in correctable_fields(event):
        return False
    now = any_typed(field_value(event, typed["field"]))
    put_before, typed["old"] = typed["old"], now
    if typed["new"]["text"] and typed["new"] != put_before:
        return False
    unwritten, typed["new"] = typed["new"], dict(now) if now["text"] else {"as": "text", "text": ""}
    return bool(unwritten != typed["new"])


def complete_annulment(asked: AskedFor, typed: dict[str, Any]) -> None:
    """Say in place of each event the record that it is chosen from."""
    for row in typed["events"]:
        if row["event_id"].strip() and not row["stream"].strip():
            row["stream"] = f"{asked.route.kind}:{asked.identity}"


def _standing(record: Record, told: Iterable[Record], event_id: str) -> Event | None:
    """An event of a record as it is to be read now, from its history; None where it has none of that
    identity.
    """
    events = amend([decode(json.dumps(one["event"]).encode()) for one in own_events(record, told)])
    return next((one for one in events if one.event_id == event_id.strip()), None)
