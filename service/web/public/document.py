"""A document: what it is, what content it has, and why a content is not shown."""

from __future__ import annotations

from typing import Any

from service.api.command_table import PREFIX
from service.api.problems import Problem
from service.web.visiting import Page, View, Visit

NOT_GIVEN = frozenset({"content_not_held", "content_withheld", "content_wrong"})
"""Why a content is not given out: all else of the document is shown."""
OF_NOW = frozenset({"content_not_held", "content_wrong"})
"""Those of which the log tells nothing: a file that is given in, or healed."""
ERASED = frozenset({"erased", "erased_elsewhere"})
"""How a content was withheld of which nothing is left."""


async def document(visit: Visit) -> View:
    """One document with its contents."""
    found = await visit.ask.get(f"documents/{visit.part('id')}")
    newest = {one["language"]: one for one in found["translations"]}
    contents = [await _content(visit, found, one, is_own=one is found) for one in (found, *newest.values())]
    fleeting = any(one["problem"] and one["problem"]["code"] in OF_NOW for one in contents)
    return View("network/document.html", {"one": found, "contents": contents}, fleeting=fleeting)


async def _content(
    visit: Visit, found: dict[str, Any], one: dict[str, Any], *, is_own: bool
) -> dict[str, Any]:
    """A content of a document: where it is, and in its place the problem that keeps it from being given out.

    Of one with personal data only those who may see it are told more than that it was redacted or erased.
    """
    address = f"{PREFIX}/documents/{found['id']}/content"
    query = {} if is_own else {"language": one["language"]}
    sealed = one["sealed"]
    told = {
        "language": one["language"],
        "title": one["title"],
        "size": one["size"],
        "sha256": one["sha256"],
        "address": address + (f"?language={one['language']}" if query else ""),
        "personal": sealed is not None,
        "problem": None,
    }
    known = {"if-none-match": f'"{sealed["commitment"] if sealed else one["sha256"]}"'}
    try:
        await visit.ask.send("GET", address, query=query, headers=known)
    except Problem as problem:
        if problem.code in NOT_GIVEN:
            told["problem"] = problem.body(visit.language.words)
        elif not sealed or problem.status not in (401, 403):
            raise
    told["erased"] = bool(sealed and told["problem"] and told["problem"].get("how") in ERASED)
    return told


DOCUMENT = (Page("documents/{id}", document),)
