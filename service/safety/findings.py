"""One thing that was found of a configuration, with what to do about it."""

from __future__ import annotations

from typing import Any, NamedTuple

from service.messages import sentences

REMEDY = "_remedy"


class Finding(NamedTuple):
    """What was found, by a code (messages/safety.toml); `unsafe` tells it from what is only to be known."""

    code: str
    unsafe: bool
    found: dict[str, Any]

    @property
    def sentence(self) -> dict[str, str]:
        """What it is, by language."""
        return sentences("safety", self.code, **self.found)

    @property
    def remedy(self) -> dict[str, str]:
        """What to do, by language."""
        return sentences("safety", self.code + REMEDY, **self.found)

    def told(self) -> dict[str, Any]:
        """For programs."""
        found = {
            name: value if isinstance(value, int | list) else str(value) for name, value in self.found.items()
        }
        return {
            "code": self.code,
            "unsafe": self.unsafe,
            "sentence": self.sentence,
            "remedy": self.remedy,
            "found": found,
        }


def unsafe(code: str, /, **found: Any) -> Finding:
    """What makes a configuration unsafe."""
    return Finding(code, True, found)


def notice(code: str, /, **found: Any) -> Finding:
    """What is to be known, and refuses nothing."""
    return Finding(code, False, found)
