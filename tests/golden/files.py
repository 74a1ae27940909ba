"""Where golden files are and how a missing one is added."""

from __future__ import annotations

import os
from pathlib import Path

import rfc8785

from domain.kernel.events import Event

FOLDER = Path(__file__).parent


def path_of(event_type: str, schema_version: int) -> Path:
    """The golden file of a type in one of its shapes."""
    return FOLDER / f"{event_type}.v{schema_version}.json"


def keep_if_missing(event: Event) -> None:
    """Write the bytes of an event as golden where asked to and where there are none."""
    path = path_of(event.type, event.schema_version)
    if os.environ.get("GOLDEN") == "write" and not path.exists():
        path.write_bytes(rfc8785.dumps(event.wire()))
