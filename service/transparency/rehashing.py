"""Hashing the stored bytes anew: every event, against the tiles of the tree and every checkpoint signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from projections.transparency.checkpoint import BadCheckpoint, Checkpoint, open_checkpoint
from projections.transparency.growing import Edge, Frontier
from projections.transparency.merkle import HASH, leaf_hash
from projections.transparency.notes import Verifier
from projections.transparency.tiles import WIDTH, width_at
from service.transparency import tree
from service.transparency.finding import Found, TagIndex, events, tag_index
from service.transparency.trust import Mismatch

BATCH = 4 * WIDTH
"""Events read at a time: whole tiles."""


Also = Callable[[tree.Connection, Sequence[Found]], None]
"""Looks at events that are as signed, by the same connection."""


class Rehash:
    """One pass over the log, on a connection of its own in autocommit. The log may grow meanwhile.

    `outside` is the checkpoint kept outside the database, if there is one. `told` hears the position reached
    and the last one, and may raise to end the pass. `also` is shown every batch of events that are as signed.
    """

    def __init__(
        self,
        connection: tree.Connection,
        verifier: Verifier,
        origin: str,
        outside: Checkpoint | None,
        told: Callable[[int, int], None] = lambda _done, _all: None,
        also: Also = lambda _connection, _events: None,
    ) -> None:
        self._connection, self._verifier, self._origin = connection, verifier, origin
        self._outside, self._told, self._also = outside, told, also
        self._edge, self._frontier = Edge(), Frontier()

    def run(self) -> int:
        """Hash everything up to the end of the tree, or of the checkpoint outside where that is further;
        returns how many events. Raises Mismatch, with the position, at the first thing that is not as signed.
        """
        newest = tree.last_checkpoint(self._connection)  # read first: what follows may have grown since
        size, head = tree.size(self._connection), tree.head(self._connection)
        last = max(size, self._outside.size if self._outside else 0)
        if head < last:
            raise Mismatch("log_shorter", head, signed=last)
        if newest is not None and newest.size > size:
            raise Mismatch("tree_altered", size + 1)
        self._check_checkpoints(-1, 0, [])
        with tag_index(self._connection, last) as index:
            for start in range(0, last, BATCH):
                self._check_batch(start, min(start + BATCH, last), size, index)
                self._told(min(start + BATCH, last), last)
            index.check_end()
        return last

    def _check_batch(self, start: int, end: int, size: int, index: TagIndex) -> None:
        rows = events(self._connection, start, end)
        leaves = [leaf_hash(row.body) for row in rows]
        self._check_tiles(leaves, size)
        self._check_checkpoints(start, end, leaves)
        for row in rows:  # only now: what the bytes say counts once it is known that they are the signed ones
            index.check(row)
        self._also(self._connection, rows)

    def _check_tiles(self, leaves: Sequence[bytes], size: int) -> None:
        made = self._edge.append(leaves)
        stored = tree.tiles(self._connection, list(made))
        for (level, number), hashes in sorted(made.items()):
            width = min(width_at(level, number, size), len(hashes) // HASH)
            found = stored.get((level, number), b"")
            for place in range(width):
                if found[place * HASH : (place + 1) * HASH] != hashes[place * HASH : (place + 1) * HASH]:
                    position = (number * WIDTH + place) * WIDTH**level + 1
                    raise Mismatch("tree_altered" if level else "event_altered", position)

    def _check_checkpoints(self, start: int, end: int, leaves: Sequence[bytes]) -> None:
        """Check the signature and the root of every checkpoint of a size after `start` and up to `end`."""
        rows = self._connection.execute(
            "SELECT size, note FROM log.checkpoints WHERE size > %s AND size <= %s", [start, end]
        ).fetchall()
        wanted = {size: self._opened(size, bytes(note)).root for size, note in rows}
        if self._outside is not None and start < self._outside.size <= end:
            if wanted.get(self._outside.size, self._outside.root) != self._outside.root:
                raise Mismatch("checkpoint_altered", self._outside.size)
            wanted[self._outside.size] = self._outside.root
        for place in range(end - max(start, 0) + 1):
            if place:
                self._frontier.append(leaves[place - 1])
            root = wanted.get(self._frontier.size)
            if root is not None and root != self._frontier.root():
                raise Mismatch("root_differs", self._frontier.size)

    def _opened(self, size: int, note: bytes) -> Checkpoint:
        try:
            found = open_checkpoint(note, [self._verifier], origin=self._origin)
        except BadCheckpoint:
            raise Mismatch("checkpoint_altered", size) from None
        if found.size != size:
            raise Mismatch("checkpoint_altered", size)
        return found
