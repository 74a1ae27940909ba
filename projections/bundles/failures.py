"""What verifying found: of each check, that it held, or where and how it did not."""

from __future__ import annotations

from typing import NamedTuple


class Broken(Exception):
    """A check that did not hold: its name, the place, what was expected there and what was found."""

    def __init__(self, check: str, place: str = "", *, expected: object = "", found: object = "") -> None:
        super().__init__(f"{check}: {place}: expected {expected}, found {found}")
        self.check, self.place, self.expected, self.found = check, place, str(expected), str(found)


class Finding(NamedTuple):
    """The outcome of one check; `held` is None where it was not made. `number` is of what it looked at."""

    check: str
    held: bool | None
    place: str = ""
    expected: str = ""
    found: str = ""
    number: int = 0

    @classmethod
    def of(cls, broken: Broken) -> Finding:
        """That a check did not hold."""
        return cls(broken.check, False, broken.place, broken.expected, broken.found)
