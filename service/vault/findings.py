"""Texts of the vault that are not what their events say: never shown, and told wherever somebody looks."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Literal, LiteralString, NamedTuple

import structlog

from domain.kernel.values import SealedText
from service.vault.cipher import CannotOpen
from service.vault.master_keys import MasterKeys
from service.vault.rows import open_text

MOST = 100
"""Findings that are told one by one; of more, how many there are."""
Status = Literal["available", "altered", "unreadable"]
log_lines = structlog.get_logger("infitah.vault")


def commitment(text: str, salt: bytes) -> str:
    """The commitment to a text under a salt, in lower-case hexadecimal."""
    return hmac.digest(salt, text.encode(), "sha256").hex()


class Told(NamedTuple):
    """A text that was looked up for an event: its words, or (None) why they are not to be shown."""

    status: Status
    language: str
    text: str | None


class Wanted(NamedTuple):
    """What an event says of a text: its reference and commitment; `stream` is the event's."""

    ref: str
    commitment: str
    stream: str

    @classmethod
    def of(cls, sealed: SealedText, stream: str) -> Wanted:
        """From what the event holds."""
        return cls(sealed.ref, sealed.commitment, stream)


class Compared(NamedTuple):
    """Texts by reference, and why some of them are not to be shown."""

    told: dict[str, Told]
    wrong: dict[str, str]


FIRST: LiteralString = """SELECT originator_id, notification_id FROM log.events
    WHERE originator_id = ANY(%(streams)s) AND originator_version = 1"""
"""The positions of the first events of streams, which are those that words are given by."""


class Findings:
    """What this process has found: each text once, until it is found to be right, or gone."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    def tell(self, ref: str, position: int | None, status: Status, reason: str) -> None:
        """Note a text that is not what the event at a position says, and have a line of the log say so."""
        with self._lock:
            if self._found.get(ref, {}).get("status") == status:
                return
            self._found[ref] = {"position": position, "ref": ref, "status": status}
        log_lines.critical(
            "a text of the vault is not what its event says",
            position=position,
            ref=ref,
            status=status,
            reason=reason,
        )

    def settle(self, refs: Iterable[str]) -> None:
        """Texts that are as their events say, or are there no more."""
        with self._lock:
            for ref in refs if self._found else ():
                self._found.pop(ref, None)

    def health(self) -> dict[str, Any]:
        """For answers: nothing where nothing was found."""
        with self._lock:
            found = sorted(self._found.values(), key=lambda one: (one["position"] or 0, one["ref"]))
        return {"vault": {"wrong_texts": len(found), "first": found[:MOST]}} if found else {}


def compared(keys: MasterKeys, rows: Iterable[Sequence[Any]], commitments: Mapping[str, str]) -> Compared:
    """Texts from rows of `rows.TEXTS`, each compared with its commitment. One that is erased is missing."""
    told: dict[str, Told] = {}
    wrong: dict[str, str] = {}
    for row in rows:
        ref, language = row[0], row[1]
        try:
            plain = open_text(keys, row)
        except CannotOpen as error:
            told[ref], wrong[ref] = Told("unreadable", language, None), str(error)
            continue
        if hmac.compare_digest(commitment(plain.text, plain.salt), commitments[ref]):
            told[ref] = Told("available", language, plain.text)
        else:
            told[ref], wrong[ref] = Told("altered", language, None), "its commitment does not fit it"
    return Compared(told, wrong)
