"""A server that takes submissions, over a log that collects ideas, and what is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any

import httpx

from service.api.submissions import submission_router
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET, served
from tests.domain.programme_journey import collecting, initiated
from tests.domain.public_words import drafted, open_consultation
from tests.handling.recorded import handler, recorded
from tests.vault.submitting import NOW

WORDS = "أقترح نشر مقررات المجلس في ساحة الزيتون"
IDEA = {"programme_id": "p1", "author": {"kind": "anonymous"}, "text": {"text": WORDS}}
CONTRIBUTION = {"consultation_id": "q1", "author": {"kind": "anonymous"}, "text": {"text": WORDS}}
UNSIGNED = {"Authorization": "Bearer nobody"}
"""What keeps the tests' server from signing a request in as somebody."""
_keys = count(1)


@contextmanager
def sending(log: Log, now: datetime = NOW) -> Iterator[httpx.Client]:
    """A client of a server on the clock of the programme, which takes submissions."""
    router = submission_router(at_work(log, now), secret=SECRET, illustrative=False)
    with (
        served(log, routers=[router]) as address,
        httpx.Client(base_url=address, timeout=20, headers=UNSIGNED) as client,
    ):
        yield client


def at_work(log: Log, now: datetime = NOW) -> CommandHandler:
    """A handler on the clock of the programme."""
    return handler(log, lambda: now)


def with_programme(log: Log) -> Log:
    """The log, with a programme that collects ideas."""
    recorded(log, collecting(initiated()))
    return log


def with_consultation(log: Log) -> Log:
    """The log, with a consultation that is open."""
    given = drafted()
    open_consultation(given, channels=["online"])
    recorded(log, given)
    return log


def key() -> dict[str, str]:
    """A key that was not used before."""
    return {"Idempotency-Key": f"a key of one citizen {next(_keys)}".replace(" ", "-")}


def send(client: httpx.Client, kind: str = "ideas", **more: Any) -> httpx.Response:
    """Send an idea, or a contribution, under a key of its own."""
    body = IDEA if kind == "ideas" else CONTRIBUTION
    return client.post(f"/api/v1/submissions/{kind}", json=body | more, headers=key())


def received(client: httpx.Client, kind: str = "ideas", **more: Any) -> dict[str, Any]:
    """The receipt of what was sent."""
    answer = send(client, kind, **more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def mine(client: httpx.Client, receipt: dict[str, Any]) -> dict[str, Any]:
    """What its author sees of a submission."""
    answer = client.get("/api/v1/submissions/mine", headers={"Tracking-Code": receipt["tracking_code"]})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def do(
    client: httpx.Client, receipt: dict[str, Any], what: str, language: str = "ar", **body: Any
) -> httpx.Response:
    """Do something with a tracking code."""
    headers = {"Tracking-Code": receipt["tracking_code"], "Accept-Language": language}
    return client.post(f"/api/v1/submissions/{what}", headers=headers, **({"json": body} if body else {}))
