"""The editions that one process writes: those whose locks it got."""

from __future__ import annotations

from typing import Any

import psycopg
import structlog

from projections.checkpoints import stop
from projections.editions import Edition
from projections.live import Known, begin, find, go_live
from projections.locks import BUILD, FOLLOW, try_locks, unlock
from projections.projection import Make
from projections.sweeping import sweep

log_lines = structlog.get_logger("infitah.runner")


class Holding:
    """What is held over one connection, for as long as it lasts."""

    def __init__(
        self, connection: psycopg.Connection[Any], projections: dict[str, Make], made_by: str
    ) -> None:
        self._connection, self._projections, self._made_by = connection, projections, made_by
        self._following: set[str] = set()
        self._building: set[str] = set()
        self.editions: dict[str, Edition] = {}

    def active(self) -> list[Edition]:
        """The editions held that did not stop."""
        return [edition for edition in self.editions.values() if edition.stopped is None]

    def look(self) -> None:
        """Take the locks that became free, and open what others made live since."""
        free = self._projections.keys() - self._following
        self._following |= try_locks(self._connection, FOLLOW, free, self._made_by)
        known = find(self._connection, self._following, self._made_by)
        for name in self._following:
            self._open(name, known.get(name))

    def go_live(self) -> None:
        """Let readers read what was built and is as far as the farthest, now that this is the log's end."""
        end = max((edition.position for edition in self.active()), default=0)
        built = [edition for edition in self.active() if not edition.live and edition.position == end]
        if built:
            go_live(self._connection, built, self._made_by)
            names = [edition.projection.name for edition in built]
            unlock(self._connection, BUILD, names, self._made_by)
            self._building -= set(names)

    def sweep(self) -> None:
        """Drop what nobody reads any more."""
        besides = [edition.number for edition in self.editions.values()]
        if dropped := sweep(self._connection, self._made_by, besides=besides):
            log_lines.info("dropped editions that nobody reads", editions=dropped)

    def _open(self, name: str, known: Known | None) -> None:
        held = self.editions.get(name)
        if held and known and (held.number, held.position) == (known.number, known.position):
            return
        if (known is None or not known.live) and name not in self._building:
            if not try_locks(self._connection, BUILD, [name], self._made_by):
                # A rebuild is at it; what that makes live is found by a later look.
                self.editions.pop(name, None)
                return
            self._building.add(name)
            known = find(self._connection, [name], self._made_by).get(name)
        projection = self._projections[name]()
        if known is None:
            self.editions[name] = begin(self._connection, projection, self._made_by)
            return
        self.editions[name] = Edition(projection, known.number, known.position, known.live)
        if known.stopped is not None:
            # Whoever starts a service has perhaps mended what it stopped at.
            stop(self._connection, self.editions[name], None)
