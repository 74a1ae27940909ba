"""Events and appends for the storage tests: real ones, of workshops."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import domain.registry  # noqa: F401  registers the event types
from domain.kernel.events import Event, from_wire
from service.store.log import AppendResult, Log

HMAC = b"\x01" * 32


def held(stream: str, version: int, *, recorded_at: datetime | None = None, text: int = 0) -> Event:
    """A workshop's event as one version of a stream, with `text` characters of agenda."""
    title = {"ar": "و" * max(1, min(text, 4000))}
    slots = max(1, text // 4000)
    return from_wire(
        {
            "event_id": str(uuid4()),
            "stream": stream,
            "version": version,
            "type": "WorkshopAnnounced",
            "schema_version": 1,
            "recorded_at": (recorded_at or datetime.now(UTC)).isoformat(),
            "effective_at": "2025-03",
            "actor": {"role": "focal_point", "body": "demnate"},
            "command": "announce-workshop",
            "causation_id": str(uuid4()),
            "correlation_id": str(uuid4()),
            "concerns": [stream, "programme:p1"],
            "data": {
                "collectivity_id": "c1",
                "place": "المقر",
                "held_on": "unknown",
                "agenda": [{"title": title}] * slots,
            },
        }
    )


def append(log: Log, *events: Event, command_id: UUID | None = None, **expected: Any) -> AppendResult:
    """Append events as one command."""
    given = {"actor": "focal_point", "route": "test", "body_hmac": HMAC, "result": {"answer": 1}} | expected
    return log.append(events, command_id=command_id or uuid4(), **given)
