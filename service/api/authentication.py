"""Who asks, by the session or the token that a request shows."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from typing import Literal

from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.values import Role
from service.access.access import Access
from service.access.callers import Caller, Grant
from service.api.problems import Problem, field_error

SESSION, DEVICE = "infitah_session", "infitah_device"
DEVICE_LASTS = 180 * 24 * 3600
"""Seconds for which a device is known to have been signed in from."""
ACTING_AS, CSRF = "Acting-As", "X-CSRF-Token"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="infitah"'}
READING = frozenset({"GET", "HEAD", "OPTIONS"})
Lifetime = Literal["session", "device"]


def cookie_name(request: Request, name: str) -> str:
    """The name of a cookie of ours. Over TLS its prefix has the browser refuse one that was set for other
    hosts or without TLS (RFC 6265bis).
    """
    return f"__Host-{name}" if request.url.scheme == "https" else name


def set_cookie(request: Request, response: Response, name: str, value: str, *, lasts: int | None) -> None:
    """Give a browser a cookie that no script reads and no other site's form sends. Without `lasts`, in
    seconds, it is gone with the browser.
    """
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=lasts,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Have a browser forget a cookie of ours."""
    response.delete_cookie(cookie_name(request, name), path="/", httponly=True, samesite="lax")


async def find_caller(access: Access, request: Request) -> Caller | None:
    """The caller, or None where nothing was shown. One query. Raises Problem 401 where what was shown holds
    no more, 403 where a session's request lacks the page's token, 503.
    """
    given = request.headers.get("authorization")
    try:
        if given is not None:
            caller = await access.callers.by_token(_bearer(given))
        elif (session := request.cookies.get(cookie_name(request, SESSION))) is not None:
            caller = await access.callers.by_session(session)
        else:
            return None
    except (OperationalError, PoolTimeout):
        raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None
    if caller is None:
        raise Problem(401, "not_signed_in", headers=CHALLENGE)
    if caller.session is not None and request.method not in READING:
        _check_csrf(access, caller.session, request)
    return caller


async def require_caller(access: Access, request: Request) -> Caller:
    """The caller. Raises Problem 401 where there is none, and as `find_caller`."""
    caller = await find_caller(access, request)
    if caller is None:
        raise Problem(401, "not_signed_in", headers=CHALLENGE)
    return caller


def choose_grant(caller: Caller, command: str, roles: frozenset[Role], headers: Mapping[str, str]) -> Grant:
    """The grant in which a caller gives a command: the one that the request names, else the only one that
    will do. Raises Problem 403 where there is none, 400 where there are several and where the one that is
    named is not theirs.
    """
    if caller.commands is not None and command not in caller.commands:
        raise Problem(403, "token_not_for_command", command=command)
    named = headers.get(ACTING_AS)
    if named is not None and all(grant.grant_id != named for grant in caller.grants):
        error = field_error(ACTING_AS, "not_your_grant", found=named[:80])
        raise Problem(400, "acting_as_unknown", errors=[error], grants=[one.told() for one in caller.grants])
    fitting = [grant for grant in caller.grants if grant.role in roles and named in (None, grant.grant_id)]
    if not fitting:
        raise Problem(403, "not_permitted", roles=sorted(roles), yours=sorted(caller.roles))
    if len(fitting) > 1:
        error = field_error(ACTING_AS, "missing")
        raise Problem(400, "acting_as_needed", errors=[error], grants=[grant.told() for grant in fitting])
    return fitting[0]


def _bearer(given: str) -> str:
    """The token of an Authorization header (RFC 6750). Raises Problem 401."""
    scheme, _, token = given.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "not_signed_in", headers=CHALLENGE)
    return token.strip()


def _check_csrf(access: Access, session: bytes, request: Request) -> None:
    given = request.headers.get(CSRF, "")
    if not compare_digest(given.encode(), access.sessions.csrf_token(session).encode()):
        raise Problem(403, "csrf", errors=[field_error(CSRF, "missing" if not given else "csrf_wrong")])
