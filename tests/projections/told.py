"""Events as they were stored, and as they would be with other values."""

from __future__ import annotations

from typing import Any

import domain.registry  # noqa: F401  every event type is registered by importing the deciders
from domain.kernel.events import Event
from domain.kernel.stored import decode
from tests.golden.files import path_of


def golden(name: str) -> Event:
    return decode(path_of(name, 1).read_bytes())


def changed(event: Event, **fields: Any) -> Event:
    """The event as it would be with other values of its data."""
    return event.model_copy(update={"data": event.data.model_copy(update=fields), "reason": None})
