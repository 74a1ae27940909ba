"""The last signed checkpoint in a file outside the database, where no restored backup reaches it."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp

from service.transparency.keys import sync_directory


class CheckpointFile:
    """One signed note in a file that is only ever replaced whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> bytes | None:
        """The note, None where there is no file. Raises OSError where it cannot be read."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None

    def write(self, note: bytes) -> None:
        """Put a note in the place of the last one; it is on disk when this returns. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, made = mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(note)
                file.flush()
                os.fchmod(file.fileno(), 0o644)  # what it says is public
                os.fsync(file.fileno())
            os.replace(made, self.path)
        except BaseException:
            os.unlink(made)
            raise
        sync_directory(self.path.parent)
