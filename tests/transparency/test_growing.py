"""A tree grows by pieces of any length into the same tiles and roots."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.transparency.growing import Edge, Frontier, Tiles, edge_tiles, nodes_of, root_at, tiles_for
from projections.transparency.merkle import Tree, inclusion_proof, leaf_hash
from projections.transparency.tiles import WIDTH, width_at

LEAVES = [leaf_hash(str(index).encode()) for index in range(70_000)]


def grown(steps: list[int]) -> tuple[Tiles, int]:
    tiles: Tiles = {}
    size = 0
    for step in steps:
        edge = Edge(size, {name: tiles.get(name, b"") for name in edge_tiles(size)})
        for name, hashes in edge.append(LEAVES[size : size + step]).items():
            assert hashes.startswith(tiles.get(name, b"")), "a tile only grows"
            tiles[name] = hashes
        size += step
        assert edge.size == size
    return tiles, size


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 100, 255, 256, 257, 1000]), max_size=12))
def test_pieces_of_any_length_give_the_tiles_of_the_tree(steps: list[int]) -> None:
    tiles, size = grown(steps)

    tree = Tree()
    for leaf in LEAVES[:size]:
        tree.append(leaf)
    for (level, number), hashes in tiles.items():
        width = width_at(level, number, size)
        wanted = [tree.node(8 * level, WIDTH * number + place) for place in range(width)]
        assert hashes == b"".join(wanted)
    assert root_at(size)(nodes_of(tiles)) == tree.root()


def test_a_tree_of_three_levels_has_the_tiles_of_the_example_in_the_specification() -> None:
    tiles, size = grown([70_000])

    assert {level: sum(1 for found, _ in tiles if found == level) for level in (0, 1, 2)} == {
        0: 274,
        1: 2,
        2: 1,
    }
    frontier = Frontier()
    for leaf in LEAVES:
        frontier.append(leaf)
    assert root_at(size)(nodes_of(tiles)) == frontier.root()


def test_a_proof_tells_which_tiles_it_needs() -> None:
    tiles, size = grown([70_000])
    wanted = tiles_for(lambda nodes: inclusion_proof(12_345, size, nodes))

    assert len(wanted) <= 6
    few = nodes_of({name: tiles[name] for name in wanted})
    assert inclusion_proof(12_345, size, few) == inclusion_proof(12_345, size, nodes_of(tiles))


def test_a_frontier_has_the_root_of_every_size() -> None:
    frontier, tree = Frontier(), Tree()
    assert frontier.root() == tree.root()

    for leaf in LEAVES[:600]:
        frontier.append(leaf)
        tree.append(leaf)
        assert frontier.root() == tree.root()
