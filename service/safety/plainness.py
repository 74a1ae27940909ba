"""Whether a key looks typed rather than drawn at random."""

from __future__ import annotations

from itertools import pairwise

MOST_WANTED = 16
"""Different bytes that are asked of a key of 32 bytes or more; of a shorter one half as many as it has."""


def too_plain(key: bytes) -> bool:
    """Whether a key has few different bytes, or few different steps from one byte to the next: zeros, one
    word again and again, digits in their order.

    Of 32 random bytes about 30 are different, and fewer than 16 once in 10^16 keys; of 16 random bytes fewer
    than 8 once in 10^12 (their steps, one fewer: 10^10). So no key that was drawn is refused. What passes is
    not proved to be random: nobody can tell that of a key.
    """
    wanted = min(len(key) // 2, MOST_WANTED)
    steps = {(later - earlier) % 256 for earlier, later in pairwise(key)}
    return min(len(set(key)), len(steps)) < wanted
