"""Signing in at the OpenID provider, where one is configured."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.access.access import Access
from service.access.journal import Kind
from service.access.provided import EmailUnverified, NotTrusted, Person, ProviderUnusable
from service.access.provider_flow import LASTS, Flow, Flows
from service.access.provider_settings import BEGINNING, CALLBACK
from service.api.authentication import cookie_name, drop_cookie, set_cookie
from service.api.command_table import PREFIX
from service.api.named_route import NamedRoute
from service.api.problems import Problem, field_error
from service.api.sign_in import NO_STORE, SignIn, address

if TYPE_CHECKING:
    from service.access.provider import Provider

FLOW = "infitah_provider_sign_in"
"""The cookie of a sign-in that is under way."""
LANDING = f"{PREFIX}/session"
"""Where who signed in goes, where nothing else was asked for: who they are and what they may do."""
LOCAL_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}")
"""A place on this very host. Two slashes, or a slash and what browsers take for one, would name another."""
REFUSALS = frozenset(
    {"access_denied", "account_selection_required", "consent_required", "interaction_required"}
    | {"invalid_request", "invalid_scope", "login_required", "server_error", "temporarily_unavailable"}
    | {"unauthorized_client", "unsupported_response_type"}
)
"""Why a provider may send somebody back (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6)."""
log = structlog.get_logger("infitah.provider")


class ProviderSignIn:
    """Sends browsers to the provider, and takes them back; without one both routes say that there is none."""

    def __init__(self, sign_in: SignIn, access: Access, provider: Provider | None) -> None:
        self._sign_in, self._access, self._provider = sign_in, access, provider
        self._flows = Flows(access.secret, access.limiter)

    def routes(self) -> list[NamedRoute]:
        """The routes; both are for everybody."""
        return [
            NamedRoute(BEGINNING, self.begin, methods=["GET"]),
            NamedRoute(CALLBACK, self.finish, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider, and remember in it what its return is checked against."""
        provider, target = self._configured(), _next(request)
        try:
            begun = await provider.begin()
        except ProviderUnusable as error:
            raise _unreachable(error) from None
        response = RedirectResponse(begun.url, status_code=303, headers=NO_STORE)
        flow = Flow(begun.state, begun.nonce, begun.verifier, target)
        set_cookie(request, response, FLOW, self._flows.sealed(flow), lasts=LASTS)
        return response

    async def finish(self, request: Request) -> Response:
        """Take a browser back from the provider, and begin a session of its account."""
        provider, at = self._configured(), address(request)
        await self._sign_in.slowly(partial(self._access.throttle.admit_from, at))
        try:
            flow = await self._flow(request)
            person = await _person(provider, request, flow)
            account = await self._sign_in.slowly(partial(self._access.provided.account_of, person))
            if account is None:
                raise Problem(403, "no_account")
        except Problem as problem:
            if problem.status < 500 and problem.code != "provider_refused":
                await self._sign_in.slowly(partial(self._access.provider_failed, at))
            raise
        by = Kind.SIGNED_IN_BY_PROVIDER
        response = await self._sign_in.begin(request, account, to=flow.next, kind=by)
        drop_cookie(request, response, FLOW)
        return response

    def _configured(self) -> Provider:
        if self._provider is None:
            raise Problem(404, "provider_not_configured")
        return self._provider

    async def _flow(self, request: Request) -> Flow:
        """The sign-in that this browser began and comes back to for the first time. Raises Problem 400."""
        cookie, state = request.cookies.get(cookie_name(request, FLOW)), request.query_params.get("state")
        flow = self._flows.opened(cookie) if cookie else None
        if flow is None or not state or not flow.answers(state):
            raise Problem(400, "provider_flow_over")
        if not await self._sign_in.slowly(partial(self._flows.use, flow)):
            raise Problem(400, "provider_flow_over")
        return flow


async def _person(provider: Provider, request: Request, flow: Flow) -> Person:
    """Who signed in at the provider. Raises Problem 403, 503."""
    given = request.query_params
    if refusal := given.get("error"):
        raise Problem(403, "provider_refused", provider_error=refusal if refusal in REFUSALS else "other")
    try:
        return await provider.person(
            code=given.get("code", ""), issuer=given.get("iss"), nonce=flow.nonce, verifier=flow.verifier
        )
    except NotTrusted:
        raise Problem(403, "provider_not_trusted") from None
    except EmailUnverified:
        raise Problem(403, "provider_email_unverified") from None
    except ProviderUnusable as error:
        raise _unreachable(error) from None


def _unreachable(error: ProviderUnusable) -> Problem:
    log.warning("provider_unusable", reason=error.reason)
    return Problem(503, "provider_unreachable", headers={"Retry-After": "10"})


def _next(request: Request) -> str:
    """Where to go afterwards. Raises Problem 422 for a place that is not on this host."""
    if unknown := [name for name in request.query_params if name != "next"]:
        raise Problem(422, "invalid", errors=[field_error(unknown[0][:80], "unknown_parameter")])
    given = request.query_params.get("next", LANDING)
    if not LOCAL_PATH.fullmatch(given):
        error = field_error("next", "not_a_local_path", expected="/…", found=given[:80])
        raise Problem(422, "invalid", errors=[error])
    return given
