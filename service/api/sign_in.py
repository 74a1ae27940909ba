"""Signing in and out over HTTP, and passwords."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from service.access.access import Access
from service.access.accounts import PasswordIsEmail, folded_email
from service.access.callers import Caller
from service.api.authentication import (
    CHALLENGE,
    DEVICE,
    DEVICE_LASTS,
    SESSION,
    cookie_name,
    drop_cookie,
    set_cookie,
)
from service.api.command_table import PREFIX
from service.api.credentials import Credentials, PasswordChange, PasswordReset, read_secret
from service.api.guarding import caller_of
from service.api.named_route import NamedRoute
from service.api.outcomes import as_problems
from service.api.problems import Problem, field_error
from service.api.session_told import told
from service.handling.handler import CommandHandler

T = TypeVar("T")
AT_ONCE = 4
"""Passwords that are looked at at a time: each takes 64 MiB of memory."""
WAITING = 64
"""Sign-ins that may wait for their turn; more are told to come again."""
NO_STORE = {"Cache-Control": "no-store"}


class SignIn:
    """Takes sign-ins from requests to the accounts of one log."""

    def __init__(self, access: Access, handler: CommandHandler, *, illustrative: bool) -> None:
        self._access, self._handler, self._illustrative = access, handler, illustrative
        self._limiter: CapacityLimiter | None = None

    def routes(self) -> list[NamedRoute]:
        """The routes; who may ask which is in the permission table."""
        return [
            NamedRoute(f"{PREFIX}/session", self.sign_in, methods=["POST"]),
            NamedRoute(f"{PREFIX}/session", self.tell, methods=["GET"]),
            NamedRoute(f"{PREFIX}/session", self.sign_out, methods=["DELETE"]),
            NamedRoute(f"{PREFIX}/sessions", self.sign_out_everywhere, methods=["DELETE"]),
            NamedRoute(f"{PREFIX}/password", self.change_password, methods=["PUT"]),
            NamedRoute(f"{PREFIX}/password-resets", self.reset_password, methods=["POST"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Begin a session. The answer to an unknown account, a closed one and a wrong password is one."""
        given = await read_secret(request, Credentials)
        attempt = self._access.attempt(
            given.email, address(request), request.cookies.get(cookie_name(request, DEVICE))
        )
        account = await self.slowly(partial(self._access.signed_in, attempt, given.password))
        if account is None:
            raise Problem(401, "wrong_credentials", headers=CHALLENGE)
        return await self.begin(request, account.account_ref, device=attempt.email)

    async def begin(
        self, request: Request, account: str, *, device: str | None = None, to: str | None = None, **more: Any
    ) -> Response:
        """Begin a session of an account, in the place of the one that the request came with. The answer says
        who that is, or leads `to` a place on this host.
        """
        before = request.cookies.get(cookie_name(request, SESSION))
        begin = partial(self._access.sessions.begin, account, address(request), before=before, **more)
        secret = await self.slowly(begin)
        caller = await self._access.callers.by_session(secret) if secret else None
        if secret is None or caller is None:
            raise Problem(401, "wrong_credentials", headers=CHALLENGE)
        if to is None:
            response: Response = await self._told(caller)
        else:
            response = RedirectResponse(to, status_code=303, headers=NO_STORE)
        set_cookie(request, response, SESSION, secret, lasts=None)
        if device is not None:
            known = self._access.throttle.new_device(device)
            set_cookie(request, response, DEVICE, known, lasts=DEVICE_LASTS)
        return response

    async def tell(self, request: Request) -> Response:
        """Who is signed in, with what grants, and the token that its pages send back."""
        return await self._told(caller_of(request))

    async def sign_out(self, request: Request) -> Response:
        """End this session. A token is revoked, not signed out: it stays."""
        caller = caller_of(request)
        if caller.session is not None:
            await self.slowly(partial(self._access.sessions.end, caller.session))
        return self._gone(request)

    async def sign_out_everywhere(self, request: Request) -> Response:
        """End every session of the account."""
        await self.slowly(partial(self._access.sessions.end_all, caller_of(request).account_ref))
        return self._gone(request)

    async def change_password(self, request: Request) -> Response:
        """Set a new password, and end all other sessions."""
        caller, given = caller_of(request), await read_secret(request, PasswordChange)
        if not await self.slowly(partial(self._change, caller, given, address(request))):
            raise Problem(403, "wrong_password")
        return Response(status_code=204, headers=NO_STORE)

    async def reset_password(self, request: Request) -> Response:
        """Set a password by a one-time link. Whoever has one is known from then on as who signed in before:
        strangers who fail as them do not keep them out.
        """
        given = await read_secret(request, PasswordReset)
        account = await self.slowly(partial(self._access.accounts.use_link, given.link, given.new))
        if account is None:
            raise Problem(403, "link_over")
        response = Response(status_code=204, headers=NO_STORE)
        email = await self.slowly(partial(self._access.accounts.email, account))
        if email is not None:
            known = self._access.throttle.new_device(folded_email(email))
            set_cookie(request, response, DEVICE, known, lasts=DEVICE_LASTS)
        return response

    def _change(self, caller: Caller, given: PasswordChange, at: str) -> bool:
        """Whether it was changed. Whoever has a session only may not find the password by trying."""
        attempt = self._access.attempt(caller.account_ref, at, None)
        self._access.throttle.admit(attempt)
        accounts = self._access.accounts
        if not accounts.has_password(caller.account_ref, given.current):
            self._access.throttle.failed(attempt)
            return False
        self._access.throttle.succeeded(attempt)
        return accounts.set_password(
            caller.account_ref, given.new, by=caller.account_ref, kept=caller.session
        )

    async def _told(self, caller: Caller) -> JSONResponse:
        found = await self.slowly(partial(told, self._access, self._handler, caller))
        if self._illustrative:
            found["illustrative"] = True
        return JSONResponse(found, headers=NO_STORE)

    def _gone(self, request: Request) -> Response:
        response = Response(status_code=204, headers=NO_STORE)
        drop_cookie(request, response, SESSION)
        return response

    async def slowly(self, work: Callable[[], T]) -> T:
        """Do in a thread what waits for the database or hashes a password. Raises Problem 429, 503."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)
        if self._limiter.statistics().tasks_waiting >= WAITING:
            raise Problem(503, "unavailable", headers={"Retry-After": "5"})
        with as_problems():
            try:
                return await to_thread.run_sync(work, limiter=self._limiter)
            except PasswordIsEmail:
                raise Problem(422, "invalid", errors=[field_error("new", "password_is_email")]) from None


def address(request: Request) -> str:
    """Where a request comes from, as far as the proxies that are trusted say."""
    return request.client.host if request.client else "unknown"
