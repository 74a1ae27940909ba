"""Citizens' words: sealed before anything is decided, so that an event only ever sees a commitment."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import NamedTuple
from uuid import uuid4

from domain.kernel.commands import Command
from domain.kernel.values import SealedText
from service.store.log import SealedRow


class Sealed(NamedTuple):
    """What the events hold of a command's words, by field, and the rows that hold the words themselves."""

    texts: dict[str, SealedText]
    rows: list[SealedRow]


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
    return Sealed(texts, rows)


def commitment(text: str, salt: bytes) -> str:
    """The commitment to a text under a salt, in lower-case hexadecimal."""
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()
