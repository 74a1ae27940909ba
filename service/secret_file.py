"""The file of the service's secret: one key in hexadecimal digits."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from service.messages import Told
from service.messages.system import system_said

LEAST_SECRET = 16
"""Bytes below which a key could be guessed."""


class BadSecret(Told):
    """The file of the secret key holds none."""


def is_missing(path: Path) -> bool:
    """Whether there is no such file, as far as may be looked: behind a closed directory there may be one."""
    try:
        return not path.exists()
    except OSError:
        return False


def read_secret(path: Path) -> bytes:
    """The key in a file, at least 16 bytes. Raises BadSecret, which never says what the file holds."""
    try:
        found = bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        raise BadSecret("secret_missing", path=path) from None
    except OSError as error:
        raise BadSecret("secret_unreadable", path=path, said=system_said(error)) from error
    except ValueError:
        raise BadSecret("secret_malformed", path=path, expected=LEAST_SECRET) from None
    if len(found) < LEAST_SECRET:
        raise BadSecret("secret_short", path=path, expected=LEAST_SECRET, found=len(found))
    return found


def make_secret(path: Path) -> None:
    """Make it whole under another name first: a process that starts meanwhile must not read half a key.
    Raises BadSecret.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, made = mkstemp(dir=path.parent, prefix=path.name)  # of mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(made, path)
        os.unlink(made)
    except OSError as error:
        raise BadSecret("secret_not_made", path=path, said=system_said(error)) from error
