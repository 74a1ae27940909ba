"""The answers to commands: what was recorded, and what would be."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from service.api.command_table import PREFIX, CommandRoute
from service.handling.answers import Answer, Rehearsed


def recorded(route: CommandRoute, answer: Answer, *, illustrative: bool) -> Response:
    """What was recorded, now or before with the same key."""
    body = {
        "stream": answer.stream,
        "id": answer.identity,
        "version": answer.version,
        "position": answer.position,
        "events": [event._asdict() for event in answer.events],
    }
    headers = {"ETag": f'"{answer.version}"', "X-Log-Position": str(answer.position)}
    if route.creates:
        headers["Location"] = f"{PREFIX}/{route.plural}/{answer.identity}"
    if answer.replayed:
        headers["Idempotent-Replayed"] = "true"
    found = _answer(body, answer.unverified, illustrative=illustrative)
    found.status_code = 201 if route.creates else 200
    found.headers.update(headers)
    return found


def foretold(tried: Rehearsed, *, illustrative: bool) -> Response:
    """What would be recorded. There are no positions and identities of events: nothing has one."""
    body = {
        "dry_run": True,
        "stream": tried.stream,
        "id": tried.identity,
        "version": tried.version,
        "events": [event._asdict() for event in tried.events],
    }
    return _answer(body, tried.unverified, illustrative=illustrative)


def _answer(body: dict[str, Any], unverified: tuple[str, ...], *, illustrative: bool) -> Response:
    if unverified:
        body["unverified"] = unverified
    if illustrative:
        body["illustrative"] = True
    return Response(json.dumps(body, ensure_ascii=False).encode(), media_type="application/json")
