"""A large bundle is replayed in shares, side by side; the outcome is the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

import pytest

from projections.bundles.failures import Finding
from projections.bundles.manifest import EVENTS, POSITIONS, STREAMS
from projections.bundles.shares import shares
from projections.bundles.verification import verify_bundle
from tests.bundles import test_tampering as tampering
from tests.bundles.conftest import Example
from tests.bundles.making import bundled, opened

WORKERS = (1, 2, 3, 7, 200)


def shared(path: Path, bundle: bytes, example: Example, workers: int) -> list[Finding]:
    path.write_bytes(bundle)
    with path.open("rb") as file:
        return verify_bundle(file, [example.kept.signer.verifier], None, workers=workers).findings


@pytest.mark.parametrize("wanted", WORKERS)
def test_shares_are_the_whole_of_each_file_cut_between_streams(example: Example, wanted: int) -> None:
    archive = opened(example.bundle)

    cut = shares(archive, len(example.events), wanted)

    assert (len(cut) > 1) is (wanted > 1)
    for name, ranges in zip((EVENTS, POSITIONS, STREAMS), zip(*cut, strict=True), strict=True):
        lines = [line for one in ranges for line in archive.lines(name, 60_000, one.start, one.end)]
        assert lines == list(archive.lines(name, 60_000))
        assert [one.before for one in ranges] == [
            len(list(archive.lines(name, 60_000, 0, one.start))) for one in ranges
        ]


@pytest.mark.parametrize("workers", WORKERS)
def test_the_same_holds_with_any_number_of_workers(example: Example, tmp_path: Path, workers: int) -> None:
    one = shared(tmp_path / "bundle", example.bundle, example, 1)

    assert all(found.held for found in one)
    assert shared(tmp_path / "bundle", example.bundle, example, workers) == one


@pytest.mark.parametrize(
    "change",
    [
        tampering.drop_the_first,
        tampering.drop_one_between,
        tampering.duplicate,
        tampering.reorder,
        tampering.exchange_positions,
        tampering.alter,
        tampering.slip_in,
        tampering.beyond_the_log,
    ],
)
def test_what_does_not_hold_for_one_holds_for_no_number(
    example: Example, tmp_path: Path, change: Callable
) -> None:
    tampered = bundled(example.kept, example.programme, change(example.events))

    for workers in WORKERS[1:4]:
        found = shared(tmp_path / "bundle", tampered, example, workers)
        assert any(one.held is False for one in found), workers


def test_streams_told_in_another_order_do_not_hold(example: Example, tmp_path: Path) -> None:
    """Each share would be in order; together they are not."""
    half = len(example.events) // 2
    turned = bundled(example.kept, example.programme, [*example.events[half:], *example.events[:half]])

    for workers in WORKERS[:4]:
        found = shared(tmp_path / "bundle", turned, example, workers)
        assert "streams" in {one.check for one in found if one.held is False}, workers


@pytest.mark.parametrize("name", [EVENTS, POSITIONS, STREAMS])
def test_a_changed_byte_is_found_by_several_workers_too(example: Example, tmp_path: Path, name: str) -> None:
    part, chance = opened(example.bundle).parts[name], SystemRandom()
    for _ in range(6):
        place = chance.randrange(part.start, part.start + part.size)
        changed = bytearray(example.bundle)
        changed[place] ^= chance.randrange(1, 256)

        found = shared(tmp_path / "bundle", bytes(changed), example, 3)

        assert any(one.held is False for one in found), place - part.start
