"""Reading a whole log: its root computed anew, each stream without a gap, and its past as it was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from pydantic_core import from_json

from projections.bundles.archive import CHUNK
from projections.bundles.failures import Broken, Finding
from projections.bundles.leaves import Leaves
from projections.bundles.signed import continues, keys_of, read_checkpoint, read_note, signed_by
from projections.transparency.checkpoint import Checkpoint
from projections.transparency.faults import Words
from projections.transparency.merkle import leaf_hash
from projections.transparency.notes import SignedNote, Verifier
from projections.transparency.tiles import WIDTH
from service.auditing.served_log import ServedLog

Progress = Callable[[int, int | None], None]


class Audited(NamedTuple):
    """The outcome: which log at which size, the findings, and the checkpoint to keep where nothing failed."""

    checkpoint: Checkpoint | None
    findings: list[Finding]
    keep: bytes | None


def audit(log: ServedLog, keys: Sequence[Verifier], older: bytes | None, progress: Progress) -> Audited:
    """Read every entry of a served log. `keys` and `older` are as in verifying a bundle.

    Memory grows by one number for each stream, and with nothing else. Raises Unreachable, NoLog.
    """
    findings: list[Finding] = []
    checkpoint = data = None
    try:
        data = log.checkpoint()
        note = read_note(data, "checkpoint", "checkpoint")
        checkpoint = read_checkpoint(note, "checkpoint", "checkpoint")
        findings.append(Finding("checkpoint", True, number=checkpoint.size))
        findings.append(_signatures(note, checkpoint, keys))
        with SpooledTemporaryFile(CHUNK) as hashes:
            findings += _read(log, checkpoint, hashes, progress)
            findings += _compared(checkpoint, hashes, keys, older)
    except Broken as broken:
        findings.append(Finding.of(broken))
    failed = any(finding.held is False for finding in findings)
    return Audited(checkpoint, findings, None if failed else data)


def _signatures(note: SignedNote, checkpoint: Checkpoint, keys: Sequence[Verifier]) -> Finding:
    if not keys:
        names = ", ".join(f"{signature.name}+{signature.key_id.hex()}" for signature in note.signatures)
        return Finding("signatures", None, found=names)
    try:
        keys_of(checkpoint.origin, keys, "checkpoint")
        for key in keys:
            signed_by(note, key, "checkpoint")
    except Broken as broken:
        return Finding.of(broken)
    return Finding("signatures", True, number=len(keys))


def _read(
    log: ServedLog, checkpoint: Checkpoint, hashes: SpooledTemporaryFile[bytes], progress: Progress
) -> list[Finding]:
    """Read the entries, and keep the hash of each. What breaks the reading off is raised."""
    versions: dict[str, int] = {}
    gap: Broken | None = None
    for number in range(-(-checkpoint.size // WIDTH)):
        entries = log.entries(number, checkpoint.size)
        for position, body in enumerate(entries, number * WIDTH + 1):
            hashes.write(leaf_hash(body))
            stream, version = _named(body, position)
            expected = versions.get(stream, 0) + 1
            if version != expected:
                gap = gap or Broken("entries", f"{position}, {stream}", expected=expected, found=version)
            versions[stream] = version
        progress(number * WIDTH + len(entries), checkpoint.size)
    return [Finding.of(gap) if gap else Finding("entries", True, number=checkpoint.size)]


def _named(body: bytes, position: int) -> tuple[str, int]:
    """The stream and version that an entry says it is."""
    try:
        event = from_json(body)
        stream, version = event["stream"], event["version"]
    except (ValueError, KeyError, TypeError) as error:
        found = Words("not_decoded", kind=type(error).__name__)
        raise Broken("entries", f"{position}", expected=Words("stream_version"), found=found) from error
    if not isinstance(stream, str) or not isinstance(version, int):
        found = Words("not_decoded", kind=f"{type(stream).__name__}, {type(version).__name__}")
        raise Broken("entries", f"{position}", expected=Words("stream_version"), found=found)
    return stream, version


def _compared(
    checkpoint: Checkpoint,
    hashes: SpooledTemporaryFile[bytes],
    keys: Sequence[Verifier],
    older: bytes | None,
) -> list[Finding]:
    """The root of what was read with the one signed, and with the one kept from before."""

    def read(start: int, size: int) -> bytes:
        hashes.seek(start)
        return hashes.read(size)

    leaves, found = Leaves(read, checkpoint.size), list[Finding]()
    if (root := leaves.root()) != checkpoint.root:
        broken = Broken("tree", "checkpoint", expected=checkpoint.root.hex(), found=root.hex())
        found.append(Finding.of(broken))
    else:
        found.append(Finding("tree", True, number=checkpoint.size))
    if older is not None:
        try:
            found.append(Finding("older", True, number=continues(older, checkpoint.origin, leaves, keys)))
        except Broken as broken:
            found.append(Finding.of(broken))
    return found
