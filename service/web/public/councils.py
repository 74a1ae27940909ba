"""A session of a council: who was convened and came, how it voted, and what became of the vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from domain.rules.rule_sets import RuleSet, provision_names, rule_set
from projections.council_sessions import Status
from service.web.public.charts import Way, bar
from service.web.public.lists import listed, options
from service.web.public.records import collectivity_names, regions_by_key
from service.web.visiting import Page, View, Visit

CONTROL = frozenset(
    {"control_regime", "objection", "visa", "court_referral", "court_suspension", "court_annulment"}
)
"""Decisions of whoever controls what a council decided."""
APPLIED = (
    "agenda_to_governor_days",
    "convocation_notice_days",
    "second_convocation_min_days",
    "second_convocation_max_days",
    "third_meeting_after_working_days",
    "quorum_by_attempt",
    "quorum_counted_at",
    "second_vote_majority",
    "tie",
    "objection_working_days",
    "visa_days",
)
"""The provisions that a reader of a session may want to hold it against."""


SHOWN = 30
FILTERS = ("collectivity", "region", "status")


async def council_sessions(visit: Visit) -> View:
    """The sessions of all councils, in the order in which they were called, or those of one council."""
    found = await listed(visit, "council-sessions", limit=SHOWN, **visit.chosen)
    regions = await regions_by_key(visit)
    return found.view(
        "participation/council_sessions.html",
        visit,
        names=await collectivity_names(visit, (one["collectivity_id"] for one in found.found["items"])),
        named_regions=options(visit, regions),
        statuses=get_args(Status),
    )


async def council_session(visit: Visit) -> View:
    """One session, item by item."""
    session = await visit.ask.get(f"council-sessions/{visit.part('id')}")
    decisions = await visit.ask.items("decisions", session=session["id"])
    items = [await _item(visit, session, one, decisions) for one in session["items"]]
    rules = _rules(session["rule_set_id"])
    way: Way = visit.language.dir
    told = {
        "session": session,
        "collectivity": await visit.ask.find(f"collectivities/{session['collectivity_id']}"),
        "items": items,
        "sittings": [(one, _presence(one, way)) for one in session["sittings"]],
        "rules": rules,
        "provisions": _provisions(rules),
        "quorum": rules.quorum_by_attempt if rules else None,
        "majority": rules.majority_by_matter if rules else None,
    }
    return View("participation/council_session.html", told)


async def _item(
    visit: Visit, session: Mapping[str, Any], item: Mapping[str, Any], decisions: list[dict[str, Any]]
) -> dict[str, Any]:
    """An item with its votes as decided, what else was decided on it, and the control that followed."""
    own = [one for one in decisions if one["item_id"] == item["item_id"]]
    votes = [(one, _counts(one["vote"], visit.language.dir)) for one in own if one["vote"]]
    told = {"item": item, "votes": votes, "others": [one for one in own if not one["vote"]]}
    identity = item["matter"]["programme_id"]
    if identity is None or not votes:
        return told | {"programme": None, "control": None, "controlled": []}
    programme = await visit.ask.find(f"programmes/{identity}")
    followed = await visit.ask.items("decisions", programme=identity)
    return told | {
        "programme": programme,
        "control": _control(programme, session),
        "controlled": list(_controlled(followed, session, votes[-1][0]["position"])),
    }


def _counts(vote: Mapping[str, Any], way: Way) -> dict[str, Any]:
    """The counts of a vote and their bar; who was there and did not vote, who was away."""
    counted = {name: vote[f"votes_{name}"] for name in ("for", "against")}
    counted["abstention"] = vote["abstentions"]
    silent = max(0, vote["present"] - sum(counted.values()))
    absent = max(0, vote["members_in_office"] - vote["present"])
    parts = [*counted.items(), ("silent", silent), ("absent", absent)]
    return {
        **dict(parts),
        "cast": vote["votes_for"] + vote["votes_against"],
        "bar": bar(parts, vote["members_in_office"], way, mark=vote["votes_needed"]),
    }


def _presence(sitting: Mapping[str, Any], way: Way) -> Any:
    absent = sitting["members_in_office"] - sitting["present"]
    parts = [("for", sitting["present"]), ("absent", absent)]
    return bar(parts, sitting["members_in_office"], way, mark=sitting["quorum_needed"])


def _control(programme: Mapping[str, Any] | None, session: Mapping[str, Any]) -> dict[str, Any] | None:
    """How the control of the deliberation stands, where it is that of the programme's present passage."""
    passage = programme["passage"] if programme else None
    if not passage or all(one["session_id"] != session["id"] for one in passage["submissions"]):
        return None
    own = (one for one in passage["controls"] if one["collectivity_id"] == session["collectivity_id"])
    return next(own, None)


def _controlled(
    decisions: Iterable[dict[str, Any]], session: Mapping[str, Any], voted: int
) -> Iterable[dict[str, Any]]:
    """What was decided in control of a vote at a position: until the same council votes elsewhere on it."""
    council = session["collectivity_id"]
    for one in decisions:
        if one["position"] <= voted:
            continue
        if (
            one["kind"] == "vote"
            and council in one["collectivity_ids"]
            and one["session_id"] != session["id"]
        ):
            return
        if one["kind"] in CONTROL and one["details"].get("collectivity_id", council) == council:
            yield one


def _rules(identity: str | None) -> RuleSet | None:
    try:
        return rule_set(identity) if identity else None
    except KeyError:
        return None


def _provisions(rules: RuleSet | None) -> list[tuple[dict[str, Any], str, Any]]:
    """The provisions that apply, each with its name, its key and itself."""
    if rules is None:
        return []
    held = rules.provisions()
    return [(provision_names()[key].model_dump(), key, held[key]) for key in APPLIED]


COUNCILS = (
    Page("council-sessions", council_sessions, frozenset({*FILTERS, "cursor"})),
    Page("council-sessions/{id}", council_session),
)
