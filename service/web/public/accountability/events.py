"""One event: what it says, what rests on it, and the proof that it is in the log."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

from projections.transparency import notes, proofs
from projections.transparency.checkpoint import Checkpoint
from projections.transparency.merkle import leaf_hash
from service.api.problems import Problem
from service.web.called import names_of
from service.web.public.accountability.records import KINDS, address
from service.web.public.accountability.told import event_of, told_values
from service.web.visiting import Page, View, Visit

_POSITION = re.compile(r"[1-9]\d{0,14}", re.ASCII)
RESTING = 20
"""Events that rest on one, shown of each history that it is in."""
HISTORIES = 6
"""Histories that are looked through for them."""


async def event(visit: Visit) -> View:
    """One event as histories tell it. Raises Problem 404 for a position that the log does not have."""
    position = visit.part("position")
    if not _POSITION.fullmatch(position):
        raise Problem(404, "not_found")
    stored = await visit.ask.get(f"events/{position}")
    path = address(stored["stream"])
    if path is None:
        raise Problem(404, "not_found")
    found = await visit.ask.get(f"{path}/history", position=position)
    if not found["items"]:  # the event is signed for before every read model has it
        raise Problem(503, "behind", headers={"Retry-After": "1"})
    told = event_of(found["items"][0])
    proof = None if told["withheld"] else await receipt(visit, int(position))
    resting, more = ([], False) if told["withheld"] else await relying(visit, stored)
    names = await names_of(visit, await visit.ask.find(path) or {}, told_values([told]))
    return View(
        "accountability/event.html",
        {"event": told, "proof": proof, "resting": resting, "more": more, "names": names},
    )


async def relying(visit: Visit, stored: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """The first events that were decided on the ground of one, in the histories that it appears in, and
    whether there are more.
    """
    found, more = dict[int, dict[str, Any]](), False
    streams = dict.fromkeys((stored["stream"], *stored.get("concerns", ())))
    for stream in [one for one in streams if one.partition(":")[0] in KINDS.values()][:HISTORIES]:
        path = f"{address(stream)}/history"
        answer = await visit.ask.find(path, relies_on=stored["event_id"], limit=RESTING)
        if answer is not None:
            found |= {item["position"]: item for item in answer["items"]}
            more = more or answer["next"] is not None
    return [event_of(found[position]) for position in sorted(found)], more


async def receipt(visit: Visit, position: int) -> dict[str, Any] | None:
    """What the receipt of an event says, in parts; None while no checkpoint was signed that covers it."""
    try:
        found = await visit.ask.get(f"events/{position}/receipt")
    except Problem as problem:
        if problem.code != "behind":
            raise
        return None
    proof = proofs.parse(found["tlog_proof"].encode())
    note = notes.parse(proof.checkpoint)
    signed = Checkpoint.parse(note.text)
    return {
        "index": proof.index,
        "leaf": leaf_hash(b64decode(found["event"])).hex(),
        "hashes": [one.hex() for one in proof.hashes],
        "origin": signed.origin,
        "size": signed.size,
        "root": signed.root.hex(),
        "signers": [one.name for one in note.signatures],
        "text": found["tlog_proof"],
    }


EVENT = (Page("events/{position}", event),)
