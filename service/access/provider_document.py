"""What is taken from a provider's discovery document, and what has to be right in it."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from service.access.provider_settings import is_safe

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
"""Signatures with a key of the provider's own: not `none`, and none by a secret that we have too."""


class Document(BaseModel):
    """The fields of OpenID Connect Discovery 1.0 (3) and RFC 9207 that are used, with their defaults."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    algorithms: frozenset[str] = Field(
        default=frozenset({"RS256"}), validation_alias="id_token_signing_alg_values_supported"
    )
    authenticated_by: frozenset[str] = Field(
        default=frozenset({"client_secret_basic"}), validation_alias="token_endpoint_auth_methods_supported"
    )
    names_itself: bool = Field(
        default=False, validation_alias="authorization_response_iss_parameter_supported"
    )

    @classmethod
    def checked(cls, found: Any, issuer: str) -> Self:
        """A document of this issuer, all of whose addresses are safe. Raises ValueError."""
        document = cls.model_validate(found)
        if document.issuer != issuer:
            raise ValueError("expected the issuer that is configured, found another")
        endpoints = (document.authorization_endpoint, document.token_endpoint, document.jwks_uri)
        for url in (*endpoints, document.userinfo_endpoint or issuer):
            if not is_safe(url):
                raise ValueError("expected an address of https, found another")
        if not document.algorithms & ALGORITHMS:
            raise ValueError("expected an algorithm with the provider's own key, found none")
        document.authentication()
        return document

    def authentication(self) -> str:
        """How we say who we are: the better way, where the provider takes it. Raises ValueError."""
        for method in ("client_secret_basic", "client_secret_post"):
            if method in self.authenticated_by:
                return method
        raise ValueError("expected a way to say who we are by the client's secret, found none")

    def for_client(self) -> dict[str, Any]:
        """What the client is told of the provider; nothing else in the document reaches it."""
        return {
            "authorize_url": self.authorization_endpoint,
            "access_token_url": self.token_endpoint,
            "jwks_uri": self.jwks_uri,
            "userinfo_endpoint": self.userinfo_endpoint,
            "issuer": self.issuer,
            "id_token_signing_alg_values_supported": sorted(self.algorithms & ALGORITHMS),
        }

    def options(self) -> dict[str, Any]:
        """How the client asks: for what, and saying who it is in which way."""
        return {"scope": "openid email", "token_endpoint_auth_method": self.authentication()}
