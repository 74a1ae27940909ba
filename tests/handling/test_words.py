"""Citizens' words: sealed in the log, kept beside it, and gone once their erasure is recorded."""

from datetime import UTC, datetime

from domain.idea.commands import EraseIdeaPersonalData, SubmitIdea
from domain.kernel.stored import decode
from service.clock import Clock
from service.handling.sealing import commitment
from service.store.log import Log
from tests.domain.programme_journey import collecting, initiated
from tests.domain.scenario import by
from tests.handling.recorded import handler, recorded

NOW = datetime(2025, 4, 30, 9, tzinfo=UTC)
WORDS = "اسمي فاطمة وأقترح نشر المقررات"
IDEA = {"programme_id": "p1", "channel": "online", "author": {"kind": "anonymous"}, "text": {"text": WORDS}}
ERASE = {"legal_basis": "law 09-08", "reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}}}


def submitted(log: Log) -> str:
    recorded(log, collecting(initiated()))
    idea = SubmitIdea.model_validate({"actor": by("citizen"), **IDEA})
    return handler(log, lambda: NOW).handle("idea", idea, key="once").stream


def sealed(log: Log, stream: str) -> object:
    return decode(log.load([stream])[stream][0].body).data.text


def test_an_event_holds_a_commitment_and_not_the_words(log: Log) -> None:
    stream = submitted(log)

    body = log.load([stream])[stream][0].body.decode()
    text = sealed(log, stream)

    assert WORDS not in body
    assert "فاطمة" not in body
    assert log.texts([text.ref]) == {text.ref: ("ar", WORDS)}
    assert (text.length, text.language) == (len(WORDS), "ar")
    assert len(commitment(WORDS, b"another salt")) == len(text.commitment)
    assert text.commitment != commitment(WORDS, b"another salt")


def test_a_repeated_command_seals_nothing_twice(log: Log) -> None:
    stream = submitted(log)
    idea = SubmitIdea.model_validate({"actor": by("citizen"), **IDEA})

    again = handler(log, lambda: NOW).handle("idea", idea, key="once")

    assert (again.stream, again.replayed) == (stream, True)
    assert len(log.texts([sealed(log, stream).ref])) == 1


def test_erased_words_are_gone_and_the_log_still_reads(log: Log) -> None:
    stream = submitted(log)
    text = sealed(log, stream)
    erase = EraseIdeaPersonalData.model_validate({"actor": by("operator"), **ERASE})

    handler(log, lambda: NOW).handle(stream, erase)

    assert log.texts([text.ref]) == {}
    assert sealed(log, stream) == text
    assert handler(log, lambda: NOW).state(stream).words_erased


def test_a_deletion_that_a_crash_prevented_is_made_up_for(log: Log, monkeypatch) -> None:
    stream = submitted(log)
    text = sealed(log, stream)
    erase = EraseIdeaPersonalData.model_validate({"actor": by("operator"), **ERASE})
    with monkeypatch.context() as crash:
        crash.setattr("service.handling.attempts.erase", lambda _log, _events: None)
        handler(log, lambda: NOW).handle(stream, erase)
    assert log.texts([text.ref])

    Clock(handler(log, lambda: NOW)).tick()

    assert log.texts([text.ref]) == {}
