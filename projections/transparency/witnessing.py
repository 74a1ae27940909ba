"""What a log asks a witness (C2SP tlog-witness): an old size, a consistency proof, a checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from projections.transparency.encoding import from_base64, from_decimal, to_base64
from projections.transparency.merkle import HASH

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
"""The media type of the answer that tells another size than the one that was asked with."""


class BadRequest(ValueError):
    """A request that says nothing a witness could check; the message says what was expected and found."""


@dataclass(frozen=True)
class AddCheckpoint:
    """The request of `add-checkpoint`; `note` is the signed checkpoint as the log has it."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


def write(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of a request."""
    lines = [f"old {old}", *(to_base64(found) for found in proof), ""]
    return "".join(f"{line}\n" for line in lines).encode() + note


def parse(data: bytes) -> AddCheckpoint:
    """A request from its body. Raises BadRequest."""
    head, separator, note = data.partition(b"\n\n")
    if not separator or not note:
        raise BadRequest("expected a size, a proof, an empty line and a checkpoint, found no such parts")
    try:
        first, *lines = head.decode("ascii").split("\n")
        if not first.startswith("old "):
            raise ValueError(f"expected a first line 'old <size>', found {first[:80]!r}")
        if len(lines) > MOST_HASHES:
            raise ValueError(f"expected at most {MOST_HASHES} hashes, found {len(lines)}")
        proof = tuple(from_base64(line, HASH) for line in lines)
        return AddCheckpoint(from_decimal(first.removeprefix("old ")), proof, note)
    except UnicodeDecodeError:
        raise BadRequest("expected a size and a proof in ASCII, found another byte") from None
    except ValueError as error:
        raise BadRequest(str(error)) from None
