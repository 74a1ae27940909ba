"""Filling a log: the register of members, and the illustrative programme."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int | None], None]
