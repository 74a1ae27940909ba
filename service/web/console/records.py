"""One record with what may be done to it, by whoever is signed in; and the records of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.kernel.corrections import CorrectRecord
from domain.registry import DECIDERS
from service.api.command_table import command_routes
from service.api.problems import Problem
from service.web.called import names_of
from service.web.console.asked import possible_at, rule_of
from service.web.console.me import Me, console_view, whoami
from service.web.console.naming import facts_of, title_of
from service.web.visiting import Page, View, Visit

LISTED = {
    "programmes": "collectivity",
    "council-sessions": "collectivity",
    "commitments": "collectivity",
    "workshops": "collectivity",
    "consultations": None,
    "ideas": None,
    "contributions": None,
    "documents": None,
    "assessments": None,
    "collectivities": None,
    "networks": None,
}
"""The kinds of records by their plural, and the filter that keeps a list to one collectivity."""
LAST = 10
"""Events that are shown of a record: those recorded last."""


async def record(visit: Visit) -> View:
    """One record: what it says, what may be done next, and what happened to it last."""
    plural, identity = visit.part("plural"), visit.part("id")
    if plural not in LISTED:
        raise Problem(404, "not_found")
    me = await whoami(visit)
    found = await visit.ask.get(f"{plural}/{identity}")
    history = await visit.ask.get(f"{plural}/{identity}/history", order="newest", limit=LAST)
    steps = [step | _of(me, plural, found, step) for step in found.get("next_steps", ())]
    mine = [step for step in steps if step["grants"]]
    kind = next(kind for kind, decider in DECIDERS.items() if decider.plural == plural)
    facts = list(facts_of(found))
    return await console_view(
        visit,
        "record.html",
        me,
        plural=plural,
        record=found,
        title=title_of(found),
        mine=mine,
        others=[step for step in steps if not step["grants"]],
        further=further(me, plural, found, {step["command"] for step in steps}),
        history=history["items"],
        correcting=bool(me.giving(CorrectRecord.command_name())),
        recorded=visit.given.get("recorded"),
        commands=COMMAND_SUMMARIES,
        facts=facts,
        kind=kind,
        names=await names_of(visit, found, facts),
    )


COMMAND_SUMMARIES = {one.command.command_name(): one.command.summary.model_dump() for one in command_routes()}


def _of(me: Me, plural: str, record: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
    """By which grants somebody takes a step, and where its form is."""
    return {"grants": me.giving(step["command"]), "page": page_of_step(plural, record, step)}


def page_of_step(plural: str, record: Mapping[str, Any], step: Mapping[str, Any]) -> str | None:
    """Where the form of a next step is; None where it is about another record, which is not known."""
    decider = DECIDERS.get(step["aggregate"])
    if decider is None or decider.plural == plural:
        return f"console/act/{plural}/{record['id']}/{step['command']}"
    creating = {rule.command.command_name() for rule in decider.rules if rule.command.creates}
    if step["command"] in creating:
        programme = record["id"] if plural == "programmes" else record.get("programme_id")
        query = f"?programme_id={programme}" if programme else ""
        return f"console/new/{decider.plural}/{step['command']}{query}"
    streams = [one.partition(":")[2] for one in step["streams"] if one.startswith(f"{decider.kind}:")]
    if len(streams) == 1:
        return f"console/act/{decider.plural}/{streams[0]}/{step['command']}"
    return None


def further(me: Me, plural: str, record: Mapping[str, Any], told: set[str]) -> list[dict[str, Any]]:
    """The commands on a record that lie outside its course, and so are none of its next steps, as far as they
    may be given at its stage; and its corrections.
    """
    return [
        {"command": route.command.command_name(), "summary": route.command.summary.model_dump()}
        for route in command_routes()
        if route.plural == plural
        and not route.creates
        and route.command.command_name() not in told
        and ((rule := rule_of(route)) is None or (not rule.step and possible_at(record, rule)))
        and me.giving(route.command.command_name())
    ]


async def records(visit: Visit) -> View:
    """The records of a kind: those of one's own collectivities where the list can tell, else all."""
    plural = visit.part("plural")
    if plural not in LISTED:
        raise Problem(404, "not_found")
    me, filter_name = await whoami(visit), LISTED[plural]
    parameters = {name: visit.given.get(name) for name in ("cursor",)}
    found: list[Mapping[str, Any]] = []
    following = None
    if filter_name and me.collectivity_ids:
        for each in me.collectivity_ids:
            found += await visit.ask.items(plural, **{filter_name: each})
    else:
        page = await visit.ask.get(plural, limit=50, **parameters)
        found, following = page["items"], page["next"]
    creating = [
        {"command": route.command.command_name(), "summary": route.command.summary.model_dump()}
        for route in command_routes()
        if route.plural == plural and route.creates and me.giving(route.command.command_name())
    ]
    return await console_view(
        visit,
        "records.html",
        me,
        plural=plural,
        plurals=LISTED,
        items=[{"id": one["id"], "title": title_of(one), "stage": one.get("stage")} for one in found],
        next=following,
        creating=creating,
    )


RECORDS = (
    Page("console/records/{plural}", records, frozenset({"cursor"}), kept=False),
    Page("console/records/{plural}/{id}", record, frozenset({"recorded"}), kept=False),
)
