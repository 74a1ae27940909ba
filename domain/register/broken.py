"""A press kit that cannot be read: refused whole, with the place where it breaks."""

from __future__ import annotations

from typing import Any

from domain.kernel.guards import GuardTable, Refused

GUARDS = GuardTable(__package__, "register")


class BrokenPressKit(Refused):
    """The text breaks off from its layout; nothing of it is recorded.

    `line` counts from 1 in the text (None where something is missing altogether), `column` is the printed
    column (1 or 2), `bullet` counts from 1 in that column of that line.
    """

    def __init__(
        self,
        code: str,
        *,
        line: int | None = None,
        column: int | None = None,
        bullet: int | None = None,
        **found: Any,
    ) -> None:
        self.line, self.column, self.bullet = line, column, bullet
        super().__init__([GUARDS[code].check(False, line=line, column=column, bullet=bullet, **found)])
