"""One byte is changed: verifying finds it, wherever it lies."""

from __future__ import annotations

from random import Random, SystemRandom

import pytest

from projections.bundles.manifest import NAMES
from tests.bundles.conftest import Example
from tests.bundles.making import failures, opened, verified

PLACES = 40
SEED = SystemRandom().randrange(2**32)
"""Other places in every run; a failure names the place itself."""


def flipped(bundle: bytes, place: int, bits: int) -> bytes:
    return bundle[:place] + bytes([bundle[place] ^ bits]) + bundle[place + 1 :]


@pytest.mark.parametrize("name", NAMES)
def test_in_a_file(example: Example, name: str) -> None:
    part, chance = opened(example.bundle).parts[name], Random(f"{SEED} {name}")  # noqa: S311 - chance of a test, not a secret
    ends = {part.start, part.start + part.size - 1}
    for place in ends | {chance.randrange(part.start, part.start + part.size) for _ in range(PLACES)}:
        bits = chance.randrange(1, 256)

        found = failures(verified(flipped(example.bundle, place, bits), example.kept.signer))

        assert found, f"byte {place - part.start} of {name}, bits {bits:#x}"


def test_between_the_files(example: Example) -> None:
    chance, after = Random(SEED), 0  # noqa: S311 - chance of a test, not a secret
    outside: list[int] = []
    for part in opened(example.bundle).parts.values():
        outside += range(after, part.start)
        after = part.start + part.size
    outside += range(after, len(example.bundle))
    for place in outside:
        bits = chance.randrange(1, 256)

        found = failures(verified(flipped(example.bundle, place, bits), example.kept.signer))

        assert found, f"byte {place}, bits {bits:#x}"


def test_in_every_signature_and_checkpoint_even_of_the_right_length(example: Example) -> None:
    archive = opened(example.bundle)
    for name in ("manifest", "checkpoint"):
        part = archive.parts[name]
        for place in range(part.start + part.size - 120, part.start + part.size):
            found = failures(verified(flipped(example.bundle, place, 1), example.kept.signer))

            assert found, f"byte {place - part.start} of {name}"
