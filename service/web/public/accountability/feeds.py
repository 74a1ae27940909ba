"""Following a record without an account: its history as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re

from service.api.problems import Problem
from service.web.languages import LANGUAGES
from service.web.public.accountability.records import Record, wanted
from service.web.public.accountability.told import event_of
from service.web.visiting import Page, View, Visit

ENTRIES = 50
ATOM = "application/atom+xml; charset=utf-8"
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Signs that no XML 1.0 document may hold."""


async def followed(visit: Visit) -> Record:
    """The record that is followed. Raises Problem 404 for a kind that is not."""
    record = await wanted(visit)
    if not record.followed:
        raise Problem(404, "not_found")
    return record


async def feed(visit: Visit) -> View:
    """The newest events of a record, each with its sentence. What is withheld is left out."""
    record = await followed(visit)
    found = await visit.ask.get(f"{record.path}/history", order="newest", limit=ENTRIES)
    words, base = visit.language.words, str(visit.request.base_url).rstrip("/")
    entries = [
        {
            "id": f"urn:uuid:{item['event']['event_id']}",
            "title": in_xml(item["name"][words] or item["name"]["ar"]),
            "said": in_xml(item["sentence"][words]),
            "updated": item["recorded_at"],
            "role": (item["who"]["role_name"] or {}).get(words, item["who"]["role"]),
            "address": f"{base}{visit.page('events')}/{item['position']}",
        }
        for item in map(event_of, found["items"])
        if not item["withheld"]
    ]
    return View(
        "accountability/feed.xml",
        {
            "record": record,
            "id": f"urn:infitah:feed:{record.kind}:{record.id}:{visit.language.code}",
            "own": f"{base}{visit.page(record.path)}/feed.atom",
            "page_address": f"{base}{visit.page(record.path)}/history",
            "spoken": LANGUAGES[words].tag,
            "entries": entries,
            "updated": max((item["recorded_at"] for item in found["items"]), default="1970-01-01T00:00:00Z"),
        },
    )


def in_xml(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


FEEDS = (Page("{plural}/{id}/feed.atom", feed, media_type=ATOM, absolute=True),)
