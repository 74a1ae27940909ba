"""Ideas given through the command handler to a log of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.idea.commands import FindIdeaAdmissible, SubmitIdea
from domain.kernel.values import SealedText
from service.handling.handler import CommandHandler
from service.store.log import Log, SealedRow
from tests.domain.programme_journey import collecting, initiated
from tests.domain.scenario import by
from tests.handling.recorded import handler, recorded
from tests.vault.giving import SALT, owner

NOW = datetime(2025, 4, 30, 9, tzinfo=UTC)
WORDS = "اسمي فاطمة وأقترح نشر المقررات"
OTHER = "كلمات لم يقلها أحد"
KNOWN = {"kind": "pseudonymous", "ref": "person-7"}


def collected(log: Log) -> CommandHandler:
    """A handler of a log with a programme that collects ideas."""
    recorded(log, collecting(initiated()))
    return handler(log, lambda: NOW)


def submitted(
    handling: CommandHandler, author: dict[str, Any] = KNOWN, text: str = WORDS, **actor: Any
) -> str:
    """Submit an idea; its stream."""
    fields = {"programme_id": "p1", "channel": "online", "author": author, "text": {"text": text}}
    idea = SubmitIdea.model_validate({"actor": by("citizen", **actor), **fields})
    return handling.handle("idea", idea).stream


def admitted(handling: CommandHandler, **more: Any) -> str:
    """Submit an idea and find it admissible: everybody may read it."""
    stream = submitted(handling, **more)
    handling.handle(stream, FindIdeaAdmissible.model_validate({"actor": by("focal_point")}))
    return stream


def sealed(handling: CommandHandler, stream: str) -> SealedText:
    """What the idea's event holds of its words."""
    found: SealedText = handling.state(stream).text  # type: ignore[attr-defined]
    return found


def replaced(log: Log, ref: str, subject: str) -> None:
    """Other words are put in the place of those sealed, by somebody who has the keys."""
    found = log.vault.seal(subject, [SealedRow(ref, "ar", SALT, OTHER)])
    with owner(log) as connection:
        nonce, text = found.texts[0].nonce, found.texts[0].sealed
        connection.execute(
            "UPDATE vault.texts SET nonce = %s, sealed = %s WHERE ref = %s", [nonce, text, ref]
        )
