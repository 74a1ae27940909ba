"""Citizens' words for those who must decide on them: at the machine that has the database, and nowhere else.

HTTP shows an idea or a contribution once it was found admissible. Whoever finds it so must have read it
before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from domain.idea.state import IdeaState
from domain.kernel.dates import legal_day
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.participation.events import GIVEN
from domain.participation.state import RECEIVED, GivenWords
from domain.participation.values import NAMES
from domain.vocabulary import name_of
from projections.given_words import author_named, sealed_name, sealed_words, text_status
from service.cli.speech import paper, say, spoken
from service.handling.handler import CommandHandler
from service.submissions.rows import SubmissionRows
from service.vault.findings import Wanted


def words_of(handler: CommandHandler, state: GivenWords) -> dict[str, Any]:
    """The words with who gave them, by which way, and who entered them; a status in their place where they
    are no longer to be read.
    """
    wanted = [one for one in (sealed_words(state), sealed_name(state)) if one is not None]
    opened = handler.log.vault.words(Wanted.of(one, state.stream) for one in wanted)
    status, text = text_status(state), None
    if status == "available" and state.text is not None:
        found = opened.get(state.text.ref)
        status, text = (found.status, found.text) if found else ("erased", None)
    name = opened.get(state.author_name.ref) if state.author_name else None
    public = state.public
    return {
        "public": public,
        "note": say("words_public" if public else "words_not_public"),
        "status": status,
        "text": text,
        "language": state.text.language if state.text else None,
        "author": author_named(state, name.text if name else None),
        "identity_erased": state.identity_erased,
        "channel": state.channel,
        "entered_by": state.entered_by,
        "document_id": state.redacted_document_id,
    }


def words_table(found: dict[str, Any]) -> Table:
    """The same for people."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    table.add_row(say("heading_words"), escape(_text(found)))
    table.add_row(say("heading_author"), escape(_author(found)))
    table.add_row(say("heading_channel"), _named("channel", found["channel"]))
    table.add_row(say("heading_entered_by"), _named("role", found["entered_by"]))
    return table


def _text(found: dict[str, Any]) -> str:
    """The words, or what stands where they stood."""
    if found["text"] is not None:
        return str(found["text"])
    return say(f"words_{found['status']}", document=found["document_id"] or "—")


def _author(found: dict[str, Any]) -> str:
    author = found["author"] or {}
    names = (author.get(name.member) for name in NAMES.values())
    told = [_named("author_kind", author.get("kind")), *names, author.get("ref")]
    if found["identity_erased"]:
        told = [say("words_identity_erased")]
    return ", ".join(str(one) for one in told if one)


def _named(vocabulary: str, key: Any) -> str:
    name = name_of(vocabulary, key)
    return spoken(name) if name else str(key or "—")


class Waiting(NamedTuple):
    """Words that wait for a decision or an answer: for which, since which day, for how many days."""

    stream: str
    state: GivenWords
    waits_for: str
    since: date
    days: int


def waiting(handler: CommandHandler) -> list[Waiting]:
    """All ideas and contributions that wait, those that wait longest first."""
    given = {row.stream: decode(row.body) for row in handler.log.of_types(GIVEN)}
    today = legal_day(handler.now())
    found = _waiting(handler.states(given) if given else {}, given, today)
    return sorted(found, key=lambda one: (one.since, one.stream))


def _waiting(states: Any, given: dict[str, Event], today: date) -> Iterator[Waiting]:
    for stream, event in given.items():
        waits_for = _waits_for(states[stream])
        if waits_for is not None:
            since = event.effective_at.day or legal_day(event.recorded_at)
            yield Waiting(stream, states[stream], waits_for, since, (today - since).days)


def _waits_for(state: GivenWords) -> str | None:
    if state.status in RECEIVED:
        return "admissibility"
    if state.status == "admissible":
        return "disposition" if isinstance(state, IdeaState) else "answer"
    return None


def list_waiting(handler: CommandHandler, *, as_json: bool = False) -> None:
    """Print what waits; as JSON, one line each."""
    found, asked = waiting(handler), SubmissionRows(handler.log).open_requests()
    if as_json:
        for one in found:
            typer.echo(json.dumps(_line(one), ensure_ascii=False))
        for request in asked:
            due = {"waits_for": "erasure", "scope": request.scope, "due_on": request.due_on.isoformat()}
            typer.echo(json.dumps({"stream": request.stream, **due}))
        return
    table = Table(box=None, pad_edge=False)
    for heading in (
        "heading_record",
        "heading_programme",
        "heading_waits_for",
        "heading_since",
        "heading_days",
    ):
        table.add_column(say(heading), overflow="fold")
    for one in found:
        told = say(f"waits_for_{one.waits_for}")
        table.add_row(one.stream, one.state.programme_id, told, one.since.isoformat(), str(one.days))
    paper().print(table)
    typer.echo(say("waiting_hint" if found else "nothing_waits"), err=True)
    for request in asked:
        typer.echo(say("erasure_asked", stream=request.stream, due=request.due_on.isoformat()))


def _line(one: Waiting) -> dict[str, Any]:
    return {
        "stream": one.stream,
        "programme_id": one.state.programme_id,
        "waits_for": one.waits_for,
        "since": one.since.isoformat(),
        "days": one.days,
        "channel": one.state.channel,
        "language": one.state.text.language if one.state.text else None,
        "length": one.state.text.length if one.state.text else None,
    }
