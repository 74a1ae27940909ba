"""Writing a bundle, in one pass over its events and memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from domain.kernel.amend import fold
from domain.kernel.decider import Decider
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.registry import DECIDERS
from projections.bundles import contents
from projections.bundles.archive import CHUNK, ArchiveWriter
from projections.bundles.documents import Documents
from projections.bundles.failures import Broken
from projections.bundles.layout import Content
from projections.bundles.manifest import (
    CHECKPOINT,
    DOCUMENTS,
    EVENTS,
    HASHES,
    MANIFEST,
    POSITIONS,
    README,
    RULE_SETS,
    STREAMS,
    VOCABULARY,
    Head,
    Manifest,
)
from projections.bundles.replay import undecoded
from projections.digests import state_digest
from projections.transparency import notes
from projections.transparency.checkpoint import Checkpoint
from projections.transparency.faults import Words
from projections.transparency.notes import Signature, SignedNote

Stored = tuple[int, bytes]
"""An event: its position in the log and its stored bytes."""


@dataclass(frozen=True)
class Source:
    """What a bundle is made from.

    `events` are whole streams up to the size of `checkpoint` (a signed note), in order of stream and version.
    `hashes` are all leaf hashes of the log up to it, in pieces; `software` is what this program calls itself.
    """

    programme: str
    illustrative: bool
    software: str
    checkpoint: bytes
    sign: Callable[[str], Signature]
    hashes: Iterable[bytes]
    events: Iterable[Stored]


def write_bundle(file: BinaryIO, source: Source) -> Manifest:
    """Write a bundle to a file that can be sought. Raises TooLarge, Broken where the bytes of an event are
    none, and what the source raises.
    """
    archive, written = ArchiveWriter(file), dict[str, Content]()

    def add(name: str, pieces: Iterable[bytes]) -> None:
        with archive.part(name) as part:
            for piece in pieces:
                part.write(piece)
        written[name] = part.counted.content()

    for name in README:
        add(name, [contents.readme(name.split(".")[1])])
    with SpooledTemporaryFile(CHUNK) as positions, SpooledTemporaryFile(CHUNK) as streams:
        told = _Told(positions, streams)
        add(EVENTS, told.lines(source.events))
        add(POSITIONS, _rewound(positions))
        add(STREAMS, _rewound(streams))
    add(HASHES, source.hashes)
    add(CHECKPOINT, [source.checkpoint])
    add(DOCUMENTS, told.documents.lines())
    add(RULE_SETS, [contents.rule_sets()])
    add(VOCABULARY, [contents.vocabulary()])
    manifest = _manifest(source, written)
    text = manifest.text()
    add(MANIFEST, [SignedNote(text, (source.sign(text),)).encode()])
    archive.finish()
    return manifest


def _manifest(source: Source, written: dict[str, Content]) -> Manifest:
    at = Checkpoint.parse(notes.parse(source.checkpoint).text)
    return Manifest(
        at.origin, source.programme, source.illustrative, source.software, at.size, at.root, dict(written)
    )


class _Told:
    """What is told of the events beside their bytes: positions, heads of streams, documents."""

    def __init__(self, positions: SpooledTemporaryFile[bytes], streams: SpooledTemporaryFile[bytes]) -> None:
        self._positions, self._streams = positions, streams
        self._history: list[Event] = []
        self._decider: Decider[Any]
        self.documents = Documents()

    def lines(self, events: Iterable[Stored]) -> Iterable[bytes]:
        """The lines of the events; what is told of them is whole when they are all taken."""
        for position, body in events:
            self._read(position, body)
            self._positions.write(b"%d\n" % position)
            yield body + b"\n"
        self._end()

    def _read(self, position: int, body: bytes) -> None:
        try:
            event = decode(body)
            if self._history and event.stream != self._history[-1].stream:
                self._end()
            self._history.append(event)
            self.documents.add(event.stream, body)
            self._decider = DECIDERS[event.stream.partition(":")[0]]
        except Exception as error:  # whatever these bytes are, they are no event, and so not what was signed
            place = f"{EVENTS}, {position}"
            raise Broken("inclusion", place, expected=Words("event"), found=undecoded(body, error)) from error

    def _end(self) -> None:
        if not self._history:
            return
        last = self._history[-1]
        state = fold(self._decider, self._history)
        self._streams.write(Head(last.stream, last.version, state_digest(state)).line())
        self._history = []


def _rewound(file: SpooledTemporaryFile[bytes]) -> Iterable[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")
