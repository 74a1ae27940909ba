"""The directory of contents: `public` by digest, `sealed` by reference, `incoming` what is not whole yet.

A content comes to its place by being renamed there, written and synchronised before: whatever happens, a file
in its place is whole. Only the service's user may enter.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from time import time

from service.messages import Told
from service.messages.system import system_said

PUBLIC, SEALED, INCOMING = "public", "sealed", "incoming"
_LOCK, _OWNER = "lock", "origin"
PRIVATE = 0o700


class BadDirectory(Told):
    """The directory of contents cannot be used."""


class ContentDirectory:
    """One directory, of one log. Made when the first content comes: who only reads leaves no trace."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def public(self, sha256: str) -> Path:
        """Where a public content lies."""
        return self.path / PUBLIC / sha256

    def sealed(self, ref: str) -> Path:
        """Where an encrypted content lies."""
        return self.path / SEALED / ref

    def check(self, origin: str) -> None:
        """Refuse the directory of another log, whose contents would be swept. Raises BadDirectory.

        Who may not enter is told so where contents are asked for: much can be done without them.
        """
        try:
            found = (self.path / _OWNER).read_text("utf-8")
        except (FileNotFoundError, PermissionError):
            return
        except OSError as error:
            raise BadDirectory("documents_unusable", path=self.path, said=system_said(error)) from None
        if found != origin:
            raise BadDirectory("documents_of_other_log", path=self.path, found=found, expected=origin)

    def make(self, origin: str) -> None:
        """Make what is missing of it, for the log of that name. Raises OSError, BadDirectory."""
        for part in (PUBLIC, SEALED, INCOMING):
            (self.path / part).mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if self.path.stat().st_mode & 0o777 != PRIVATE:
            self.path.chmod(PRIVATE)
        descriptor, made = mkstemp(dir=self.path / INCOMING)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(origin)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, self.path / _OWNER)
        os.unlink(made)
        self.check(origin)

    def new(self) -> tuple[int, Path]:
        """A new file for a content that comes: its descriptor and its temporary name. Raises OSError."""
        descriptor, made = mkstemp(dir=self.path / INCOMING)  # of mode 0600
        return descriptor, Path(made)

    def put(self, made: Path, place: Path) -> None:
        """Give a whole file its name. Raises OSError."""
        os.replace(made, place)
        _synchronise(place.parent)

    def remove(self, place: Path) -> bool:
        """Remove a file; whether there was one. Raises OSError."""
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        _synchronise(place.parent)
        return True

    def sweep_incoming(self, seconds: float) -> int:
        """Remove what never became whole, once it is so old; returns how many files."""
        swept, before = 0, time() - seconds
        with suppress(FileNotFoundError):
            for found in os.scandir(self.path / INCOMING):
                with suppress(FileNotFoundError):
                    if found.stat(follow_symlinks=False).st_mtime < before:
                        os.unlink(found.path)
                        swept += 1
        return swept

    def names(self) -> Iterator[str]:
        """The names of all contents that lie there."""
        for part in (PUBLIC, SEALED):
            with suppress(FileNotFoundError):
                yield from (found.name for found in os.scandir(self.path / part))

    @contextmanager
    def locked(self, *, alone: bool = False) -> Iterator[None]:
        """Held by everybody who brings a content to its place, and `alone` by who takes some away. Between
        processes, and, where the file system has such locks, between machines. Raises OSError.
        """
        descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)


def _synchronise(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
