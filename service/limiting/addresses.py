"""Under what an address is counted: never the address itself."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, IPv6Network, ip_address

LABEL = b"infitah limit address\x1f"
"""Tells these digests from the others that the service's secret keys."""


def address_key(secret: bytes, address: str) -> str:
    """HMAC-SHA-256 of an address under the service's secret, in hexadecimal.

    Of an IPv6 address its /64, all of which one subscriber holds; an IPv4 address is the same however it is
    written. What is no address (a socket's name) is taken as it is.
    """
    return hmac.new(secret, LABEL + _network(address).encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, 64), strict=False))
