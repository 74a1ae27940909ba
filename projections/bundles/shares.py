"""Cutting the events of a bundle into shares that can be replayed apart, each of whole streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from projections.bundles.archive import Archive
from projections.bundles.failures import Broken
from projections.bundles.manifest import EVENTS, POSITIONS, STREAMS, Head

MOST_LINE = 1_000


class Lines(NamedTuple):
    """Lines of a file: where their bytes begin and end in it, and how many lines come before."""

    start: int
    end: int
    before: int


class Share(NamedTuple):
    """The lines of a share in `events.jsonl`, `positions.txt` and `streams.txt`."""

    events: Lines
    positions: Lines
    heads: Lines


def shares(archive: Archive, rows: int, wanted: int) -> list[Share]:
    """The shares of a bundle of so many events: together they are the whole of each file, whatever is in it.

    Where a cut falls is taken from what `streams.txt` claims; a false claim makes a share fail, never hold.
    """
    cuts = list(_cuts(archive, rows, wanted)) if wanted > 1 else []
    events = _ranges(archive, EVENTS, [event for event, _, _ in cuts])
    positions = _ranges(archive, POSITIONS, [event for event, _, _ in cuts])
    edges = [(0, 0), *((at, head) for _, at, head in cuts), (archive.parts[STREAMS].size, 0)]
    heads = [Lines(at, end, head) for (at, head), (end, _) in pairwise(edges)]
    return [Share(*each) for each in zip(events, positions, heads, strict=True)]


def _cuts(archive: Archive, rows: int, wanted: int) -> Iterator[tuple[int, int, int]]:
    """After which event, at which byte of `streams.txt` and after which head a new share begins."""
    events, at, targets = 0, 0, [rows * share // wanted for share in range(1, wanted)]
    try:
        for number, line in enumerate(archive.lines(STREAMS, MOST_LINE), 1):
            events, at = events + Head.parse(line, number).version, at + len(line) + 1
            if targets and targets[0] <= events < rows:
                yield events, at, number
                targets = [target for target in targets if target > events]
    except Broken:
        return  # who replays the last share finds the same


def _ranges(archive: Archive, name: str, cuts: Sequence[int]) -> list[Lines]:
    """The ranges of a file between those lines. A file that is too short gives empty ones at its end."""
    size, ends, lines, at = archive.parts[name].size, list[int](), 0, 0
    for chunk in archive.chunks(name) if cuts else ():
        place, known = 0, chunk.count(b"\n")
        while len(ends) < len(cuts) and lines + known >= cuts[len(ends)]:
            while lines < cuts[len(ends)]:
                place, lines, known = chunk.index(b"\n", place) + 1, lines + 1, known - 1
            ends.append(at + place)
        lines, at = lines + known, at + len(chunk)
    ends += [size] * (len(cuts) - len(ends))
    edges = [0, *ends, size]
    befores = [0, *cuts]
    return [Lines(edges[i], edges[i + 1], befores[i]) for i in range(len(befores))]
