"""Roots and proofs, for every leaf and every size up to 300, against the recursive definition of RFC 6962."""

from __future__ import annotations

import pytest

from projections.transparency.merkle import (
    EMPTY,
    BadProof,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_hash,
    verify_consistency,
    verify_inclusion,
)
from projections.transparency.tiles import TileNodes, width_at
from tests.transparency.recursive import entry, mth, path, proof

MOST = 300
LEAVES = [leaf_hash(entry(index)) for index in range(MOST)]


@pytest.fixture(scope="module")
def tree() -> Tree:
    found = Tree()
    for leaf in LEAVES:
        found.append(leaf)
    return found


@pytest.fixture(scope="module")
def tiled(tree: Tree) -> TileNodes:
    def read(level: int, number: int) -> bytes:
        width = width_at(level, number, tree.size)
        return b"".join(tree.node(level * 8, number * 256 + i) for i in range(width))

    return TileNodes(read)


def test_the_root_of_every_size_is_as_defined(tree: Tree) -> None:
    for size in range(MOST + 1):
        assert tree.root(size) == mth(0, size) == root_hash(LEAVES[:size])


def test_the_inclusion_proof_of_every_leaf_in_every_size_is_as_defined_and_holds(tree: Tree) -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            made = inclusion_proof(index, size, tree.node)

            assert made == path(index, 0, size)
            verify_inclusion(LEAVES[index], index, size, made, mth(0, size))


def test_the_consistency_proof_of_every_pair_of_sizes_is_as_defined_and_holds(tree: Tree) -> None:
    for new in range(MOST + 1):
        for old in range(new + 1):
            made = consistency_proof(old, new, tree.node)

            assert made == (proof(old, 0, new) if old else [])
            verify_consistency(old, mth(0, old), new, mth(0, new), made)


def test_proofs_made_from_tiles_are_those_made_from_the_tree(tree: Tree, tiled: TileNodes) -> None:
    for size in (1, 2, 255, 256, 257, 300):
        for index in range(size):
            assert inclusion_proof(index, size, tiled) == inclusion_proof(index, size, tree.node)
        for old in range(size + 1):
            assert consistency_proof(old, size, tiled) == consistency_proof(old, size, tree.node)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 11, 64, 100, 257])
def test_an_inclusion_proof_with_anything_changed_is_refused(tree: Tree, size: int) -> None:
    root = tree.root(size)
    for index in range(size):
        made = inclusion_proof(index, size, tree.node)
        wrong = [
            (LEAVES[index], index, size, [*made, EMPTY], root),
            (LEAVES[index], index, size, made, EMPTY),
            (EMPTY, index, size, made, root),
            (LEAVES[index], size, size, made, root),
            (LEAVES[index], -1, size, made, root),
            (LEAVES[index], index, index, made, root),
            (LEAVES[index][:31], index, size, made, root),
            (LEAVES[index], index, size, [b"short", *made[1:]], root if made else b"short"),
        ]
        if made:
            wrong += [
                (LEAVES[index], index, size, made[:-1], root),
                (LEAVES[index], index, size, made[1:], root),
                (LEAVES[index], index ^ 1, size, made, root),
                (LEAVES[index], index, size, [EMPTY, *made[1:]], root),
            ]
        for given in wrong:
            with pytest.raises(BadProof, match="expected"):
                verify_inclusion(*given)


@pytest.mark.parametrize("new", [2, 3, 7, 8, 11, 64, 100, 257])
def test_a_consistency_proof_with_anything_changed_is_refused(tree: Tree, new: int) -> None:
    for old in range(1, new):
        made, before, after = consistency_proof(old, new, tree.node), tree.root(old), tree.root(new)
        wrong = [
            (old, before, new, made[:-1], after),
            (old, before, new, made[1:], after),
            (old, before, new, [*made, EMPTY], after),
            (old, before, new, [EMPTY, *made[1:]], after),
            (old, EMPTY, new, made, after),
            (old, before, new, made, EMPTY),
            (new, after, old, made, before),
            (old, before, new, [], after),
            (old, before[:31], new, made, after),
        ]
        for old_size, old_root, new_size, hashes, new_root in wrong:
            with pytest.raises(BadProof, match="expected"):
                verify_consistency(old_size, old_root, new_size, new_root, hashes)


def test_a_tree_is_consistent_with_itself_alone(tree: Tree) -> None:
    verify_consistency(9, tree.root(9), 9, tree.root(9), [])

    with pytest.raises(BadProof, match="another root"):
        verify_consistency(9, tree.root(9), 9, tree.root(8), [])
    with pytest.raises(BadProof, match="no hashes"):
        verify_consistency(9, tree.root(9), 9, tree.root(9), [EMPTY])
    with pytest.raises(BadProof, match="another root"):
        verify_consistency(0, tree.root(9), 9, tree.root(9), [])


def test_a_proof_of_what_the_tree_does_not_have_cannot_be_made(tree: Tree) -> None:
    with pytest.raises(ValueError, match="index below 9"):
        inclusion_proof(9, 9, tree.node)
    with pytest.raises(ValueError, match="at most 9"):
        consistency_proof(10, 9, tree.node)
    with pytest.raises(IndexError):
        tree.root(MOST + 1)
