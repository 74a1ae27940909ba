"""Checking proofs, as RFC 9162 says in 2.1.3.2 (inclusion) and 2.1.4.2 (consistency)."""

from __future__ import annotations

from collections.abc import Sequence

from projections.transparency.hashing import EMPTY, HASH, BadProof, node_hash


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf is at `index` of the tree of `size` leaves with this root. Raises BadProof."""
    if not 0 <= index < size:
        raise BadProof(f"expected an index below the tree size {size}, found {index}")
    _check_hashes([leaf_hash, root, *proof])
    place, last, found = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise BadProof(f"expected fewer hashes for leaf {index} of {size}, found {len(proof)}")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BadProof(f"expected more hashes for leaf {index} of {size}, found {len(proof)}")
    if found != root:
        raise BadProof(f"expected the root {root.hex()}, found {found.hex()} from leaf {index} of {size}")


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `new_size` begins with the tree of `old_size`. Raises BadProof."""
    if not 0 <= old_size <= new_size:
        raise BadProof(f"expected an old size of at most {new_size}, found {old_size}")
    _check_hashes([old_root, new_root, *proof])
    if old_size in (0, new_size):
        if proof:
            raise BadProof(f"expected no hashes from {old_size} to {new_size}, found {len(proof)}")
        if old_root != (new_root if old_size == new_size else EMPTY):
            raise BadProof(f"expected another root for size {old_size}, found {old_root.hex()}")
        return
    found_old, found_new = _roots(old_size, new_size, old_root, proof)
    if found_old != old_root:
        raise BadProof(f"expected the old root {old_root.hex()}, found {found_old.hex()}")
    if found_new != new_root:
        raise BadProof(f"expected the new root {new_root.hex()}, found {found_new.hex()}")


def _roots(old_size: int, new_size: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots as a consistency proof gives them. Raises BadProof for too many or too few hashes."""
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    hashes = list(proof) if place else [old_root, *proof]
    if not hashes:
        raise BadProof(f"expected hashes from {old_size} to {new_size}, found none")
    found_old = found_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise BadProof(f"expected fewer hashes from {old_size} to {new_size}, found {len(proof)}")
        if place & 1 or place == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BadProof(f"expected more hashes from {old_size} to {new_size}, found {len(proof)}")
    return found_old, found_new


def _check_hashes(hashes: Sequence[bytes]) -> None:
    for found in hashes:
        if len(found) != HASH:
            raise BadProof(f"expected hashes of {HASH} bytes, found one of {len(found)}")
