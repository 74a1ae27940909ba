"""Passwords: argon2id with the parameters that argon2-cffi recommends (RFC 9106, second choice)."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 256
"""Characters of a password. Length is what counts; nothing is asked of its composition (NIST SP 800-63B)."""
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """The hash to keep, with its parameters and salt."""
    return _HASHER.hash(_folded(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password of a hash. Without one, the same work is done and the answer is no: how
    long it takes says nothing of who has an account.
    """
    nobodys = _nobody()  # made by whoever comes first, whether there is an account or not
    try:
        _HASHER.verify(kept or nobodys, _folded(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than are used now."""
    return _HASHER.check_needs_rehash(kept)


def _folded(password: str) -> str:
    """One form for letters that can be typed in two (NFKC, as RFC 8265 does)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
