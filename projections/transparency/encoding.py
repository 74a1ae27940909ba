"""The Base64 and the decimal numbers of the C2SP formats: each value has one spelling, others are refused."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error

MOST = 2**63 - 1
"""The largest size and index: what fits a signed number of 64 bits."""


def to_base64(data: bytes) -> str:
    """Standard Base64 with padding (RFC 4648, section 4)."""
    return b64encode(data).decode("ascii")


def from_base64(text: str, length: int | None = None) -> bytes:
    """The bytes, `length` of them where given. Raises ValueError."""
    try:
        found = b64decode(text.encode("ascii"), validate=True)
    except (Error, UnicodeEncodeError):
        raise ValueError(f"expected Base64, found {text[:80]!r}") from None
    if to_base64(found) != text:
        raise ValueError(f"expected Base64 without stray bits, found {text[:80]!r}")
    if length is not None and len(found) != length:
        raise ValueError(f"expected {length} bytes in Base64, found {len(found)}")
    return found


def from_decimal(text: str) -> int:
    """A number from 0 on, without sign or leading zeroes. Raises ValueError."""
    digits = text.isascii() and text.isdigit() and len(text) <= 19
    if not digits or (len(text) > 1 and text[0] == "0") or int(text) > MOST:
        raise ValueError(f"expected a decimal number without leading zeroes, found {text[:80]!r}")
    return int(text)
