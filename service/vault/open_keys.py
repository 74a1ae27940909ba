"""Keys unwrapped a moment ago, so that a page that many ask for is not unwrapped for each of them."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Place = tuple[str, str, bytes]
"""What a key was unwrapped from: its subject, the master key's name, and the wrapped key itself."""
SECONDS, MOST = 60.0, 4_096


class OpenKeys:
    """Keeps ciphers for a minute at most, and so many. Never a text, nor whether there is a key: a read
    always reads the rows, and what was erased by any process has none.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._began = now, now()
        self._ciphers: dict[Place, AESGCM] = {}

    def get(self, place: Place) -> AESGCM | None:
        """The cipher of a key that was unwrapped from exactly this."""
        if self._now() - self._began > SECONDS:
            self._ciphers, self._began = {}, self._now()
        return self._ciphers.get(place)

    def keep(self, place: Place, cipher: AESGCM) -> None:
        """Keep one for a while."""
        if len(self._ciphers) >= MOST:
            self._ciphers = {}
        self._ciphers[place] = cipher

    def __len__(self) -> int:
        return len(self._ciphers)
