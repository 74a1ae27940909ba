"""The master keys: one a line in a file, `KEY-ID:64 hex digits`. The first wraps; the others only open what
they wrapped before.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import NamedTuple

from service.messages import Told
from service.vault.cipher import KEY, CannotOpen, MasterKey
from service.vault.open_keys import OpenKeys

_LINE = re.compile(r"([A-Za-z0-9._-]{1,64}):([0-9a-fA-F]{64})")
HEADING = "# The keys of the vault. Keep a copy in a safe place: without them nobody reads what lies there."


class BadVaultKey(Told):
    """The master keys cannot be used; the message says why, never what the file holds."""


class MasterKeys:
    """Keys given once. `lately` are subjects' keys that they have just unwrapped."""

    def __init__(self, *keys: MasterKey) -> None:
        self.lately = OpenKeys()
        self._active, self._known = keys[0], {key.id: key for key in keys}

    @property
    def active(self) -> MasterKey:
        """The key that wraps what is new."""
        return self._active

    def find(self, key_id: str, what: str) -> MasterKey:
        """The key of a name, to open something by. Raises CannotOpen."""
        if key_id not in self._known:
            raise CannotOpen(what, key_id, "no master key of that name")
        return self._known[key_id]

    def __contains__(self, key_id: object) -> bool:
        return key_id in self._known


class _Stamp(NamedTuple):
    """By what it is seen that a file is another."""

    inode: int
    changed: int
    size: int


class KeyFile(MasterKeys):
    """The keys in a file, read again when it changes: a rotation goes on while others read and write.

    What was once read stays known: a row may have been read before the rotation that has just ended. Where
    the file is gone for a while, or being written, what is known is used. Raises BadVaultKey.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._stamp = path, _stamp(path)
        super().__init__(*read_keys(path))

    @property
    def active(self) -> MasterKey:
        """The key that wraps what is new."""
        self._look()
        return self._active

    def find(self, key_id: str, what: str) -> MasterKey:
        """The key of a name. Raises CannotOpen."""
        if key_id not in self._known:
            self._look()
        return super().find(key_id, what)

    def _look(self) -> None:
        with suppress(BadVaultKey):
            stamp = _stamp(self.path)
            if stamp != self._stamp:
                keys = read_keys(self.path)
                self._known |= {key.id: key for key in keys}
                self._active, self._stamp = keys[0], stamp


def read_keys(path: Path) -> list[MasterKey]:
    """The keys in a file, the active one first. Raises BadVaultKey."""
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadVaultKey("vault_key_unreadable", path=path, said=_said(error)) from None
    found: dict[str, MasterKey] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise BadVaultKey("vault_key_line", path=path, line=number)
        if match[1] in found:
            raise BadVaultKey("vault_key_twice", path=path, line=number, key=match[1])
        found[match[1]] = MasterKey(match[1], bytes.fromhex(match[2]))
    if not found:
        raise BadVaultKey("vault_key_none", path=path)
    return list(found.values())


def new_master_key() -> MasterKey:
    """A random key of a random name."""
    return MasterKey(f"k-{secrets.token_hex(4)}", secrets.token_bytes(KEY))


def make_keys(path: Path) -> None:
    """Make a file with one key where there is none; of two processes at once the first one's counts. Raises
    BadVaultKey.
    """
    _put(path, [new_master_key()], replace=False)


def write_keys(path: Path, keys: Sequence[MasterKey]) -> None:
    """Put keys in the place of those in a file: all or nothing, whatever happens meanwhile. Raises
    BadVaultKey.
    """
    _put(path, keys, replace=True)


def _put(path: Path, keys: Sequence[MasterKey], *, replace: bool) -> None:
    text = "\n".join([HEADING, *(f"{key.id}:{key.secret.hex()}" for key in keys), ""])
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, made = mkstemp(dir=path.parent, prefix=path.name)  # of mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(made, path)
        else:
            with suppress(FileExistsError):
                os.link(made, path)
            os.unlink(made)
        directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(directory)
        os.close(directory)
    except OSError as error:
        raise BadVaultKey("vault_key_not_made", path=path, said=_said(error)) from None


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError as error:
        raise BadVaultKey("vault_key_unreadable", path=path, said=_said(error)) from None
    return _Stamp(found.st_ino, found.st_mtime_ns, found.st_size)


def _said(error: OSError | UnicodeDecodeError) -> str:
    """Never the bytes that could not be read."""
    return error.strerror or "" if isinstance(error, OSError) else "ASCII"
