"""How contents are kept, and what is told of one that was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

MEGABYTES_50, DAY_HOURS = 50 * 2**20, 24


class Keeping(NamedTuple):
    """How contents are kept: in which directory, of how many bytes at most, and for how many hours while no
    event names them.
    """

    path: Path
    most: int = MEGABYTES_50
    unnamed_hours: int = DAY_HOURS


class Kept(NamedTuple):
    """A content that was taken in: its name, and the commitment to one with personal data."""

    name: str
    commitment: str | None
    size: int
    media_type: str


class PersonContent(NamedTuple):
    """A content that is one person's alone: its reference, size in bytes, type, and since when it is held."""

    ref: str
    size: int
    media_type: str
    stored_at: datetime


class NoDirectory(Exception):
    """This log was opened without a directory of contents."""


class KeyMovedOn(Exception):
    """Master keys were rotated again and again while a content's key was put in the vault."""
