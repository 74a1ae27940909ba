"""Contents that are not what their events say: never served, and told wherever somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

import structlog

from service.documents.faults import Status, WrongContent
from service.documents.reading import Wanted

MOST = 100
"""Findings that are told one by one; of more, how many there are."""
log_lines = structlog.get_logger("infitah.documents")


class Findings:
    """What is known in this process of contents that are wrong, by name. `changes` counts how often that was
    another: the log tells nothing of it, and what was made before shows a content as it was.
    """

    def __init__(self) -> None:
        self.changes = 0
        self._found: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    def tell(self, wanted: Wanted, wrong: WrongContent) -> None:
        """Note a content that is not what its event says, and have a line of the log say so, once."""
        told = _told(wanted.name, wanted, wrong.status)
        with self._lock:
            before = self._found.get(wanted.name)
            self._found[wanted.name] = told
            is_new = before is None or before["status"] != wrong.status
            self.changes += is_new
        if is_new:
            log_lines.critical("a content is not what its event says", **told, reason=wrong.reason)

    def tells_of(self, name: str) -> bool:
        """Whether a content was found to be wrong."""
        return name in self._found

    def settle(self, name: str) -> None:
        """A content that is as its event says, or is there no more."""
        if self._found:
            with self._lock:
                self.changes += self._found.pop(name, None) is not None

    def agree(self, wrong: Mapping[str, Status], events: Mapping[str, Wanted]) -> None:
        """Take over what all processes found, by name: what another has found or settled counts here.
        `events` are what names those contents.
        """
        with self._lock:
            self.changes += {name: one["status"] for name, one in self._found.items()} != dict(wrong)
            self._found = {name: _told(name, events.get(name), status) for name, status in wrong.items()}

    def health(self) -> dict[str, Any]:
        """For answers: nothing where nothing was found."""
        with self._lock:
            found = sorted(self._found.values(), key=lambda one: (one["position"] or 0, one["content"]))
        return {"documents": {"wrong_contents": len(found), "first": found[:MOST]}} if found else {}


def _told(name: str, wanted: Wanted | None, status: Status) -> dict[str, Any]:
    named = {"document": None, "position": None} if wanted is None else wanted._asdict()
    return {"content": name, "document": named["document"], "position": named["position"], "status": status}
