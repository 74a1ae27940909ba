"""The documents that the events of a bundle name: their digests, and which of them it holds.

The service keeps no contents of documents yet, so that none is held; whoever has a document compares its
SHA-256.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rfc8785
from pydantic_core import from_json

from projections.model import identity_of

_OF_DOCUMENT = "document:"
_CITES = b'"document_id":'
_CITED = re.compile(
    rb'"document_id":"([a-z0-9-]+)","kind":"(?:[^"\\]|\\.)*","language":"[a-z]+","sha256":"([0-9a-f]{64})"'
)
"""A piece of evidence in canonical JSON. Inside a text its quotation marks would be escaped, so that no words
of an event can pass for one; and reading the bytes takes a tenth of the time.
"""


class Documents:
    """Collects from stored events, in any order, each document and digest that they name."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, stream: str, body: bytes) -> frozenset[str]:
        """Take note of what one event names; returns the identities of the documents among it."""
        if stream.startswith(_OF_DOCUMENT):
            self._registered(identity_of(stream), from_json(body)["data"])
        if _CITES not in body:
            return frozenset()
        cited = [(document.decode(), sha256.decode()) for document, sha256 in _CITED.findall(body)]
        for document, sha256 in cited:
            self._entry(document, sha256)["cited"] += 1
        return frozenset(document for document, _ in cited)

    def merge(self, others: Documents) -> None:
        """Take over what was collected elsewhere, from other events."""
        for (document, sha256), entry in others._known.items():
            mine = self._entry(document, sha256)
            mine |= entry | {"cited": mine["cited"] + entry["cited"]}

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
