"""How the service shows itself: the names that it answers to, and the headers of every answer."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from starlette.types import Scope

from service.settings import Settings

LOCAL_HOSTS = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Content-Security-Policy: what pages load is the service's own, and nothing stands in the page itself."""
A_YEAR = 365 * 24 * 3600
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    # Another site learns nothing of where a reader comes from. For the service itself an origin is left, by
    # which it can tell its own forms.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    # Nothing here is meant to be part of the pages of others; programs other than browsers take no notice.
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HSTS = (b"strict-transport-security", f"max-age={A_YEAR}".encode())


class Front(NamedTuple):
    """What of the settings concerns whoever asks over HTTP."""

    hosts: frozenset[bytes] = frozenset()
    tls: bool = False
    reads_per_minute: int = 0

    @classmethod
    def of(cls, settings: Settings) -> Front:
        """As the settings say."""
        hosts = frozenset(host.encode("ascii") for host in settings.public_hosts)
        return cls(hosts, settings.public_tls, settings.public_reads_per_minute)

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that stand in every answer."""
        return [*_HEADERS, *([_HSTS] if self.tls else [])]

    def told_secure(self, scope: Scope) -> bool:
        """Whether who asks by a public name came over TLS because nobody comes there otherwise, whatever the
        proxy in front says or forgets to say.
        """
        return self.tls and any(
            _without_port(value.lower()) in self.hosts for name, value in scope["headers"] if name == b"host"
        )

    def admits(self, scope: Scope) -> bool:
        """Whether a request names the service as it is known.

        A page of another site that had its name point here (DNS rebinding) would name that site. This
        machine's own names are for who asks from it, not for who comes by a proxy.
        """
        host = None
        for name, value in scope["headers"]:
            if name == b"host":
                if host is not None:  # of two names, somebody on the way may have believed the other one
                    return False
                host = value
        return host is not None and (host in self.hosts or self._admits_name(host.lower(), scope))

    def _admits_name(self, host: bytes, scope: Scope) -> bool:
        name = _without_port(host)
        return name in self.hosts or (name in LOCAL_HOSTS and is_this_machine(scope))


def _without_port(host: bytes) -> bytes:
    return host if host.endswith(b"]") else host.rpartition(b":")[0] or host


def is_this_machine(scope: Scope) -> bool:
    """Whether who asks is on this machine: over a socket without an address, or from a loopback address.

    Behind a proxy that is trusted, the address is that of the proxy's client.
    """
    client = scope.get("client")
    return client is None or _is_loopback(client[0])


@lru_cache(maxsize=4096)
def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
