"""What an OpenID provider says, and why it may not be believed."""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """Who signed in at the provider: `subject` is the provider's own name for them, that never changes."""

    issuer: str
    subject: str
    email: str


class Begun(NamedTuple):
    """A sign-in that begins: where to send the browser, and what its return is checked against."""

    url: str
    state: str
    nonce: str
    verifier: str


class ProviderUnusable(Exception):
    """The provider does not answer, or not as OpenID Connect says. `reason` is one of ours, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotTrusted(Exception):
    """What came back proves nothing: the code was used or made up, or the token does not verify."""


class EmailUnverified(Exception):
    """The provider does not vouch for the e-mail address."""
