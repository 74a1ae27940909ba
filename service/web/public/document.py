"""A document: what it is, what content it has, and why a content is not shown."""

from __future__ import annotations

from typing import Any

from service.api.command_table import PREFIX
from service.api.problems import Problem
from service.web.visiting import Page, View, Visit


async def document(visit: Visit) -> View:
    """One document with its contents."""
    found = await visit.ask.get(f"documents/{visit.part('id')}")
    newest = {one["language"]: one for one in found["translations"]}
    contents = [await _content(visit, found, one, is_own=one is found) for one in (found, *newest.values())]
    return View("network/document.html", {"one": found, "contents": contents})


async def _content(
    visit: Visit, found: dict[str, Any], one: dict[str, Any], *, is_own: bool
) -> dict[str, Any]:
    """A content of a document: where it is, and in its place the problem that keeps it from being given out.

    Of one with personal data only those who may see it are told more than why it is withheld.
    """
    address = f"{PREFIX}/documents/{found['id']}/content"
    query = {} if is_own else {"language": one["language"]}
    personal, withheld = one["sealed"] is not None, found["redactions"] or found["erased_refs"]
    told = {
        "language": one["language"],
        "title": one["title"],
        "size": one["size"],
        "sha256": one["sha256"],
        "address": address + (f"?language={one['language']}" if query else ""),
        "personal": personal,
        "problem": None,
    }
    if personal and not withheld:
        return told
    try:
        await visit.ask.send("GET", address, query=query, headers={"if-none-match": f'"{one["sha256"]}"'})
    except Problem as problem:
        if problem.status not in (403, 404, 410):
            raise
        told["problem"] = problem.body(visit.language.words) if problem.status != 403 else None
    return told


DOCUMENT = (Page("documents/{id}", document),)
