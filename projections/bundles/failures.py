"""What verifying found: of each check, that it held, or where and how it did not."""

from __future__ import annotations

from typing import NamedTuple

from projections.transparency.faults import Words

Text = str | Words
"""What reads the same in every language, such as a hash, or words of each."""


class Broken(Exception):
    """A check that did not hold: its name, the place, what was expected there and what was found."""

    def __init__(self, check: str, place: Text = "", *, expected: object = "", found: object = "") -> None:
        super().__init__(f"{check}: {place}: expected {expected}, found {found}")
        self.check = check
        self.place, self.expected, self.found = _text(place), _text(expected), _text(found)


class Finding(NamedTuple):
    """The outcome of one check; `held` is None where it was not made. `number` is of what it looked at."""

    check: str
    held: bool | None
    place: Text = ""
    expected: Text = ""
    found: Text = ""
    number: int = 0

    @classmethod
    def of(cls, broken: Broken) -> Finding:
        """That a check did not hold."""
        return cls(broken.check, False, broken.place, broken.expected, broken.found)


def _text(given: object) -> Text:
    return given if isinstance(given, Words) else str(given)
