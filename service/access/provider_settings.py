"""The OpenID provider that people may sign in at, as it is configured: all of it, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from service.messages import Told
from service.messages.system import system_said

BEGINNING = "/api/v1/sign-in/provider"
CALLBACK = f"{BEGINNING}/callback"
"""Where the provider sends people back to; `OIDC_REDIRECT_URL` names it as the world sees it."""


class BadProvider(Told):
    """A provider that is half configured, or that nobody could sign in at safely."""


@dataclass(frozen=True)
class ProviderSettings:
    """What the service and the provider know of each other. The secret is never printed."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_url: str


def read_provider(given: Mapping[str, str | Path | None]) -> ProviderSettings | None:
    """The provider that settings name (by their names in small letters), or None where they name none.

    Raises BadProvider where some are missing, an address is not safe or has a query or a fragment, which an
    issuer has not (OpenID Connect Discovery 1.0, 3), or the secret cannot be read.
    """
    missing = [name for name, value in given.items() if value is None]
    if len(missing) == len(given):
        return None
    if missing:
        raise BadProvider("provider_half", missing=", ".join(name.upper() for name in missing))
    issuer, redirect = str(given["oidc_issuer"]), str(given["oidc_redirect_url"])
    for name, url in (("OIDC_ISSUER", issuer), ("OIDC_REDIRECT_URL", redirect)):
        if not is_safe(url) or {"?", "#"} & set(url):
            raise BadProvider("provider_address", name=name, found=url[:80])
    if not urlsplit(redirect).path.endswith(CALLBACK):
        raise BadProvider("provider_callback", expected=CALLBACK, found=redirect[:80])
    secret = _secret(Path(str(given["oidc_client_secret_file"])))
    return ProviderSettings(issuer, str(given["oidc_client_id"]), secret, redirect)


def is_safe(url: str) -> bool:
    """Whether nobody on the way reads or changes what is sent to an address: https, or this machine
    itself.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts))


def _is_this_machine(parts: SplitResult) -> bool:
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _secret(path: Path) -> str:
    """The secret in a file, without the line end that an editor leaves."""
    try:
        found = path.read_bytes().decode("ascii").strip()
    except OSError as error:
        raise BadProvider("provider_secret_unreadable", path=path, said=system_said(error)) from None
    except UnicodeDecodeError:  # says which bytes it found: they are the secret
        found = ""
    if not found:
        raise BadProvider("provider_secret_none", path=path)
    return found
