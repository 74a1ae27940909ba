"""Somebody makes a bundle of other events: the operator with the log's key, or a stranger with another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.kernel.stored import decode
from projections.bundles.writing import Stored
from service.cli.findings import Verdict, verdict
from tests.bundles.conftest import Example
from tests.bundles.making import ORIGIN, Kept, bundled, failures, new_signer, verified

Change = Callable[[list[Stored]], list[Stored]]


def _index(events: list[Stored], version: int) -> int:
    """Where some stream's event of that version is, in a stream that goes on after it."""
    read = [decode(body) for _, body in events]
    return next(
        index
        for index, event in enumerate(read[:-1])
        if event.version == version and read[index + 1].stream == event.stream
    )


def drop_the_first(events: list[Stored]) -> list[Stored]:
    index = _index(events, 1)
    return events[:index] + events[index + 1 :]


def drop_one_between(events: list[Stored]) -> list[Stored]:
    index = _index(events, 2)
    return events[:index] + events[index + 1 :]


def duplicate(events: list[Stored]) -> list[Stored]:
    index = _index(events, 2)
    return [*events[: index + 1], *events[index:]]


def reorder(events: list[Stored]) -> list[Stored]:
    index = _index(events, 2)
    return [*events[:index], events[index + 1], events[index], *events[index + 2 :]]


def exchange_positions(events: list[Stored]) -> list[Stored]:
    (one, first), (other, second) = events[:2]
    return [(other, first), (one, second), *events[2:]]


def alter(events: list[Stored]) -> list[Stored]:
    position, body = events[3]
    changed = body.replace(b"2025", b"2024", 1)
    assert changed != body
    return [*events[:3], (position, changed), *events[4:]]


def slip_in(events: list[Stored]) -> list[Stored]:
    position, body = events[-1]
    event = decode(body)
    more = body.replace(f'"version":{event.version}'.encode(), f'"version":{event.version + 1}'.encode())
    return [*events, (position, more)]


def beyond_the_log(events: list[Stored]) -> list[Stored]:
    return [*events[:-1], (10**9, events[-1][1])]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (drop_the_first, "streams"),
        (drop_one_between, "streams"),
        (duplicate, "streams"),
        (reorder, "streams"),
        (exchange_positions, "inclusion"),
        (alter, "inclusion"),
        (slip_in, "inclusion"),
        (beyond_the_log, "inclusion"),
    ],
)
def test_even_the_operator_s_own_key_does_not_hide_it(example: Example, change: Change, found: str) -> None:
    tampered = bundled(example.kept, example.programme, change(example.events))

    findings = verified(tampered, example.kept.signer)

    assert found in failures(findings)
    assert verdict(findings) is Verdict.BROKEN


def test_a_stream_cut_short_needs_another_signature(example: Example) -> None:
    """Without its last event a stream is whole at a lower head; but that head is signed for."""
    forger = Kept(example.kept.bodies, new_signer())
    last = max(
        index
        for index, (_, body) in enumerate(example.events)
        if decode(body).stream == f"programme:{example.programme}"
    )
    cut = example.events[:last] + example.events[last + 1 :]

    forged = bundled(forger, example.programme, cut)

    assert failures(verified(forged, example.kept.signer)).keys() == {"signatures"}
    assert verdict(verified(forged)) is Verdict.UNAUTHENTICATED


def test_another_key_of_the_same_name_is_another_key(example: Example) -> None:
    forger = Kept(example.kept.bodies, new_signer(ORIGIN))

    forged = bundled(forger, example.programme, example.events)

    assert failures(verified(forged, example.kept.signer)).keys() == {"signatures"}


def test_a_key_of_another_log_signs_nothing_here(example: Example) -> None:
    found = failures(verified(example.bundle, new_signer("another.log")))

    assert found.keys() == {"signatures"}
    assert found["signatures"].expected.startswith("another.log+")


def test_a_log_written_anew_does_not_continue_the_checkpoint_that_was_kept(example: Example) -> None:
    """The operator rewrites history and signs it all anew with the right key."""
    older = example.kept.checkpoint(500)
    position, body = example.events[3]
    bodies = list(example.kept.bodies)
    rewritten = body.replace(b"2025", b"2024", 1)
    bodies[position - 1] = rewritten
    kept = Kept(bodies, example.kept.signer)
    events = [(position, rewritten) if given == position else (given, was) for given, was in example.events]

    forged = bundled(kept, example.programme, events)

    assert failures(verified(forged, example.kept.signer)) == {}
    assert position <= 500
    assert failures(verified(forged, example.kept.signer, older=older)).keys() == {"older"}


def test_a_checkpoint_of_a_longer_log_or_of_another_one_is_not_continued(example: Example) -> None:
    longer = Kept([*example.kept.bodies, b"{}"], example.kept.signer).checkpoint()
    elsewhere = Kept(example.kept.bodies, new_signer("other"), "other").checkpoint(10)
    unsigned = Kept(example.kept.bodies, new_signer()).checkpoint(10)

    for older in (longer, elsewhere, unsigned, b"", b"nonsense\n", b"\xff" * 40):
        found = failures(verified(example.bundle, example.kept.signer, older=older))

        assert found.keys() == {"older"}, older[:20]


def test_a_manifest_of_another_programme_is_refused(example: Example) -> None:
    other = bundled(example.kept, "another-programme", example.events)

    assert failures(verified(other, example.kept.signer)).keys() == {"streams"}
