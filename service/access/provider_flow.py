"""A sign-in that is under way at the provider, in a cookie of the browser that began it.

It lies encrypted in the cookie, not in a table: what strangers begin and leave takes no room with us, and a
begun sign-in belongs to the one browser that can show it. That it is used once is counted beside, in the
windows of limits (`used_provider_flows`).
"""

from __future__ import annotations

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.access.secrets_given import digest, keyed
from service.limiting.limiter import Limiter, TooOften

LASTS = 600
"""Seconds in which a sign-in has to come back from the provider."""
_NONCE = 12
_PURPOSE = b"infitah provider flow 1"


class Flow(NamedTuple):
    """What the browser comes back with is checked against this; `next` is where it goes then."""

    state: str
    nonce: str
    verifier: str
    next: str

    def answers(self, state: str) -> bool:
        """Whether a return belongs to this sign-in, in a time that does not depend on how much of it fits."""
        return compare_digest(self.state.encode(), state.encode())


class Flows:
    """Encrypts flows (AES-256-GCM) under a key that follows from the service's, and counts their uses."""

    def __init__(self, secret: bytes, limiter: Limiter) -> None:
        self._cipher, self._limiter = AESGCM(keyed(secret, "provider flow", "key")), limiter

    def sealed(self, flow: Flow) -> str:
        """The cookie of a flow that begins now."""
        nonce, until = secrets.token_bytes(_NONCE), int(time.time()) + LASTS
        plain = json.dumps([until, *flow]).encode()
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain, _PURPOSE)).decode()

    def opened(self, cookie: str) -> Flow | None:
        """The flow of a cookie; None for one that is over, or is none of ours."""
        try:
            given = urlsafe_b64decode(cookie.encode("ascii"))
            plain = self._cipher.decrypt(given[:_NONCE], given[_NONCE:], _PURPOSE)
        except (InvalidTag, ValueError):
            return None
        until, *flow = json.loads(plain)
        return Flow(*flow) if time.time() < until else None

    def use(self, flow: Flow) -> bool:
        """Use a flow; False where it was used before, in any process."""
        try:
            self._limiter.take("used_provider_flows", digest(flow.state).hex())
        except TooOften:
            return False
        return True
