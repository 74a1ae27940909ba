"""Imports the register: from a press kit's own text, or from the facts shipped when it is not at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from domain.kernel.decider import State
from domain.kernel.guards import Refused
from domain.register.broken import BrokenPressKit
from domain.register.facts import shipped
from domain.register.plan import Given, plan
from domain.register.press_kit import copies, read_press_kit
from domain.register.standing import already_recorded, stands
from domain.register.values import PressKit, Source
from service.handling.in_turn import Keyed


class Record(Protocol):
    """Carries out commands in their order and yields what became of each; see `service.handling.in_turn`."""

    def __call__(self, given: Iterable[Keyed]) -> Iterable[object]: ...


class States(Protocol):
    """Reads the states of streams in one go; see `service.handling.handler.CommandHandler.states`."""

    def __call__(self, streams: Iterable[str]) -> Mapping[str, State]: ...


class ImportReport(NamedTuple):
    """How many facts an import recorded, how many it found on record, and how many bullets the list had."""

    recorded: int
    already_recorded: int
    bullets: int


def read_source(path: Path | None) -> tuple[PressKit, tuple[Source, ...]]:
    """A press kit and what identifies its text, first the document that it is registered as now. Raises
    BrokenPressKit, and OSError for an unreadable file.
    """
    if path is None:
        kit, source = shipped()
        return kit, (source,)
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenPressKit("not_utf8", **_place(body, error.start)) from error
    return read_press_kit(text), copies(text, body)


def _place(body: bytes, byte: int) -> dict[str, int]:
    """Line and character, both counted from 1, of a byte: what stands before it is UTF-8."""
    before = body[body.rfind(b"\n", 0, byte) + 1 : byte]
    character = len(before.decode("utf-8").removeprefix("\ufeff")) + 1
    return {"line": body.count(b"\n", 0, byte) + 1, "character": character}


def import_register(
    record: Record,
    source: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    states: States = lambda _streams: {},
) -> ImportReport:
    """Record the register that `source` holds, or the shipped one. Importing again changes nothing.

    The whole text is read before anything is recorded. `progress` is told commands done and in all; with
    `states`, what is on record is found by one look instead of one refusal each. Raises BrokenPressKit;
    Refused where the log says otherwise than the list.
    """
    kit, documents = read_source(source)
    every = plan(kit, _on_record(documents, states)).all()
    known, now = states({given.stream for given in every}), datetime.now(UTC)
    new = [given for given in every if not stands(given, known, now)]
    recorded, found = 0, len(every) - len(new)
    if found:
        progress(found, len(every))
    for outcome in record(_keyed(given) for given in new):
        if isinstance(outcome, Refused) and not already_recorded(outcome.unmet):
            raise outcome
        on_record = isinstance(outcome, Refused) or getattr(outcome, "replayed", False)
        recorded, found = recorded + (not on_record), found + on_record
        progress(recorded + found, len(every))
    bullets = sum(len(region.bullets) for region in kit.regions)
    return ImportReport(recorded, found, bullets)


def _keyed(given: Given) -> Keyed:
    """A command with a key that follows its content."""
    body = given.command.model_dump_json(exclude_none=True)
    key = f"register-{sha256(f'{given.stream} {body}'.encode()).hexdigest()}"
    return Keyed(given.stream, given.command, key)


def _on_record(documents: tuple[Source, ...], states: States) -> Source:
    """The form of a text that the log knows already, so that a copy of it is no source of its own."""
    streams = {f"document:{document.document_id}": document for document in documents}
    found = states(streams)
    known = (document for stream, document in streams.items() if stream in found and found[stream].version)
    return next(known, documents[0])
