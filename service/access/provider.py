"""The OpenID provider: discovery, authorization code with PKCE, and the token that says who signed in.

Authlib speaks the protocol; here is what is asked of the provider before it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpx2
from anyio import Lock, fail_after
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import StarletteOAuth2App  # type: ignore[import-untyped]
from joserfc.errors import JoseError

from service.access.provided import Begun, EmailUnverified, NotTrusted, Person, ProviderUnusable
from service.access.provider_document import Document
from service.access.provider_settings import ProviderSettings

TIMEOUT = 5.0
"""Seconds that a provider has for one step, all of its answers together."""
LIFETIME = 3600.0
"""Seconds after which discovery and keys are read anew."""
AGAIN = 5.0
"""Seconds for which a provider that did not answer is not asked again: those who wait would wait in a row."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""
WELL_KNOWN = "/.well-known/openid-configuration"
CODE = re.compile(r"[\x20-\x7e]{1,4096}")
"""What a code is made of (RFC 6749, A.11). What else comes back is not worth a question."""
NOT_AS_IT_SHOULD = (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, TypeError, KeyError)
"""What comes of an answer that is late, broken or another than the protocol says."""


class Provider:
    """One provider, as one process knows it."""

    def __init__(
        self, settings: ProviderSettings, *, timeout: float = TIMEOUT, lifetime: float = LIFETIME
    ) -> None:
        self._settings, self._timeout, self._lifetime = settings, timeout, lifetime
        # Read once: to read the machine's certificates takes longer than all else of a request.
        self._certificates = httpx2.create_ssl_context()
        self._reading = Lock()
        self._app: StarletteOAuth2App | None = None
        self._document: Document | None = None
        self._until = self._silent_until = 0.0

    async def begin(self) -> Begun:
        """A sign-in to begin. Raises ProviderUnusable."""
        app, _ = await self._known()
        begun = await app.create_authorization_url(self._settings.redirect_url)
        return Begun(begun["url"], begun["state"], begun["nonce"], begun["code_verifier"])

    async def person(self, *, code: str, issuer: str | None, nonce: str, verifier: str) -> Person:
        """Who signed in, by the code that came back, with the issuer that it names (RFC 9207), to a sign-in
        that was begun. Raises NotTrusted, EmailUnverified, ProviderUnusable.
        """
        app, document = await self._known()
        if (issuer is None and document.names_itself) or issuer not in (None, document.issuer):
            raise NotTrusted
        if not CODE.fullmatch(code):
            raise NotTrusted
        with self._in_time("exchange"):
            token = await self._exchanged(app, code, verifier)
            claims = await self._verified(app, token, nonce)
            if "email" not in claims and document.userinfo_endpoint is not None:
                claims = await self._told(app, token, claims)
        return self._person(claims)

    async def _known(self) -> tuple[StarletteOAuth2App, Document]:
        """The provider by its discovery document, which is read by one at a time and kept for a while."""
        async with self._reading:
            if self._app is None or self._document is None or monotonic() > self._until:
                if monotonic() < self._silent_until:
                    raise ProviderUnusable("silent")
                self._silent_until = monotonic() + AGAIN
                with self._in_time("discovery"):
                    self._document = await self._discovered()
                self._app = self._made(self._document.options(), **self._document.for_client())
                self._until, self._silent_until = monotonic() + self._lifetime, 0.0
            return self._app, self._document

    async def _discovered(self) -> Document:
        app = self._made({}, server_metadata_url=self._settings.issuer.rstrip("/") + WELL_KNOWN)
        return Document.checked(await app.load_server_metadata(), self._settings.issuer)

    def _made(self, options: Mapping[str, Any], **metadata: Any) -> StarletteOAuth2App:
        return StarletteOAuth2App(
            None,
            client_id=self._settings.client_id,
            client_secret=self._settings.client_secret,
            client_kwargs={
                "timeout": self._timeout,
                "verify": self._certificates,
                "code_challenge_method": "S256",
                **options,
            },
            **metadata,
        )

    async def _exchanged(self, app: StarletteOAuth2App, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = await app.fetch_access_token(
                self._settings.redirect_url, code=code, code_verifier=verifier
            )
        except OAuthError as error:
            if error.error in ("invalid_grant", "invalid_request"):
                raise NotTrusted from None
            raise ProviderUnusable("client_refused") from None
        return found

    async def _verified(
        self, app: StarletteOAuth2App, token: Mapping[str, Any], nonce: str
    ) -> Mapping[str, Any]:
        """The claims of a token whose signature, issuer, audience, times and nonce are right. Keys are
        fetched anew, once, for one that is not known.
        """
        options = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        try:
            found = await app.parse_id_token(token, nonce, claims_options=options, leeway=LEEWAY)
        except httpx2.HTTPError:
            raise
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise NotTrusted from None
        if not found:
            raise NotTrusted
        return dict(found)

    async def _told(
        self, app: StarletteOAuth2App, token: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The claims with those that the provider tells only where it is asked; they are of the same person,
        or nobody's (OpenID Connect Core 1.0, 5.3.2).
        """
        try:
            told = await app.userinfo(token=token)
        except OAuthError:
            raise NotTrusted from None
        if told.get("sub") != claims["sub"]:
            raise NotTrusted
        return {**told, **claims}

    def _person(self, claims: Mapping[str, Any]) -> Person:
        subject, email = claims.get("sub"), claims.get("email")
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise NotTrusted
        if not isinstance(email, str) or not email or claims.get("email_verified") is not True:
            raise EmailUnverified
        return Person(self._settings.issuer, subject, email)

    @contextmanager
    def _in_time(self, step: str) -> Iterator[None]:
        """Raises ProviderUnusable where a step takes too long, or its answers are not what they should be."""
        try:
            with fail_after(self._timeout):
                yield
        except NOT_AS_IT_SHOULD:
            raise ProviderUnusable(step) from None
