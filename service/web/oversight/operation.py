"""Whoever runs the service: how far reading and signing are, what the witnesses answered, what was found
wrong, which accounts hold what, and which erasures wait to be carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from projections.transparency import notes
from projections.transparency.checkpoint import Checkpoint
from service.api.problems import Problem
from service.submissions.kinds import KINDS
from service.web.console.me import Me, whoami
from service.web.console.naming import title_of
from service.web.visiting import Page, View, Visit

SHOWN = 50
"""Accounts of a page."""


async def operation(visit: Visit) -> View:
    """The state of the service as it tells it itself, and the erasures that wait."""
    me = await whoami(visit)
    health, ready = await _state(visit, "/healthz"), await _state(visit, "/readyz")
    waiting = (await visit.ask.get("erasure-requests"))["items"]
    view = {
        "me": me,
        "health": health,
        "ready": ready,
        "models": _models(ready),
        "log": health.get("log") or ready.get("log") or {},
        "checkpoint": await _checkpoint(visit),
        "erasures": [await _erasure(visit, me, one) for one in waiting],
    }
    return View("oversight/operation.html", view)


async def _state(visit: Visit, path: str) -> dict[str, Any]:
    """What health or readiness says, also where it is red: then with the title of the problem."""
    try:
        found: dict[str, Any] = (await visit.ask.send("GET", path)).json()
    except Problem as problem:
        return problem.body(visit.language.words)
    return found


def _models(ready: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each read model with its position, how many events it is behind, and why it stopped where it did: those
    that are furthest behind first.
    """
    head, stopped = ready.get("position", 0), ready.get("stopped", {})
    found = [
        {"name": name, "position": position, "behind": max(0, head - position), "stopped": stopped.get(name)}
        for name, position in ready.get("read_models", {}).items()
    ]
    return sorted(found, key=lambda one: (one["stopped"] is None, -one["behind"]))


async def _checkpoint(visit: Visit) -> dict[str, Any] | None:
    """The newest checkpoint: its size, how many signed it beside the log, when it was kept and how many
    minutes ago; None where none can be read.
    """
    try:
        answered = await visit.ask.send("GET", "/log/checkpoint")
    except Problem:
        return None
    note = notes.parse(answered.body)
    kept_at = parsedate_to_datetime(answered.header("last-modified") or "")
    minutes = max(0, int((datetime.now(UTC) - kept_at).total_seconds() // 60))
    size = Checkpoint.parse(note.text).size
    return {"size": size, "cosigned": len(note.signatures) - 1, "kept_at": kept_at, "minutes": minutes}


async def _erasure(visit: Visit, me: Me, told: Mapping[str, Any]) -> dict[str, Any]:
    """A request for erasure: what it is about is called by its words where everybody may read them, else by
    the beginning of its identity; with the form of the command that carries it out, as it was asked for.
    """
    name, _, identity = told["stream"].partition(":")
    kind = KINDS[name]
    command = kind.erase.command_name()
    form = f"console/act/{kind.plural}/{identity}/{command}" if me.giving(command) else None
    record = await visit.ask.find(f"{kind.plural}/{identity}") or {}
    programme = await visit.ask.find(f"programmes/{told['programme_id']}") or {}
    return {
        **told,
        "kind": name,
        "id": identity,
        "called": title_of(record) if record.get("words") else None,
        "programme": programme.get("title", told["programme_id"]),
        "form": form,
        "asked": {"scope": told["scope"]},
    }


async def accounts(visit: Visit) -> View:
    """Accounts by their references, each with its grants, whether they hold, and why not."""
    me = await whoami(visit)
    found = await visit.ask.get("accounts", limit=SHOWN, after=visit.chosen.get("after"))
    places = {one["collectivity_id"] for each in found["items"] for one in each["grants"]} - {None}
    names = {}
    for place in sorted(places):
        known = await visit.ask.find(f"collectivities/{place}")
        names[place] = known["names"] if known else place
    return View("oversight/accounts.html", {"me": me, "found": found, "names": names, "given": visit.chosen})


OPERATION = (
    Page("console/operation", operation, kept=False),
    Page("console/operation/accounts", accounts, frozenset({"after"}), kept=False),
)
