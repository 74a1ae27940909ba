"""One pass over a bundle: each event is in the log, each stream is whole and ends in the state claimed.

The events are in order of stream and version, so that one stream at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

from domain.kernel.amend import fold
from domain.kernel.events import MAX_STORED_BYTES, Event, decode
from domain.registry import DECIDERS
from projections.bundles.archive import Archive
from projections.bundles.documents import Documents
from projections.bundles.failures import Broken, Finding
from projections.bundles.leaves import Leaves
from projections.bundles.manifest import DOCUMENTS, EVENTS, POSITIONS, STREAMS, Head, Manifest
from projections.digests import state_digest
from projections.transparency.merkle import leaf_hash

Progress = Callable[[int, int | None], None]
CHECKS = ("inclusion", "streams", "replay", "documents")
MOST_LINE = 1_000
STEP = 500


class Replay:
    """Reads the events once and keeps, of each check, the first thing that did not hold."""

    def __init__(self, archive: Archive, manifest: Manifest, leaves: Leaves, progress: Progress) -> None:
        self._archive, self._manifest, self._leaves, self._progress = archive, manifest, leaves, progress
        self._failed = dict[str, Broken]()
        self._documents = Documents()
        self.events = self.streams = 0

    def findings(self) -> list[Finding]:
        """The outcome of each check. Where the events cannot be read on, only what failed until there."""
        whole = True
        try:
            self._read()
        except Broken as broken:
            self._fail(broken)
            whole = False
        documents = self._manifest.files[DOCUMENTS].rows
        looked_at = (self.events, self.streams, self.streams, documents)
        counts = dict(zip(CHECKS, looked_at, strict=True))
        held = [check for check in CHECKS if check not in self._failed] if whole else []
        outcome = {check: Finding(check, True, number=counts[check]) for check in held}
        outcome |= {check: Finding.of(broken) for check, broken in self._failed.items()}
        return [outcome[check] for check in (*CHECKS, "layout") if check in outcome]

    def _fail(self, broken: Broken) -> None:
        self._failed.setdefault(broken.check, broken)

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
        self._compare_documents()

    def _heads(self) -> Iterator[Head]:
        before, own, found = "", f"programme:{self._manifest.programme}", False
        for number, line in enumerate(self._archive.lines(STREAMS, MOST_LINE), 1):
            head = Head.parse(line, number)
            if head.stream <= before:
                raise Broken("streams", f"{STREAMS}, {number}", expected=f"> {before}", found=head.stream)
            before, found = head.stream, found or head.stream == own
            yield head
        if not found:
            raise Broken("streams", STREAMS, expected=own, found="-")

    def _events(self) -> Iterator[Event]:
        """Each event, once its leaf was looked up at the position that is claimed for it."""
        lines = self._archive.lines(EVENTS, MAX_STORED_BYTES)
        positions = self._archive.lines(POSITIONS, MOST_LINE)
        total = self._manifest.files[EVENTS].rows
        for number, (body, given) in enumerate(zip_longest(lines, positions), 1):
            if body is None or given is None:
                raise Broken("streams", f"{POSITIONS}, {number}", expected=EVENTS, found=POSITIONS)
            leaf, found = self._leaves[_position(given, number, self._leaves.size) - 1], leaf_hash(body)
            if leaf != found:
                place = f"{EVENTS}, {number}"
                self._fail(Broken("inclusion", place, expected=leaf.hex(), found=found.hex()))
            event = self._decoded(body, number)
            self.events = number
            if number % STEP == 0:
                self._progress(number, total)
            yield event

    def _decoded(self, body: bytes, number: int) -> Event:
        try:
            event = decode(body)
            self._documents.add(event.stream, body)
        except Exception as error:  # whatever these bytes are, they are the bundle's fault and no event
            raise Broken("streams", f"{EVENTS}, {number}", expected="Event", found=_reason(error)) from error
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
        self.streams += 1
        digest = _digest(stream, history)
        if digest != head.digest:
            place = f"{stream}, {self._manifest.software}"
            self._fail(Broken("replay", place, expected=head.digest, found=digest))

    def _compare_documents(self) -> None:
        given, named = self._archive.lines(DOCUMENTS, MOST_LINE), self._documents.lines()
        for number, (found, expected) in enumerate(zip_longest(given, named), 1):
            wanted = expected[:-1] if expected else b"-"
            if found != wanted:
                place, shown = f"{DOCUMENTS}, {number}", (found or b"-").decode("utf-8", "replace")
                self._fail(Broken("documents", place, expected=wanted.decode(), found=shown[:200]))
                return


def _position(given: bytes, number: int, size: int) -> int:
    if not given.isdigit() or len(given) > 15 or given[:1] == b"0" or int(given) > size:
        place = f"{POSITIONS}, {number}"
        raise Broken("inclusion", place, expected=f"1-{size}", found=given[:20].decode("ascii", "replace"))
    return int(given)


def _digest(stream: str, history: list[Event]) -> str:
    try:
        return state_digest(fold(DECIDERS[stream.partition(":")[0]], history))
    except Exception as error:  # as above: an event that this program would never have recorded
        return _reason(error)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:120]
