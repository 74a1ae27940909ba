"""The manifest of a bundle: the text that the log's key signs, with the digest of everything beside it.

Its lines are words separated by one space, in a fixed order; a text that says the same otherwise is refused.
The first line keeps it apart from a checkpoint, which the same key signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from projections.bundles.failures import Broken
from projections.bundles.layout import Content
from projections.transparency.encoding import from_base64, from_decimal, to_base64
from projections.transparency.faults import Fault, Words
from projections.transparency.merkle import HASH

FORMAT = "infitah/bundle/v1"
MANIFEST = "manifest"
README = tuple(f"README.{language}.md" for language in ("ar", "fr", "en"))
EVENTS, POSITIONS, STREAMS, HASHES = "events.jsonl", "positions.txt", "streams.txt", "leaf-hashes.bin"
CHECKPOINT, DOCUMENTS = "checkpoint", "documents.jsonl"
RULE_SETS, VOCABULARY = "rule-sets.json", "vocabulary.json"
CONTENTS = (
    *README,
    EVENTS,
    POSITIONS,
    STREAMS,
    HASHES,
    CHECKPOINT,
    DOCUMENTS,
    RULE_SETS,
    VOCABULARY,
)
"""The files that the manifest vouches for, in the order of the archive. The manifest is the last one."""
NAMES = (*CONTENTS, MANIFEST)
_HEAD = ("origin", "programme", "illustrative", "software", "size", "root")
_FILE = re.compile(r"file (\S+) ([0-9a-f]{64}) ([0-9]+) ([0-9]+)", re.ASCII)
_STREAM = re.compile(r"([!-~]+) ([0-9]+) ([0-9a-f]{64})", re.ASCII)


class Head(NamedTuple):
    """A line of `streams.txt`: a stream's last version at the checkpoint, and the digest of its state."""

    stream: str
    version: int
    digest: str

    def line(self) -> bytes:
        """The line, with its end."""
        return f"{self.stream} {self.version} {self.digest}\n".encode("ascii")

    @classmethod
    def parse(cls, line: bytes, number: int) -> Head:
        """Read a line of the file. Raises Broken."""
        found = _STREAM.fullmatch(line.decode("ascii", "replace"))
        head = cls(found[1], int(found[2]), found[3]) if found and len(found[2]) < 16 else None
        if head is None or head.line() != line + b"\n":
            raise Broken(
                "streams",
                f"{STREAMS}, {number}",
                expected=Words("stream_line"),
                found=line[:80].decode("ascii", "replace"),
            )
        return head


@dataclass(frozen=True)
class Manifest:
    """What a bundle holds: `size` and `root` of the log at its checkpoint, `software` that made it."""

    origin: str
    programme: str
    illustrative: bool
    software: str
    size: int
    root: bytes
    files: dict[str, Content]

    def text(self) -> str:
        """The text that is signed."""
        illustrative = "yes" if self.illustrative else "no"
        values = (
            self.origin,
            self.programme,
            illustrative,
            self.software,
            str(self.size),
            to_base64(self.root),
        )
        lines = [FORMAT, *(f"{name} {value}" for name, value in zip(_HEAD, values, strict=True))]
        lines += [f"file {name} {of.sha256} {of.bytes} {of.rows}" for name, of in self.files.items()]
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Manifest:
    """Read a manifest. Raises Broken where it is not written as `Manifest.text` writes it."""
    lines = text.split("\n")
    if lines[0] != FORMAT:
        raise Broken("manifest", f"{MANIFEST}, 1", expected=FORMAT, found=lines[0][:80])
    head = dict(_value(lines, number, name) for number, name in enumerate(_HEAD, 1))
    files = dict(_file(line) for line in lines[1 + len(_HEAD) : -1])
    if tuple(files) != CONTENTS:
        raise Broken("manifest", MANIFEST, expected=" ".join(CONTENTS), found=" ".join(files)[:400])
    try:
        size, root = from_decimal(head["size"]), from_base64(head["root"], HASH)
    except Fault as error:
        raise Broken("manifest", MANIFEST, expected=error.expected, found=error.found) from None
    illustrative = head["illustrative"] == "yes"
    made = Manifest(head["origin"], head["programme"], illustrative, head["software"], size, root, files)
    if made.text() != text:
        raise Broken("manifest", MANIFEST, expected=FORMAT, found=head["illustrative"])
    return made


def _value(lines: list[str], number: int, name: str) -> tuple[str, str]:
    given, _, value = (lines[number] if number < len(lines) else "").partition(" ")
    if given != name or not value:
        raise Broken("manifest", f"{MANIFEST}, {number + 1}", expected=name, found=given[:80])
    return name, value


def _file(line: str) -> tuple[str, Content]:
    found = _FILE.fullmatch(line)
    if found is None or max(len(found[3]), len(found[4])) > 15:
        raise Broken("manifest", MANIFEST, expected=Words("file_line"), found=line[:80])
    return found[1], Content(found[2], int(found[3]), int(found[4]))
