"""Proofs that leave the log (C2SP tlog-proof): an index, the hashes to the root, a signed checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from projections.transparency.encoding import from_base64, from_decimal, to_base64
from projections.transparency.merkle import HASH, BadProof

HEADER = "c2sp.org/tlog-proof@v1"
MEDIA_TYPE = "text/plain; charset=utf-8"
MOST_HASHES = 63
MOST_BYTES = 1_100_000


@dataclass(frozen=True)
class TlogProof:
    """A proof: `checkpoint` is the signed note as the log served it; nothing authenticates `extra`."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def write(index: int, hashes: Sequence[bytes], checkpoint: bytes, extra: bytes | None = None) -> bytes:
    """The text of a proof."""
    lines = [HEADER]
    if extra is not None:
        lines.append(f"extra {to_base64(extra)}")
    lines += [f"index {index}", *(to_base64(found) for found in hashes), ""]
    return "".join(f"{line}\n" for line in lines).encode() + checkpoint


def parse(data: bytes) -> TlogProof:
    """A proof from its text. What it proves is still to be checked. Raises BadProof."""
    head, separator, checkpoint = data.partition(b"\n\n")
    if len(data) > MOST_BYTES:
        raise BadProof(f"expected a proof of at most {MOST_BYTES} bytes, found {len(data)}")
    if not separator or not checkpoint:
        raise BadProof("expected a proof, an empty line and a checkpoint, found no such parts")
    try:
        lines = head.decode("ascii").split("\n")
        if lines.pop(0) != HEADER:
            raise ValueError(f"expected the first line {HEADER}, found another")
        extra = _after("extra ", lines.pop(0)) if lines and lines[0].startswith("extra ") else None
        if not lines:
            raise ValueError("expected a line 'index', found none")
        index = from_decimal(_after("index ", lines.pop(0)))
        if len(lines) > MOST_HASHES:
            raise ValueError(f"expected at most {MOST_HASHES} hashes, found {len(lines)}")
        hashes = tuple(from_base64(line, HASH) for line in lines)
        return TlogProof(index, hashes, checkpoint, None if extra is None else from_base64(extra))
    except UnicodeDecodeError:
        raise BadProof("expected a proof in ASCII, found another byte") from None
    except ValueError as error:
        raise BadProof(f"tlog-proof: {error}") from None


def _after(start: str, line: str) -> str:
    if not line.startswith(start):
        raise ValueError(f"expected a line that begins with {start.strip()!r}, found {line[:80]!r}")
    return line.removeprefix(start)
