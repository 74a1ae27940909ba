"""Whether the database still is the log that was signed, as one process knows it."""

from __future__ import annotations

from threading import Event, Lock
from typing import Any

from service.messages import sentences
from service.transparency.progress import PATIENCE, SigningProgress


class Mismatch(Exception):
    """The database disagrees with what was signed. `code` names a sentence (messages/transparency.toml), and
    `position` the event where it was noticed, or the size of the checkpoint.
    """

    def __init__(self, code: str, position: int, **found: object) -> None:
        self.code, self.position = code, position
        self.sentences = sentences("transparency", code, position=position, **found)
        super().__init__(self.sentences["en"])


class LogTrust:
    """What this process has found: nothing yet, all as signed, or the first mismatch, which stays until the
    service is started again. `signing` tells how far the log is signed.
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._lock = Lock()
        self.signing = SigningProgress(patience)
        self.mismatch: Mismatch | None = None
        self.checked = 0
        self.complete = Event()
        """Set once all stored bytes were hashed anew and found as they were signed."""

    @property
    def lost(self) -> bool:
        """Whether a mismatch was found."""
        return self.mismatch is not None

    def lose(self, mismatch: Mismatch) -> None:
        """Note a mismatch; the first one counts."""
        with self._lock:
            self.mismatch = self.mismatch or mismatch

    def state(self) -> dict[str, Any]:
        """For answers: `trusted`; where it is false, `reason` (a sentence per language) and `position`."""
        found = self.mismatch
        if found is None:
            return {"trusted": True, "reason": None}
        return {"trusted": False, "reason": found.sentences, "code": found.code, "position": found.position}
