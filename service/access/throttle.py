"""How often somebody may fail to sign in, so that no password is found by trying, and nobody is locked out by
a stranger.

Failures count by address, by address and account, and by account from everywhere. A device from which an
account was signed in to before is known by a cookie of its own, and counts by itself: what strangers do to
the account does not concern it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from service.access.secrets_given import digest, keyed, new_secret
from service.limiting.addresses import address_key
from service.limiting.limiter import Limiter, TooOften


@dataclass(frozen=True)
class Attempt:
    """One attempt: as which account (its e-mail address, folded), from where, and with which device's
    cookie.
    """

    email: str
    address: str
    device: str | None


class Throttle:
    """Counts failures in a limiter; `secret` keys what they are counted under."""

    def __init__(self, limiter: Limiter, secret: bytes) -> None:
        self._limiter, self._secret = limiter, secret

    def admit(self, attempt: Attempt) -> None:
        """Raises TooOften where an attempt is not looked at any more. Only failures count: an office whose
        people sign in from one address in the morning is not one that tries passwords. Of attempts at once,
        as many may slip through as are looked at together.
        """
        for name, key in self._counted(attempt):
            self._limiter.look(name, key)

    def failed(self, attempt: Attempt) -> None:
        """Count a failure."""
        for name, key in self._counted(attempt):
            with suppress(TooOften):
                self._limiter.take(name, key)

    def succeeded(self, attempt: Attempt) -> None:
        """Forget the failures of whoever signed in after all; other accounts' from the same address stay."""
        for name, key in self._counted(attempt):
            if name != "failed_sign_ins_by_address":
                self._limiter.forget(name, key)

    def admit_from(self, address: str) -> None:
        """Raises TooOften where no attempt from an address is looked at any more, whoever it is of."""
        self._limiter.look("failed_sign_ins_by_address", address_key(self._secret, address))

    def failed_from(self, address: str) -> None:
        """Count a failure of nobody known."""
        with suppress(TooOften):
            self._limiter.take("failed_sign_ins_by_address", address_key(self._secret, address))

    def new_device(self, email: str) -> str:
        """The cookie by which this device will be known to have been signed in from."""
        nonce = new_secret()
        return f"{nonce}.{self._mark(email, nonce)}"

    def knows(self, attempt: Attempt) -> bool:
        """Whether the account was signed in to from this device before."""
        nonce, _, mark = (attempt.device or "").partition(".")
        return bool(mark) and digest(mark) == digest(self._mark(attempt.email, nonce))

    def _mark(self, email: str, nonce: str) -> str:
        return keyed(self._secret, "device", f"{email}\0{nonce}").hex()

    def _counted(self, attempt: Attempt) -> Iterator[tuple[str, str]]:
        account = keyed(self._secret, "failed sign-ins", attempt.email).hex()
        if self.knows(attempt):
            yield "failed_sign_ins_by_device", digest(attempt.device or "").hex()
            return
        address = address_key(self._secret, attempt.address)
        yield "failed_sign_ins_by_address", address
        yield "failed_sign_ins_by_address_and_account", f"{address}/{account}"
        yield "failed_sign_ins_by_account", account
