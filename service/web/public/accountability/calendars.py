"""The dates of a record in people's own calendars: iCalendar (RFC 5545), to download or to subscribe to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from domain.network.state import NETWORK
from service.web.languages import PageLanguage
from service.web.public.accountability.feeds import followed
from service.web.public.accountability.records import Record, address
from service.web.rendering import macro
from service.web.visiting import Page, View, Visit

ICALENDAR = "text/calendar; charset=utf-8"
FIRST, LAST = "1900-01-01", "2999-12-31"
AT_ONCE, MOST = 200, 5_000
"""Entries that are read at once, and of one calendar at most."""
_CALLED_OFF = frozenset({"cancelled", "annulled", "withdrawn", "dropped"})
_WORDS = "accountability/calendar.txt"


async def calendar(visit: Visit) -> View:
    """The deadlines, sittings and days of a record, all-day, each under an identity that it keeps when it
    moves; its sequence number is the position of the event that it is of.
    """
    record = await followed(visit)
    entries, language = await _entries(visit, record), visit.language
    made = Calendar()
    made.add("prodid", f"-//{NETWORK}//infitah//{language.code.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    illustrative = bool(record.found.get("illustrative"))
    made.add("x-wr-calname", macro(_WORDS, "called", language, record.title or {}, record.id))
    made.add("x-wr-caldesc", macro(_WORDS, "about", language, illustrative))
    made.add("refresh-interval", timedelta(days=1), parameters=dict[str, Any](VALUE="DURATION"))
    base = str(visit.request.base_url).rstrip("/")
    for entry in entries:
        path = address(entry["stream"])
        made.add_component(dated(entry, language, illustrative, f"{base}{visit.page(f'{path}/history')}"))
    return View("", ready=made.to_ical().decode())


async def _entries(visit: Visit, record: Record) -> list[dict[str, Any]]:
    """All entries of a record's calendar; a commitment's are among those of its programme."""
    own = {record.kind: record.id} if record.kind != "commitment" else {"programme": _programme(record)}
    asked: dict[str, Any] = {**own, "from": FIRST, "to": LAST, "limit": AT_ONCE}
    found: list[dict[str, Any]] = []
    while len(found) < MOST:
        answer = await visit.ask.get("calendar", **asked)
        found += answer["items"]
        if answer["next"] is None:
            break
        asked["cursor"] = answer["next"]
    stream = f"commitment:{record.id}"
    return [one for one in found if record.kind != "commitment" or one["stream"] == stream]


def _programme(record: Record) -> str:
    found: str = record.found["programme_id"]
    return found


def dated(entry: Mapping[str, Any], language: PageLanguage, illustrative: bool, page: str) -> Event:
    """An entry of the calendar as an event of a whole day or several, in a language; `page` tells more."""
    begins, ends = date.fromisoformat(entry["begins"]), date.fromisoformat(entry["ends"])
    recorded = datetime.fromisoformat(entry["as_of"]["recorded_at"])
    spoken: dict[str, Any] = {"LANGUAGE": language.words}
    made = Event()
    made.add("uid", f"{entry['id']}@infitah")
    made.add("dtstamp", recorded)
    made.add("last-modified", recorded)
    made.add("sequence", entry["as_of"]["position"])
    made.add("dtstart", begins)
    made.add("dtend", min(ends, date.max - timedelta(days=1)) + timedelta(days=1))
    made.add("summary", macro(_WORDS, "summary", language, entry), spoken)
    made.add("description", macro(_WORDS, "description", language, entry, illustrative), spoken)
    if entry.get("place"):
        made.add("location", macro(_WORDS, "place", language, entry["place"]))
    made.add("url", page)
    made.add("status", "CANCELLED" if entry.get("status") in _CALLED_OFF else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    return made


CALENDARS = (Page("{plural}/{id}/calendar.ics", calendar, media_type=ICALENDAR, absolute=True),)
