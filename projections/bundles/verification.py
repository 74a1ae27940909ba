"""Verifying a bundle: from its own bytes, public keys, and a checkpoint that was kept; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

from projections.bundles.archive import Archive
from projections.bundles.failures import Broken, Finding
from projections.bundles.layout import Count
from projections.bundles.leaves import Leaves
from projections.bundles.manifest import CHECKPOINT, CONTENTS, HASHES, MANIFEST, NAMES, Manifest, parse
from projections.bundles.replaying import Progress, replay
from projections.bundles.signed import continues, keys_of, read_checkpoint, read_note, signed_by
from projections.transparency.faults import Words
from projections.transparency.merkle import HASH
from projections.transparency.notes import MOST_BYTES, Verifier


class Verified(NamedTuple):
    """The outcome: the manifest, as far as it could be read, and the findings."""

    manifest: Manifest | None
    findings: list[Finding]


def verify_bundle(
    file: BinaryIO,
    keys: Sequence[Verifier],
    older: bytes | None = None,
    progress: Progress = lambda _done, _total: None,
    workers: int | None = None,
) -> Verified:
    """Every check of a bundle, in the order in which they rest on one another.

    `keys` are those that must have signed: the log's, and those of witnesses. Without any, who signed
    is not checked, and the finding `signatures` is None. `older` are the bytes of a checkpoint kept before.
    `workers` share the work; as many as there are processors where it is large. Never raises for what is in
    the file.
    """
    return _Verification(file, keys, older, progress, workers).run()


class _Verification:
    def __init__(
        self,
        file: BinaryIO,
        keys: Sequence[Verifier],
        older: bytes | None,
        progress: Progress,
        workers: int | None,
    ) -> None:
        self._workers = workers
        self._file, self._keys, self._older, self._progress = file, keys, older, progress
        self._findings: list[Finding] = []
        self._manifest: Manifest

    def run(self) -> Verified:
        if self._holds("layout", self._layout) and self._holds("manifest", self._read_manifest):
            self._holds("files", self._files)
            if self._holds("checkpoint", self._read_checkpoint):
                self._signatures()
            if self._holds("tree", self._tree):
                if self._older is not None:
                    self._holds("older", self._continued)
                replayed = replay(self._archive, self._manifest, self._leaves, self._progress, self._workers)
                self._findings += replayed
        return Verified(getattr(self, "_manifest", None), self._findings)

    def _holds(self, check: str, work: Callable[[], int]) -> bool:
        try:
            count = work()
        except Broken as broken:
            self._findings.append(Finding.of(broken))
            return False
        self._findings.append(Finding(check, True, number=count))
        return True

    def _layout(self) -> int:
        self._archive = Archive(self._file, NAMES)
        return len(NAMES)

    def _read_manifest(self) -> int:
        self._manifest_note = read_note(self._archive.whole(MANIFEST, MOST_BYTES), "manifest", MANIFEST)
        self._manifest = parse(self._manifest_note.text)
        return 1

    def _files(self) -> int:
        """Sizes, row counts and digests as the manifest says, and the CRC-32 as the archive says."""
        for name in NAMES:
            counted = Count(name)
            for chunk in self._archive.chunks(name):
                counted.add(chunk)
            if counted.crc != (crc := self._archive.parts[name].crc):
                place = Words("file_crc", name=name)
                raise Broken("files", place, expected=f"{crc:08x}", found=f"{counted.crc:08x}")
            wanted = self._manifest.files.get(name, counted.content())
            for field, expected, found in zip(wanted._fields, wanted, counted.content(), strict=True):
                if expected != found:
                    place = Words(f"file_{field}", name=name)
                    raise Broken("files", place, expected=expected, found=found)
        return len(CONTENTS)

    def _read_checkpoint(self) -> int:
        data = self._archive.whole(CHECKPOINT, MOST_BYTES)
        self._checkpoint_note = read_note(data, "checkpoint", CHECKPOINT)
        found, manifest = read_checkpoint(self._checkpoint_note, "checkpoint", CHECKPOINT), self._manifest
        if (found.origin, found.size, found.root) != (manifest.origin, manifest.size, manifest.root):
            expected = f"{manifest.origin} {manifest.size} {manifest.root.hex()}"
            shown = f"{found.origin} {found.size} {found.root.hex()}"
            raise Broken("checkpoint", CHECKPOINT, expected=expected, found=shown)
        return found.size

    def _signatures(self) -> None:
        if self._keys:
            self._holds("signatures", self._signed)
        else:
            names = ", ".join(f"{name}+{key.hex()}" for name, key, _ in self._manifest_note.signatures)
            self._findings.append(Finding("signatures", None, found=names))

    def _signed(self) -> int:
        """The checkpoint by every key, the manifest by the key of the log."""
        for key in self._keys:
            signed_by(self._checkpoint_note, key, CHECKPOINT)
        for key in keys_of(self._manifest.origin, self._keys, MANIFEST):
            signed_by(self._manifest_note, key, MANIFEST)
        return len(self._keys)

    def _tree(self) -> int:
        size = self._manifest.size
        held = self._archive.parts[HASHES].size
        if held != size * HASH:
            raise Broken("tree", HASHES, expected=f"{size * HASH} B", found=f"{held} B")
        self._leaves = Leaves(lambda start, most: self._archive.slice(HASHES, start, most), size)
        if (root := self._leaves.root()) != self._manifest.root:
            raise Broken("tree", HASHES, expected=self._manifest.root.hex(), found=root.hex())
        return size

    def _continued(self) -> int:
        """The log at the bundle's checkpoint begins with the log of the older one."""
        return continues(self._older or b"", self._manifest.origin, self._leaves, self._keys)
