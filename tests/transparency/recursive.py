"""RFC 6962, section 2.1, as it is written there: plain recursion over lists of data, nothing clever."""

from __future__ import annotations

from functools import cache
from hashlib import sha256


def entry(index: int) -> bytes:
    return f"entry {index}".encode() * (index % 5)


def k(n: int) -> int:
    """The largest power of two smaller than n."""
    found = 1
    while found * 2 < n:
        found *= 2
    return found


@cache
def mth(start: int, end: int) -> bytes:
    """MTH(D[start:end])."""
    n = end - start
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + entry(start)).digest()
    return sha256(b"\x01" + mth(start, start + k(n)) + mth(start + k(n), end)).digest()


def path(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end]), section 2.1.1."""
    n = end - start
    if n == 1:
        return []
    if m < k(n):
        return [*path(m, start, start + k(n)), mth(start + k(n), end)]
    return [*path(m - k(n), start + k(n), end), mth(start, start + k(n))]


def proof(m: int, start: int, end: int) -> list[bytes]:
    """PROOF(m, D[start:end]), section 2.1.2."""
    return subproof(m, start, end, True)


def subproof(m: int, start: int, end: int, whole: bool) -> list[bytes]:
    n = end - start
    if m == n:
        return [] if whole else [mth(start, end)]
    if m <= k(n):
        return [*subproof(m, start, start + k(n), whole), mth(start + k(n), end)]
    return [*subproof(m - k(n), start + k(n), end, False), mth(start, start + k(n))]
