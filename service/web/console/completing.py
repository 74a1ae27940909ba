"""What follows from what was typed, so that nobody copies digests: of a document that was chosen, and of a
version of a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.kernel.corrections import AnnulEvents, CorrectRecord
from service.web.console.asked import AskedFor
from service.web.console.correcting import complete_annulment, complete_correction
from service.web.forms.parts import Group, Part, Rows
from service.web.visiting import Visit


async def complete(visit: Visit, asked: AskedFor, typed: dict[str, Any]) -> bool:
    """Fill in, in place, what was left empty and is known from the rest. Returns whether something of it is
    there to be written over.
    """
    for found in _groups(asked.form, typed):
        if {"document_id", "sha256", "commitment"} <= found.keys():
            await _of_document(visit, found)
    if typed.get("sha256") == "" and typed.get("version"):
        await _of_text(visit, typed, str(asked.identity))
    matter = typed.get("matter")
    if isinstance(matter, dict) and matter.get("sha256") == "" and matter.get("version"):
        await _of_text(visit, matter, matter["programme_id"])
    if issubclass(asked.route.command, AnnulEvents):
        complete_annulment(asked, typed)
    return issubclass(asked.route.command, CorrectRecord) and await complete_correction(visit, asked, typed)


def _groups(part: Part, typed: Any) -> list[dict[str, Any]]:
    """Every group of a form, with what was typed into it."""
    if isinstance(part, Group):
        return [typed, *(one for inner in part.parts for one in _groups(inner, typed[inner.name]))]
    if isinstance(part, Rows):
        return [one for row in typed for one in _groups(part.item, row)]
    return []


async def _of_document(visit: Visit, evidence: dict[str, Any]) -> None:
    wanted = evidence["document_id"].strip()
    if not wanted or evidence["sha256"] or evidence["commitment"]:
        return
    document = await visit.ask.find(f"documents/{wanted}")
    if document is None:
        return
    sealed: Mapping[str, Any] = document["sealed"] or {}
    evidence["sha256"] = document["sha256"] or ""
    evidence["commitment"] = sealed.get("commitment", "")
    evidence["kind"] = evidence["kind"] or document["kind"]


async def _of_text(visit: Visit, typed: dict[str, Any], programme: str) -> None:
    found = await visit.ask.find(f"programmes/{programme}") if programme else None
    texts = [*(found or {}).get("drafts", ()), *filter(None, [(found or {}).get("amendment")])]
    for text in texts:
        if str(text["version"]) == typed["version"].strip():
            typed["sha256"] = text["sha256"]
