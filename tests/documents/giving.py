"""Contents given to a log, and documents registered that name them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.document.commands import RegisterDocument
from domain.kernel.values import ByteSize
from service.documents.incoming import Personal
from service.documents.keeping import Kept
from service.documents.reading import Wanted
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.domain.scenario import by
from tests.handling.recorded import handler
from tests.vault.giving import owner

NOW = datetime(2025, 4, 30, 9, tzinfo=UTC)


def given(log: Log, content: bytes, personal: Personal | None = None) -> Kept:
    """Have a log take in a content."""
    with log.contents.receive(personal) as come:
        for place in range(0, len(content), 100_000):
            come.write(content[place : place + 100_000])
        return log.contents.keep(come, come.finish())


def sealed(log: Log, content: bytes, person: str | None = None) -> Kept:
    """Have a log take in a content with personal data."""
    return given(log, content, Personal.new(person))


def wanted(kept: Kept) -> Wanted:
    """What an event says of a content."""
    return Wanted(kept.name, kept.commitment, "d1")


def read(log: Log, kept: Kept) -> bytes:
    """The content, as it is given out."""
    with log.contents.open(wanted(kept)) as content:
        return b"".join(content.pieces())


def file_of(log: Log, kept: Kept) -> Path:
    """Where a content lies."""
    directory = log.contents.directory
    return directory.sealed(kept.name) if kept.commitment else directory.public(kept.name)


def registered(log: Log, kept: Kept, identity: str = "d1", title: str = "محضر الدورة") -> CommandHandler:
    """Register a document with a content."""
    sealed = {"ref": kept.name, "commitment": kept.commitment}
    content: dict[str, Any] = {"sealed": sealed} if kept.commitment else {"sha256": kept.name}
    size: ByteSize = kept.size
    fields = {"title": {"ar": title}, "kind": "minutes", "size": size, **content}
    handling = handler(log, lambda: NOW)
    command = RegisterDocument.model_validate({"actor": by("focal_point"), **fields})
    handling.handle(f"document:{identity}", command)
    return handling


def aged(log: Log, **age: float) -> None:
    """Let all that lies there be older."""
    with owner(log) as connection:
        for table in ("documents.contents", "vault.contents"):
            connection.execute(
                f"UPDATE {table} SET stored_at = stored_at - %s, examined_at = examined_at - %s",
                [timedelta(**age)] * 2,
            )


def flipped(path: Path, place: int = 700) -> None:
    """One bit of a file is another."""
    found = bytearray(path.read_bytes())
    found[place % len(found)] ^= 1
    path.write_bytes(found)


def lying(log: Log, content: bytes) -> list[str]:
    """The files of the directory in which a content, or the middle of it, is found."""
    middle = content[len(content) // 2 :][:24]
    found = [path for path in log.contents.directory.path.rglob("*") if path.is_file()]
    return [path.name for path in found if middle in path.read_bytes()]
