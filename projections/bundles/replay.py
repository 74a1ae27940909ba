"""One pass over a bundle: each event is in the log, each stream is whole and ends in the state claimed.

The events are in order of stream and version, so that one stream at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from pydantic_core import from_json

from domain.kernel.amend import fold
from domain.kernel.events import MAX_STORED_BYTES, Event, event_types
from domain.kernel.stored import decode
from domain.registry import DECIDERS
from projections.bundles.archive import Archive
from projections.bundles.documents import Documents
from projections.bundles.failures import Broken, Finding, Text
from projections.bundles.leaves import Leaves
from projections.bundles.manifest import EVENTS, POSITIONS, STREAMS, Head, Manifest
from projections.bundles.shares import MOST_LINE, Share
from projections.digests import state_digest
from projections.transparency.faults import Words
from projections.transparency.merkle import leaf_hash

Progress = Callable[[int], None]
STEP = 500


class Outcome(NamedTuple):
    """What came out of one share: what failed, by check; whether it was read to its end; the events and the
    streams read; the first and the last of its heads; the documents named.
    """

    failed: dict[str, Finding]
    whole: bool
    events: int
    streams: int
    heads: tuple[str, str]
    documents: Documents


class Replay:
    """Reads the events of a share once and keeps, of each check, the first thing that did not hold."""

    def __init__(
        self, archive: Archive, manifest: Manifest, leaves: Leaves, share: Share, progress: Progress
    ) -> None:
        self._archive, self._manifest, self._leaves = archive, manifest, leaves
        self._share, self._progress = share, progress
        self._failed = dict[str, Finding]()
        self._documents = Documents()
        self._first = self._last = ""
        self._events_read = self._streams = 0

    def run(self) -> Outcome:
        """Read the share. Where it cannot be read on, what failed until there is told."""
        whole = True
        try:
            self._read()
        except Broken as broken:
            self._fail(broken)
            whole = False
        ends = (self._first, self._last)
        return Outcome(self._failed, whole, self._events_read, self._streams, ends, self._documents)

    def _fail(self, broken: Broken) -> None:
        self._failed.setdefault(broken.check, Finding.of(broken))

    def _read(self) -> None:
        heads = self._heads()
        stream, history = "", list[Event]()
        for event in self._events():
            if event.stream != stream:
                self._finish(heads, stream, history)
                stream, history = event.stream, []
            if event.version != len(history) + 1:
                raise Broken("streams", stream, expected=len(history) + 1, found=event.version)
            history.append(event)
        self._finish(heads, stream, history)
        if (head := next(heads, None)) is not None:
            raise Broken("streams", head.stream, expected=head.version, found=0)

    def _heads(self) -> Iterator[Head]:
        start, end, before = self._share.heads
        lines = self._archive.lines(STREAMS, MOST_LINE, start, end, before=before)
        for number, line in enumerate(lines, before + 1):
            head = Head.parse(line, number)
            if head.stream <= self._last:
                place = f"{STREAMS}, {number}"
                raise Broken("streams", place, expected=f"> {self._last}", found=head.stream)
            self._first, self._last = self._first or head.stream, head.stream
            yield head

    def _events(self) -> Iterator[Event]:
        """Each event, once its leaf was looked up at the position that is claimed for it."""
        start, end, before = self._share.events
        lines = self._archive.lines(EVENTS, MAX_STORED_BYTES, start, end, before=before)
        start, end, _ = self._share.positions
        positions = self._archive.lines(POSITIONS, MOST_LINE, start, end, before=before)
        for number, (body, given) in enumerate(zip_longest(lines, positions), before + 1):
            if body is None or given is None:
                uneven = Words("as_many_lines", one=EVENTS, other=POSITIONS)
                raise Broken("streams", f"{POSITIONS}, {number}", expected=uneven, found=Words("others"))
            leaf, found = self._leaves[_position(given, number, self._leaves.size) - 1], leaf_hash(body)
            if leaf != found:
                place = f"{EVENTS}, {number}"
                self._fail(Broken("inclusion", place, expected=leaf.hex(), found=found.hex()))
            event = self._decoded(body, number)
            self._events_read = number - before
            if number % STEP == 0:
                self._progress(number - before)
            yield event

    def _decoded(self, body: bytes, number: int) -> Event:
        try:
            event = decode(body)
            self._documents.add(event.stream, body)
        except Exception as error:  # whatever these bytes are, they are the bundle's fault and no event
            place, found = f"{EVENTS}, {number}", undecoded(body, error)
            raise Broken("streams", place, expected=Words("event"), found=found) from error
        return event

    def _finish(self, heads: Iterator[Head], stream: str, history: list[Event]) -> None:
        """Compare the end of one stream with the head that is claimed for it."""
        if not stream:
            return
        head = next(heads, None)
        if head is None or head.stream != stream:
            raise Broken("streams", stream, expected=head.stream if head else "-", found=stream)
        if head.version != len(history):
            self._fail(Broken("streams", stream, expected=head.version, found=len(history)))
        self._streams += 1
        digest = _digest(stream, history)
        if digest != head.digest:
            place = f"{stream}, {self._manifest.software}"
            self._fail(Broken("replay", place, expected=head.digest, found=digest))


def _position(given: bytes, number: int, size: int) -> int:
    if not given.isdigit() or len(given) > 15 or given[:1] == b"0" or int(given) > size:
        place = f"{POSITIONS}, {number}"
        raise Broken("inclusion", place, expected=f"1-{size}", found=given[:20].decode("ascii", "replace"))
    return int(given)


def _digest(stream: str, history: list[Event]) -> Text:
    try:
        return state_digest(fold(DECIDERS[stream.partition(":")[0]], history))
    except Exception as error:  # as above: an event that this program would never have recorded
        return Words("not_folded", kind=type(error).__name__)


def undecoded(body: bytes, error: Exception) -> Words:
    """What bytes are that no event can be read from: of a type that this program does not know, perhaps."""
    try:
        kind = from_json(body)["type"]
    except (ValueError, KeyError, TypeError):
        kind = None
    if isinstance(kind, str) and kind not in event_types():
        return Words("event_type", name=repr(kind[:80]))
    return Words("not_decoded", kind=type(error).__name__)
