"""Why a content is not taken in, or not given out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

Status = Literal["missing", "altered", "unreadable"]
"""What is wrong with a content: its file is gone, is not what its event says, or cannot be read at all."""


class WrongContent(Exception):
    """A content is not to be served; `reason` is for the log, and says nothing of what is in it."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status, self.reason = status, reason


class NotHeld(LookupError):
    """No content is held of that name: it was never given, was swept, or was erased at a moment."""

    def __init__(self, erased_at: datetime | None = None) -> None:
        super().__init__()
        self.erased_at = erased_at


class ErasedBefore(Exception):
    """A content that was erased is not taken in again."""

    def __init__(self, sha256: str, erased_at: datetime) -> None:
        super().__init__(sha256)
        self.sha256, self.erased_at = sha256, erased_at


class TooLarge(Exception):
    """A content has more bytes than one may have."""


class NotAllowed(Exception):
    """A content of no allowed type: `code` names the sentence (messages/validation.toml); `found`, what it
    was taken for.
    """

    def __init__(self, code: str, found: str | None = None) -> None:
        super().__init__(code)
        self.code, self.found = code, found
