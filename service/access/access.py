"""All that one process needs to know who may do what."""

from __future__ import annotations

from datetime import UTC, datetime

from service.access.accounts import Account, Accounts, folded_email
from service.access.callers import Callers
from service.access.grants import Grants
from service.access.journal import Journal
from service.access.provider_accounts import ProviderAccounts
from service.access.session_times import SessionTimes
from service.access.sessions import Sessions
from service.access.throttle import Attempt, Throttle
from service.access.tokens import Tokens
from service.limiting.limiter import Limiter
from service.limiting.windows import WindowStorage
from service.store.log import Log


class Access:
    """Accounts and what belongs to them, of one log. `secret` is the service's key."""

    def __init__(self, log: Log, *, secret: bytes, times: SessionTimes = SessionTimes()) -> None:
        self.log, self.secret = log, secret
        self._windows = WindowStorage(log.ask)
        self.limiter = Limiter(self._windows)
        self.throttle = Throttle(self.limiter, secret)
        self.journal = Journal(log.ask)
        self.accounts = Accounts(log.ask, log.vault, secret)
        self.provided = ProviderAccounts(log.ask, self.accounts, secret)
        self.grants, self.tokens = Grants(log.ask), Tokens(log.ask)
        self.sessions = Sessions(log.ask, log.vault, secret, times)
        self.callers = Callers(log.conninfo, times.idle)

    def signed_in(self, attempt: Attempt, password: str) -> Account | None:
        """The account of whoever says this e-mail address and password; None where they do not fit. An
        failure counts, and is noted. Raises TooOften.
        """
        self.throttle.admit(attempt)
        found, right = self.accounts.check(attempt.email, password)
        if found is None or not right:
            self.throttle.failed(attempt)
            self.sessions.failed(found.account_ref if found else None, attempt.address)
            return None
        self.throttle.succeeded(attempt)
        return found

    def provider_failed(self, address: str) -> None:
        """Count and note that somebody came back from the provider, and was let in by no account."""
        self.throttle.failed_from(address)
        self.sessions.failed(None, address)

    def sweep(self) -> None:
        """Delete what is over: sessions, links, windows of limits, and addresses kept for long enough."""
        self._windows.sweep()
        self.sessions.sweep(datetime.now(UTC))

    @staticmethod
    def attempt(email: str, address: str, device: str | None) -> Attempt:
        """An attempt to sign in, its e-mail address in the form that it is compared in."""
        return Attempt(folded_email(email), address, device)
