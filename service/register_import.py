"""Imports the register: from a press kit's own text, or from the facts shipped when it is not at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

from domain.kernel.commands import Command
from domain.kernel.decider import State
from domain.kernel.guards import Refused
from domain.register.broken import BrokenPressKit
from domain.register.facts import shipped
from domain.register.plan import Given, plan
from domain.register.press_kit import copies, read_press_kit
from domain.register.standing import already_recorded, stands
from domain.register.values import PressKit, Source


class Handle(Protocol):
    """Carries out a command; see `service.handling.handler.CommandHandler.handle`."""

    def __call__(self, stream: str, command: Command, *, key: str) -> object: ...


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
    handle: Handle,
    source: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    workers: int = 1,
    states: States = lambda _streams: {},
) -> ImportReport:
    """Record the register that `source` holds, or the shipped one. Importing again changes nothing.

    The whole text is read before anything is recorded. `progress` is told commands done and in all;
    `workers` threads record collectivities side by side; with `states`, what is on record is found by one
    look instead of one refusal each. Raises BrokenPressKit; Refused where the log says otherwise than the
    list.
    """
    kit, documents = read_source(source)
    wanted = plan(kit, _on_record(documents, states))
    every = wanted.all()
    recording = _Recording(handle, progress, len(every), states({given.stream for given in every}))
    recording.all(wanted.network)
    with ThreadPoolExecutor(workers, thread_name_prefix="register") as pool:
        list(pool.map(recording.all, wanted.collectivities))
    recording.all(wanted.listings)
    recording.all(wanted.commune)
    bullets = sum(len(region.bullets) for region in kit.regions)
    return ImportReport(recording.recorded, recording.found, bullets)


def _on_record(documents: tuple[Source, ...], states: States) -> Source:
    """The form of a text that the log knows already, so that a copy of it is no source of its own."""
    streams = {f"document:{document.document_id}": document for document in documents}
    found = states(streams)
    known = (document for stream, document in streams.items() if stream in found and found[stream].version)
    return next(known, documents[0])


class _Recording:
    def __init__(
        self,
        handle: Handle,
        progress: Callable[[int, int], None],
        size: int,
        states: Mapping[str, State],
    ) -> None:
        self._handle, self._progress, self._size, self._states = handle, progress, size, states
        self._lock = Lock()
        self.recorded = self.found = 0

    def all(self, commands: Iterable[Given]) -> None:
        """Give the commands in order."""
        for given in commands:
            new = self._record(given)
            with self._lock:
                self.recorded += new
                self.found += not new
                self._progress(self.recorded + self.found, self._size)

    def _record(self, given: Given) -> bool:
        """Give one command; False where its fact was on record. Its key follows its content."""
        if stands(given, self._states, datetime.now(UTC)):
            return False
        body = given.command.model_dump_json(exclude_none=True)
        key = f"register-{sha256(f'{given.stream} {body}'.encode()).hexdigest()}"
        try:
            answer = self._handle(given.stream, given.command, key=key)
        except Refused as refused:
            if already_recorded(refused.unmet):
                return False
            raise
        return not getattr(answer, "replayed", False)
