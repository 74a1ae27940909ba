"""What one attempt at a command has read, so that the append can check that it still holds.

States are kept from command to command. A kept state may be out of date (another process wrote); that costs
a second attempt, never a wrong record: the append compares every version read with the log.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from threading import Lock
from typing import NamedTuple

from domain.kernel.amend import fold
from domain.kernel.decider import State
from domain.kernel.stored import decode
from domain.registry import DECIDERS
from service.store.log import AppendResult, Log, StoredRow


def kind_of(stream: str) -> str:
    """The kind of a stream: `programme` of `programme:p1`."""
    return stream.split(":", 1)[0]


class KeptStates:
    """The states read or written last, at most `size` of them. Safe to use from several threads."""

    def __init__(self, size: int = 20_000) -> None:
        self._size, self._states, self._lock = size, OrderedDict[str, State](), Lock()

    def get(self, stream: str) -> State | None:
        """The state last seen of a stream, or None."""
        with self._lock:
            found = self._states.get(stream)
            if found is not None:
                self._states.move_to_end(stream)
            return found

    def keep(self, states: Mapping[str, State]) -> None:
        """Keep states, unless a newer one is kept already."""
        with self._lock:
            for stream, state in states.items():
                kept = self._states.get(stream)
                if kept is None or kept.version <= state.version:
                    self._states[stream] = state
                    self._states.move_to_end(stream)
            while len(self._states) > self._size:
                self._states.popitem(last=False)

    def forget(self, streams: Iterable[str]) -> None:
        """Forget what was kept of some streams."""
        with self._lock:
            for stream in streams:
                self._states.pop(stream, None)


class NotKept(Exception):
    """Something is needed that was not kept, and the log may not be read for it."""


class Coming(NamedTuple):
    """The state that a command under way leads to, if it is appended as it was decided."""

    state: State
    appended: Future[AppendResult]


class Reading(Mapping[str, State]):
    """The states that one attempt rests on, and the last position of every set it read.

    With `fresh`, nothing kept is used; without a `log`, nothing else, and NotKept is raised. States that are
    `coming` are supposed, and the answers that they hang on then are in `after`; sets cannot be read in the
    meantime. `certain` tells whether everything was read from the log just now; a refusal counts only then.
    """

    def __init__(
        self, log: Log | None, kept: KeptStates, *, fresh: bool, coming: Mapping[str, Coming] | None = None
    ) -> None:
        self._log, self._kept, self._fresh = log, kept, fresh
        self._coming = coming or {}
        self.after: dict[Future[AppendResult], None] = {}
        self._states: dict[str, State] = {}
        self.sets: dict[str, tuple[str, ...]] = {}
        self.tags: dict[str, int] = {}
        self.certain = True

    def __contains__(self, stream: object) -> bool:
        return isinstance(stream, str) and (stream in self._states or self._use_kept(stream))

    def __getitem__(self, stream: str) -> State:
        if stream not in self:
            raise KeyError(stream)
        return self._states[stream]

    def __iter__(self) -> Iterator[str]:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)

    def _use_kept(self, stream: str) -> bool:
        if coming := self._coming.get(stream):
            found, self.after[coming.appended] = coming.state, None
        elif self._fresh or (kept := self._kept.get(stream)) is None:
            return False
        else:
            found = kept
        self._states[stream], self.certain = found, False
        return True

    @property
    def only_kept(self) -> bool:
        """Whether nothing may be read, nor waited for."""
        return self._log is None

    def suppose_new(self, stream: str) -> None:
        """Suppose without looking that a stream of a new random identity is empty."""
        if not self._fresh and stream not in self:
            self._states[stream], self.certain = DECIDERS[kind_of(stream)].state(), False

    def load(self, streams: Iterable[str]) -> None:
        """Read streams that are not read yet, in one query."""
        wanted = [stream for stream in dict.fromkeys(streams) if stream not in self]
        if not wanted:
            return
        if self._log is None:
            raise NotKept(wanted[0])
        self._read(self._log.bodies(wanted))

    def load_set(self, tag: str) -> None:
        """Read the streams found under a tag, in log order, with their states."""
        if self._log is None or self._coming:
            raise NotKept(tag)
        by_stream: dict[str, list[StoredRow]] = {}
        rows = self._log.tagged(tag)
        for row in rows:
            by_stream.setdefault(row.stream, []).append(row)
        self.sets[tag] = tuple(by_stream)
        self.tags[tag] = rows[-1].position if rows else 0
        unread = {stream: found for stream, found in by_stream.items() if stream not in self._states}
        whole = {
            stream: [row.body for row in found]
            for stream, found in unread.items()
            if not self._fresh and _is_whole(found)
        }
        self._read(whole)
        self.load(stream for stream in unread if stream not in whole)

    def _read(self, bodies: Mapping[str, list[bytes]]) -> None:
        for stream, found in bodies.items():
            self._states[stream] = fold(DECIDERS[kind_of(stream)], list(map(decode, found)))
        self._kept.keep({stream: self._states[stream] for stream in bodies})

    def versions(self) -> dict[str, int]:
        """The version of every stream that was read."""
        return {stream: state.version for stream, state in self._states.items()}


def _is_whole(rows: list[StoredRow]) -> bool:
    """Whether a tag's rows of one stream begin at its first event and miss none. A stream may also have lost
    the tag: the append then finds a newer version, and the next attempt reads the streams themselves.
    """
    return [row.version for row in rows] == list(range(1, len(rows) + 1))
