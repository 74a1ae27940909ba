"""Fewer rights than root's, to which no directory is closed."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from service.database.account import as_root


@contextmanager
def without_rights() -> Iterator[None]:
    """For a while an ordinary user."""
    root = as_root()
    if root:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
