"""Consultations: the draft that they are on, what changed in it, what was said and what was done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from service.web.public.drafts import differences
from service.web.visiting import Page, View, Visit

SHOWN = 30
OVER = ("closed", "withdrawn")


class Consulted(NamedTuple):
    """A consultation with its programme and the draft that it is on, where that is known."""

    consultation: dict[str, Any]
    programme: dict[str, Any]
    draft: dict[str, Any] | None

    @property
    def takes(self) -> bool:
        """Whether a contribution can be sent without an account; one that comes late is answered as well."""
        return "online" in self.consultation["channels"] and self.programme["reached"] not in OVER

    def version(self, number: int) -> dict[str, Any] | None:
        """A version of the draft."""
        return next((one for one in self.programme["drafts"] if one["version"] == number), None)


async def consulted(visit: Visit) -> Consulted:
    """The consultation that the address names. Raises Problem 404."""
    found = await visit.ask.get(f"consultations/{visit.part('id')}")
    programme = await visit.ask.get(f"programmes/{found['programme_id']}")
    told = Consulted(found, programme, None)
    return told._replace(draft=told.version(found["draft_version"]))


async def consultation(visit: Visit) -> View:
    """One consultation: first the draft, afterwards what was said and what was done."""
    found = await consulted(visit)
    identity = found.consultation["id"]
    contributions = await visit.ask.get(
        "contributions", consultation=identity, limit=SHOWN, cursor=visit.given.get("cursor") or None
    )
    history = await visit.ask.items(f"consultations/{identity}/history", type="GroupAnswerGiven")
    reports = await visit.ask.get(
        f"consultations/{identity}/history", limit=1, type="ConsultationReportPublished"
    )
    answers = {one["group_id"]: one for one in _answers(history)}
    told = {
        **found._asdict(),
        "takes": found.takes,
        "contributions": contributions,
        "given": {name: value for name, value in visit.given.items() if value},
        "answers": answers,
        "report": reports["items"][0] if reports["items"] else None,
        "before": _changes(found, found.consultation["draft_version"] - 1, into=found.draft),
        "after": _afterwards(found),
        "axes": {one["key"]: one["title"] for one in found.programme["axes"]},
    }
    return View("participation/consultation.html", told)


def _changes(found: Consulted, number: int, *, into: dict[str, Any] | None) -> dict[str, Any] | None:
    """What changed from a version into another one; None where either is not known."""
    old = found.version(number)
    if old is None or into is None or old is into:
        return None
    return {"old": old, "new": into, "differences": differences(old, into)}


def _afterwards(found: Consulted) -> dict[str, Any] | None:
    """What changed in the draft after the consultation, up to the text that was made of it."""
    later = [one for one in found.programme["drafts"] if one["version"] > found.consultation["draft_version"]]
    if found.consultation["status"] == "open" or not later:
        return None
    adopted = found.version(found.programme["adopted_version"] or 0)
    made = adopted if adopted in later else later[-1]
    return _changes(found, found.consultation["draft_version"], into=made)


async def contribution(visit: Visit) -> View:
    """One contribution: its words where they are public, and its answer."""
    found = await visit.ask.get(f"contributions/{visit.part('id')}")
    told: dict[str, Any] = {"contribution": found, "group": None, "commitment": None}
    if found["public"]:
        told["group"] = await _group(visit, found)
        told["commitment"] = await _meant(visit, found)
    return View("participation/contribution.html", told)


async def _group(visit: Visit, found: dict[str, Any]) -> dict[str, Any] | None:
    """The common answer that a contribution got, with its topic."""
    if found["group_id"] is None:
        return None
    path = f"consultations/{found['consultation_id']}/history"
    history = await visit.ask.items(path, type="GroupAnswerGiven")
    return next((one for one in _answers(history) if one["group_id"] == found["group_id"]), None)


def _answers(history: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The common answers as they were given, and whether a correction followed."""
    return [one["event"]["data"] | {"corrected": bool(one["corrected_by"])} for one in history]


async def _meant(visit: Visit, found: dict[str, Any]) -> dict[str, Any] | None:
    """The commitment of the draft that a contribution is on."""
    if found["commitment_key"] is None:
        return None
    record = await visit.ask.get(f"consultations/{found['consultation_id']}")
    programme = await visit.ask.get(f"programmes/{record['programme_id']}")
    drafts = [one for one in programme["drafts"] if one["version"] == record["draft_version"]]
    return next(
        (one for draft in drafts for one in draft["commitments"] if one["key"] == found["commitment_key"]),
        None,
    )


CONSULTATIONS = (
    Page("consultations/{id}", consultation, parameters=frozenset({"cursor"})),
    Page("contributions/{id}", contribution),
)
