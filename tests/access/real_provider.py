"""oidc-provider, started on this machine, and a browser that signs in at it.

It is installed by npm from its lock, once for each lock, beside the lock (git ignores what is installed).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from service.access.provider_settings import CALLBACK, ProviderSettings
from tests.needing import needed
from tests.npm import install

HERE = Path(__file__).parent / "provider"
REDIRECT = f"http://127.0.0.1:9{CALLBACK}"
"""Where the provider sends people back to; the browser takes what stands behind the port to the service."""
SECRET = "a secret between two, for tests only"  # noqa: S105 - as it says
BEGIN = "/api/v1/sign-in/provider"
PERSON = {"sub": "provider's own name", "email": "focal@commune.example", "email_verified": True}


@contextmanager
def running_provider(client_id: str = "infitah") -> Iterator[ProviderSettings]:
    """A running provider, as the service is told of it. Skips where there is no Node."""
    needed(
        shutil.which("node") and shutil.which("npm"),
        "node is missing: nobody signs in at a real OpenID provider (apt install nodejs npm)",
    )
    install(HERE)
    client = {"client_id": client_id, "client_secret": SECRET, "redirect_uris": [REDIRECT]}
    process = subprocess.Popen(
        ["node", "server.js", json.dumps(client)],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        issuer = json.loads(process.stdout.readline())["issuer"]
        yield ProviderSettings(issuer, client_id, SECRET, REDIRECT)
    finally:
        process.kill()
        process.communicate()


class Browser:
    """A browser at the service, that goes where it is sent."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=20)

    def begin(self, **query: str) -> httpx.Response:
        """Begin to sign in; the answer leads to the provider."""
        return self.client.get(BEGIN, params=query)

    def at_provider(self, url: str, **person: Any) -> str:
        """Sign in at the provider as somebody; the path at the service to which it leads back."""
        found = f"{url}&{urlencode({'login_hint': json.dumps(PERSON | person)})}"
        while not found.startswith(REDIRECT):
            answer = self.client.get(found)
            assert answer.has_redirect_location, answer.text
            found = str(answer.next_request.url)
        return f"{CALLBACK}?{urlsplit(found).query}"

    def sign_in(self, **person: Any) -> httpx.Response:
        """All the way; the service's last answer."""
        return self.client.get(self.at_provider(self.begin().headers["location"], **person))

    def account(self) -> str | None:
        """As whom the browser is signed in."""
        answer = self.client.get("/api/v1/session")
        return answer.json().get("account")
