"""The documents that the events of a bundle name: their digests, and which of them it holds.

The service keeps no contents of documents yet, so that none is held; whoever has a document compares its
SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rfc8785
from pydantic_core import from_json

from projections.model import identity_of

_CITES = b'"document_id":'
_OF_DOCUMENT = "document:"


class Documents:
    """Collects from stored events, in any order, each document and digest that they name."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, stream: str, body: bytes) -> frozenset[str]:
        """Take note of what one event names; returns the identities of the documents among it."""
        own = stream.startswith(_OF_DOCUMENT)
        if not own and _CITES not in body:
            return frozenset()
        event = from_json(body)
        if own:
            self._registered(identity_of(stream), event.get("data", {}))
        cited = list(_cited(event))
        for document, sha256 in cited:
            self._entry(document, sha256)["cited"] += 1
        return frozenset(document for document, _ in cited)

    def _registered(self, document: str, data: dict[str, Any]) -> None:
        if "sha256" in data:
            entry = self._entry(document, data["sha256"])
            entry["bytes"], entry["language"] = data["size"], data["language"]

    def _entry(self, document: str, sha256: str) -> dict[str, Any]:
        fresh = {"document": document, "sha256": sha256, "cited": 0, "held": False}
        return self._known.setdefault((document, sha256), fresh)

    def lines(self) -> Iterator[bytes]:
        """One line of canonical JSON for each document and digest: how often it is cited, and, where the
        document was registered, its size in bytes and its language.
        """
        for _, entry in sorted(self._known.items()):
            yield rfc8785.dumps(entry) + b"\n"


def _cited(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        document, sha256 = value.get("document_id"), value.get("sha256")
        if isinstance(document, str) and isinstance(sha256, str):
            yield document, sha256
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from _cited(member)
