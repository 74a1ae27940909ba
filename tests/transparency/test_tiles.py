"""Paths of tiles, bundles of entries, and proofs as they leave the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.transparency import proofs
from projections.transparency.merkle import EMPTY, BadProof
from projections.transparency.tiles import (
    ENTRIES,
    BadTile,
    TileName,
    decode_entries,
    encode_entries,
    parse_tile_path,
    tile_path,
    width_at,
)

LEVELS = st.one_of(st.just(ENTRIES), st.integers(0, 63))
NOTE = b"origin\n1\nroot\n\nsignature\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tile/0/000", TileName(0, 0)),
        ("tile/0/x001/x234/067", TileName(0, 1234067)),
        ("tile/63/999.p/255", TileName(63, 999, 255)),
        ("tile/entries/x001/000.p/1", TileName(ENTRIES, 1000, 1)),
    ],
)
def test_a_path_names_a_tile(path: str, name: TileName) -> None:
    assert parse_tile_path(path) == name
    assert tile_path(*name) == path


@given(level=LEVELS, number=st.integers(0, 10**15), width=st.integers(1, 256))
def test_every_tile_comes_back_from_its_path(level: int, number: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, number, width)) == (level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/x1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000/",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/other/000",
        "/tile/0/000",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/" + "x001/" * 50 + "000",
    ],
)
def test_any_other_spelling_of_a_path_is_refused(path: str) -> None:
    with pytest.raises(BadTile, match="expected"):
        parse_tile_path(path)


def test_the_tiles_of_the_example_in_the_specification_have_their_widths() -> None:
    size = 70_000

    assert [width_at(0, number, size) for number in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [width_at(1, number, size) for number in (0, 1, 2)] == [256, 17, 0]
    assert [width_at(2, number, size) for number in (0, 1)] == [1, 0]
    assert width_at(ENTRIES, 273, size) == 112
    assert (width_at(0, 0, 256), width_at(1, 0, 256)) == (256, 1)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_come_back_from_their_bundle(entries: list[bytes]) -> None:
    assert decode_entries(encode_entries(entries)) == entries


def test_an_entry_is_at_most_what_its_length_can_say() -> None:
    assert decode_entries(encode_entries([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(BadTile, match="65536"):
        encode_entries([b"x" * 65_536])


def test_a_bundle_cut_short_is_refused() -> None:
    data = encode_entries([b"one", b"two"])

    for length in set(range(len(data))) - {0, 5}:
        with pytest.raises(BadTile, match="expected"):
            decode_entries(data[:length])


@given(
    index=st.integers(0, 2**63 - 1),
    hashes=st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    extra=st.none() | st.binary(max_size=40),
)
def test_a_proof_comes_back_as_it_was_written(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    found = proofs.parse(proofs.write(index, hashes, NOTE, extra))

    assert found == proofs.TlogProof(index, tuple(hashes), NOTE, extra)


GOOD = proofs.write(3, [EMPTY, EMPTY], NOTE).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        GOOD.replace("@v1", "@v2"),
        GOOD.replace("index 3", "index 03"),
        GOOD.replace("index 3", "index -3"),
        GOOD.replace("index 3\n", ""),
        GOOD.replace("index 3", "extra AA==\nextra AA==\nindex 3"),
        GOOD.replace("index 3", "extra A\nindex 3"),
        GOOD.replace("47DE", "47D"),
        GOOD.replace("47DE", "é7DE"),
        GOOD.split("\n\n", maxsplit=1)[0] + "\n\n",
        GOOD.split("\n\n", maxsplit=1)[0],
        proofs.write(3, [EMPTY] * 64, NOTE).decode(),
        "x" * 1_100_001,
    ],
)
def test_a_malformed_proof_is_refused(text: str) -> None:
    with pytest.raises(BadProof, match="expected"):
        proofs.parse(text.encode())
