"""What settings say of the network, checked: addresses, networks, the names that a service is known by."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from domain.kernel.faults import fault

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]")
"""What stands in a Host header before the port."""
_ONE_WORD = re.compile(r"[^\s<>\"\\]{1,300}")
_MAILBOX = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _is_postgres(value: str) -> str:
    if not value.startswith(("postgresql://", "postgres://")):
        raise fault("postgres_address", expected="postgresql://", found="")
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError:
        # What libpq says of it repeats the part that it could not read, which may be the password.
        raise fault("postgres_address_unreadable", found="") from None
    # A sign in the password that stands for something else puts the rest of it where all may read it.
    elsewhere = [str(parts.get(name) or "") for name in ("host", "dbname", "user")]
    port = str(parts.get("port") or "0").replace(",", "0")
    if any("@" in part for part in elsewhere) or not port.isdigit():
        raise fault("postgres_address_unreadable", found="")
    return value


def _listed(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _is_address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise fault("ip_address", found=value[:80]) from None


def _are_networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for given in values:
        try:
            network = ip_network(given)
        except ValueError:
            raise fault("ip_network", found=given[:80]) from None
        if network.prefixlen == 0:  # whoever asks would be believed
            raise fault("ip_network", found=given[:80])
    return values


def _are_hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    for given in values:
        if not _HOST.fullmatch(given):
            raise fault("host_name", found=given[:80])
    return tuple(given.lower() for given in values)


def _is_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or not _ONE_WORD.fullmatch(value):
        raise fault("web_address", found=value[:80])
    return value


def _is_contact(value: str) -> str:
    if _MAILBOX.fullmatch(value):
        return value
    try:
        return _is_web_address(value)
    except ValueError:
        raise fault("contact", found=value[:80]) from None


DatabaseUrl = Annotated[str, AfterValidator(_is_postgres)]
"""The address of a PostgreSQL server. What is wrong with one is told without repeating it."""
Address = Annotated[str, AfterValidator(_is_address)]
"""An IP address of this machine."""
Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_are_networks)]
"""IP addresses and networks, with commas between them; never all addresses."""
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_are_hosts)]
"""Names without a port, with commas between them, in small letters."""
WebAddress = Annotated[str, AfterValidator(_is_web_address)]
"""The address of a page, by HTTPS."""
Contact = Annotated[str, AfterValidator(_is_contact)]
"""An e-mail address, or the address of a page."""
