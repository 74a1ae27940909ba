"""The Base64 and the decimal numbers of the C2SP formats: each value has one spelling, others are refused."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error

from projections.transparency.faults import Fault

MOST = 2**63 - 1
"""The largest size and index: what fits a signed number of 64 bits."""


def to_base64(data: bytes) -> str:
    """Standard Base64 with padding (RFC 4648, section 4)."""
    return b64encode(data).decode("ascii")


def from_base64(text: str, length: int | None = None) -> bytes:
    """The bytes, `length` of them where given. Raises Fault."""
    try:
        found = b64decode(text.encode("ascii"), validate=True)
    except (Error, UnicodeEncodeError):
        raise Fault("base64", repr(text[:80])) from None
    if to_base64(found) != text:
        raise Fault("base64_exact", repr(text[:80]))
    if length is not None and len(found) != length:
        raise Fault("base64_bytes", len(found), length=length)
    return found


def from_decimal(text: str) -> int:
    """A number from 0 on, without sign or leading zeroes. Raises Fault."""
    digits = text.isascii() and text.isdigit() and len(text) <= 19
    if not digits or (len(text) > 1 and text[0] == "0") or int(text) > MOST:
        raise Fault("decimal", repr(text[:80]))
    return int(text)
