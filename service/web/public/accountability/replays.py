"""Replay: a record as it stood at any of its events, at any position or on any day, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from projections.changes import changes
from service.api.problems import Problem
from service.reading.named_changes import named
from service.web.called import names_of
from service.web.public.accountability.moments import POSITIONS, asked, of_page, one_moment
from service.web.public.accountability.records import Record, wanted
from service.web.public.accountability.told import event_of, shown_of
from service.web.visiting import Page, View, Visit

FIELDS = ("version", "as_of", "on")
PARAMETERS = frozenset({*FIELDS, *POSITIONS})
_BESIDE = frozenset(
    {"position", "illustrative", "log", "id", "version", "stage_name", "as_of_position", "on", "uncertain"}
    | {"next_steps", "words", "fate", "commitment_count", "idea_count", "ideas_waiting"}
    | {"contributions_waiting"}
)
"""Members of an answer that are no field of the state, or are told of the present only."""
_EMPTY: tuple[Any, ...] = (None, [], {}, "")


async def replay(visit: Visit) -> View:
    """The state of a record at a moment, with what its last event changed and what is different today."""
    record = await wanted(visit)
    given = {name: value.strip() for name, value in visit.given.items() if value.strip()}
    told: dict[str, Any] = {
        "record": record,
        "given": {name: given.get(name) for name in FIELDS},
        "last": record.found["version"],
        "problem": None,
        "wrong": {},
        "then": None,
        "names": {},
    }
    try:
        given = one_moment(given)
        told["given"] = {name: given.get(name) for name in FIELDS}
        told["then"] = await _then(visit, record, await asked(visit, record, given), given.get("on"))
    except Problem as problem:
        if problem.status != 422:
            raise
        errors = of_page(problem)
        told["problem"] = problem.body(visit.language.words) | {"errors": errors}
        told["wrong"] = {error["field"]: error for error in errors}
        return View("accountability/replay.html", told, problem.status)
    told["names"] = await names_of(visit, record.found, _shown(told["then"]))
    return View("accountability/replay.html", told)


def _shown(then: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values (path, value) that are shown of a moment."""
    for one in then["state"] or ():
        yield one["field"], one["value"]
        for change in (*one["step"], *one["now"]):
            yield from ((change["field"], change["before"]), (change["field"], change["after"]))


async def _then(visit: Visit, record: Record, known: Mapping[str, Any], on: str | None) -> dict[str, Any]:
    """What is shown of a moment; `version` is 0 where nothing was recorded by then."""
    times = {**known, **({"on": on} if on else {})}
    state = await visit.ask.find(record.path, **times)
    digest = await visit.ask.find(f"{record.path}/digest", **known)
    if digest is None:
        return {"version": 0, "on": on, "state": None}
    version, position = digest["version"], digest["as_of_position"]
    points = {"from": f"version:{version - 1}", "to": f"version:{version}"}
    step = await visit.ask.get(f"{record.path}/diff", **points)
    at = step["to"]["as_of_position"]
    items = (await visit.ask.get(f"{record.path}/history", position=at))["items"]
    since = await _since(visit, record, state, known, position, on)
    return {
        "version": version,
        "position": position,
        "on": on,
        "digest": digest["state_digest"],
        "event": event_of(items[0]) if items else None,
        "uncertain": (state or {}).get("uncertain", []),
        "state": None if state is None else _fields(state, step["changes"], since),
        "empty": [] if state is None else [one for one in _names(state) if state[one] in _EMPTY],
    }


async def _since(
    visit: Visit,
    record: Record,
    state: dict[str, Any] | None,
    known: Mapping[str, Any],
    position: int,
    on: str | None,
) -> list[dict[str, Any]]:
    """What is different today: told by the interface for one of the two times; for both, from its two
    answers, since a point of a difference has one time.
    """
    if state is None:
        return []
    if on and known:
        own = {name: state[name] for name in _names(state)}
        return named(changes(own, {name: record.found.get(name) for name in own}))
    point = f"day:{on}" if on else f"position:{position}"
    found: list[dict[str, Any]] = (await visit.ask.get(f"{record.path}/diff", **{"from": point}))["changes"]
    return found


def _names(state: Mapping[str, Any]) -> list[str]:
    """The fields of a state; `ideas` of a commitment are links as they are today, of a programme a number."""
    linked = {"ideas"} if isinstance(state.get("ideas"), list) else set()
    return [name for name in state if name not in _BESIDE | linked]


def _fields(
    state: Mapping[str, Any], step: Iterable[dict[str, Any]], since: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The fields that say something then, or that today say something else."""
    by_step, by_now = _by_field(shown_of(step)), _by_field(shown_of(since))
    return [
        {"field": name, "value": state[name], "step": by_step.get(name, []), "now": by_now.get(name, [])}
        for name in _names(state)
        if state[name] not in _EMPTY or name in by_now or name in by_step
    ]


def _by_field(found: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Changes by the field of the state that they are in."""
    told: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        told.setdefault(one["field"].partition(".")[0], []).append(one)
    return told


REPLAYS = (
    Page("network/replay", replay, PARAMETERS),
    Page("{plural}/{id}/replay", replay, PARAMETERS),
)
