"""Replaying a bundle: in shares side by side where it is large, and the outcome put together."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from multiprocessing.connection import Connection

from projections.bundles.archive import Archive
from projections.bundles.documents import Documents
from projections.bundles.failures import Broken, Finding
from projections.bundles.leaves import Leaves
from projections.bundles.manifest import DOCUMENTS, EVENTS, STREAMS, Manifest
from projections.bundles.replay import Outcome, Replay
from projections.bundles.shares import MOST_LINE, shares

Progress = Callable[[int, int | None], None]
CHECKS = ("inclusion", "streams", "replay", "documents")
LARGE = 20_000
"""Events from which several processes are faster than one."""
MOST_WORKERS = 8


def replay(
    archive: Archive, manifest: Manifest, leaves: Leaves, progress: Progress, workers: int | None
) -> list[Finding]:
    """The outcome of each check. Where the events cannot be read on, only what failed until there."""
    rows = manifest.files[EVENTS].rows
    if workers is None:
        workers = min(MOST_WORKERS, os.cpu_count() or 1) if rows >= LARGE else 1
    if not archive.shared:
        workers = 1
    cut = shares(archive, rows, workers)
    replays = [Replay(archive, manifest, leaves, share, lambda _done: None) for share in cut[1:]]
    first = Replay(archive, manifest, leaves, cut[0], lambda done: progress(done * len(cut), rows))
    return _together(archive, manifest, _side_by_side(first, replays))


def _side_by_side(first: Replay, others: Sequence[Replay]) -> list[Outcome]:
    """One share in this process, each other one in a child of its own, with the same file open."""
    if not others:
        return [first.run()]
    context = multiprocessing.get_context("fork")
    children = []
    for each in others:
        answer, told = context.Pipe(duplex=False)
        child = context.Process(target=_tell, args=(each, told), daemon=True)
        child.start()
        told.close()
        children.append((child, answer, each))
    outcomes = [first.run()]
    for child, answer, each in children:
        try:
            outcomes.append(answer.recv())
        except EOFError:  # the child was killed, for want of memory perhaps: do its share here
            outcomes.append(each.run())
        child.join()
    return outcomes


def _tell(replay: Replay, told: Connection) -> None:
    told.send(replay.run())
    told.close()


def _together(archive: Archive, manifest: Manifest, outcomes: Sequence[Outcome]) -> list[Finding]:
    failed: dict[str, Finding] = {}
    for outcome in reversed(outcomes):  # the earliest share's failures are told
        failed |= outcome.failed
    documents = Documents()
    for outcome in outcomes:
        documents.merge(outcome.documents)
    whole = all(outcome.whole for outcome in outcomes)
    if whole:
        of_all = (_ordered(outcomes), _own(archive, manifest), _cited(archive, documents))
        failed = {broken.check: Finding.of(broken) for broken in of_all if broken} | failed
    streams = sum(outcome.streams for outcome in outcomes)
    events = sum(outcome.events for outcome in outcomes)
    numbers = zip(CHECKS, (events, streams, streams, manifest.files[DOCUMENTS].rows), strict=True)
    held = {check: Finding(check, True, number=number) for check, number in numbers if whole}
    found = held | failed
    return [found[check] for check in (*CHECKS, "layout") if check in found]


def _ordered(outcomes: Sequence[Outcome]) -> Broken | None:
    for before, after in pairwise(outcome.heads for outcome in outcomes if outcome.streams):
        if after[0] <= before[1]:
            return Broken("streams", STREAMS, expected=f"> {before[1]}", found=after[0])
    return None


def _own(archive: Archive, manifest: Manifest) -> Broken | None:
    """The programme's own stream is among those of its bundle."""
    own = f"programme:{manifest.programme} ".encode()
    if any(line.startswith(own) for line in archive.lines(STREAMS, MOST_LINE)):
        return None
    return Broken("streams", STREAMS, expected=own.decode().strip(), found="-")


def _cited(archive: Archive, documents: Documents) -> Broken | None:
    """The documents told of are those that the events cite."""
    try:
        given, named = archive.lines(DOCUMENTS, MOST_LINE), documents.lines()
        for number, (found, expected) in enumerate(zip_longest(given, named), 1):
            wanted = expected[:-1] if expected else b"-"
            if found != wanted:
                place, shown = f"{DOCUMENTS}, {number}", (found or b"-").decode("utf-8", "replace")
                return Broken("documents", place, expected=wanted.decode(), found=shown[:200])
    except Broken as broken:
        return broken
    return None
