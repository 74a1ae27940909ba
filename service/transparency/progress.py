"""How far the log is signed, as one process sees it, and since when it gets no further."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import NamedTuple

PATIENCE = 10.0
"""Seconds without a signature, with something to sign, after which health turns red: five times what an event
is promised, so that a lost connection or another process taking over turns nothing red.
"""


class Seen(NamedTuple):
    """Where the log and its last checkpoint (-1: none) were, and since when (None: all is signed)."""

    head: int
    signed: int
    since: datetime | None = None
    begun: float = 0.0


class SigningProgress:
    """What the publisher saw last. It heals by itself: what failed may work again, unlike a log altered."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._seen: Seen | None = None  # replaced whole, since other threads read it

    def saw(self, head: int, signed: int) -> None:
        """Note where the log and its last checkpoint are. Signing a part of what waits is progress too."""
        last = self._seen
        if signed >= head:
            self._seen = Seen(head, signed)
        elif last is not None and last.since is not None and signed <= last.signed:
            self._seen = last._replace(head=head)
        else:
            self._seen = Seen(head, signed, datetime.now(UTC), monotonic())

    @property
    def position(self) -> int | None:
        """The size of the last checkpoint; None where there is none, or nobody looked yet."""
        return self._seen.signed if self._seen is not None and self._seen.signed >= 0 else None

    @property
    def unsigned_since(self) -> datetime | None:
        """Since when something waits to be signed without any progress."""
        return self._seen.since if self._seen is not None else None

    @property
    def stalled(self) -> Seen | None:
        """What was seen last, where something waits for longer than patience lasts."""
        seen = self._seen
        late = seen is not None and seen.since is not None and monotonic() - seen.begun > self._patience
        return seen if late else None
