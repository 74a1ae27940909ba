"""Contents are looked at anew each day, in a thread of its own: neither start nor requests wait for it."""

from __future__ import annotations

from threading import Event, Thread

import structlog

from service.documents.contents import Contents
from service.documents.examining import agree, examine

POLL = 60.0
log_lines = structlog.get_logger("infitah.documents")


class _Ended(Exception):
    """The service ends, and so does the pass."""


class ContentWatch:
    """Looks at what is due every minute, and learns what other processes found."""

    def __init__(self, contents: Contents, *, every: float = POLL) -> None:
        self._contents, self._every, self._ending = contents, every, Event()
        self._thread = Thread(target=self._run, name="contents", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the content that is being read."""
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                agree(self._contents)
                examine(self._contents, told=self._told)
            except _Ended:
                return
            except Exception:
                # Whatever failed may pass; that nobody looks any more would go unnoticed.
                log_lines.exception("looking at contents failed and will be tried again")
            self._ending.wait(self._every)

    def _told(self, _done: int, _all: int) -> None:
        if self._ending.is_set():
            raise _Ended
