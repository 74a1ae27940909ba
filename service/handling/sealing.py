"""Citizens' words: sealed before anything is decided, so that an event only ever sees a commitment."""

from __future__ import annotations

import secrets
from typing import NamedTuple
from uuid import uuid4

from domain.kernel.commands import Command
from domain.kernel.values import SealedText
from service.store.log import SealedRow
from service.vault.findings import commitment

__all__ = ["Sealed", "commitment", "seal"]


class Sealed(NamedTuple):
    """What the events hold of a command's words, by field, the rows that hold the words themselves, and whose
    they are, where a reference says so.
    """

    texts: dict[str, SealedText]
    rows: list[SealedRow]
    subject: str | None

    @property
    def reads_key(self) -> bool:
        """Whether a key must be read before these words can be encrypted."""
        return bool(self.rows) and self.subject is not None


def seal(command: Command) -> Sealed:
    """Seal the words of a command: a random reference, and an HMAC-SHA-256 under a random 32-byte salt."""
    texts: dict[str, SealedText] = {}
    rows: list[SealedRow] = []
    for field, words in command.words().items():
        ref, salt = str(uuid4()), secrets.token_bytes(32)
        texts[field] = SealedText(
            ref=ref, language=words.language, length=len(words.text), commitment=commitment(words.text, salt)
        )
        rows.append(SealedRow(ref, words.language, salt, words.text))
    return Sealed(texts, rows, command.whose_words())
