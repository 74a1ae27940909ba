"""Secrets that are given out once and kept as digests, and digests of what only its owner should know."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import uuid4

RANDOM = 32
"""Bytes of a secret: nobody finds one by trying."""


def new_secret(prefix: str = "") -> str:
    """A secret for a session, a token or a link, in letters that fit a header and a URL's fragment."""
    return prefix + secrets.token_urlsafe(RANDOM)


def digest(secret: str) -> bytes:
    """What is kept of a random secret. Its 256 bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def keyed(secret: bytes, label: str, value: str) -> bytes:
    """The digest of something that could be guessed, under the service's key; `label` keeps uses apart."""
    return hmac.new(secret, f"{label}\0{value}".encode(), hashlib.sha256).digest()


def new_ref(kind: str) -> str:
    """A random reference: `account-…`, `grant-…`."""
    return f"{kind}-{uuid4()}"
