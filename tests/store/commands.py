"""Appends as the recorder takes them, for tests that go below the log's own methods."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from domain.kernel.events import Event
from service.store.append import Append
from service.store.mapper import CanonicalMapper
from service.vault.vault import Vault
from tests.store.facts import HMAC
from tests.vault_keys import KEYS


def _nobody_asked(statement: str, _parameters: object) -> list[Any]:
    raise AssertionError(f"expected nothing to be read, found {statement}")


def command(*events: Event, **expected: Any) -> tuple[list[StoredEvent], Append]:
    if texts := expected.pop("texts", ()):
        expected["sealed"] = Vault(_nobody_asked, KEYS).seal(None, texts)
    stored = [CanonicalMapper().to_stored_event(event) for event in events]
    at, tags = [event.recorded_at for event in events], [event.tags() for event in events]
    return stored, Append(uuid4(), "focal_point", "test", HMAC, {"answer": 1}, at, tags, **expected)
