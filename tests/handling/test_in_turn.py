"""Commands carried out in their order, that share commits, come to what each alone would have come to."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from domain.document.commands import PublishTranslation, RegisterDocument
from service.handling.answers import Answer
from service.handling.handler import CommandHandler
from service.handling.in_turn import MOST, Keyed, Outcome, in_turn
from service.store.log import KeyReused, Log
from tests.domain.scenario import by
from tests.handling.recorded import handler

NOW = datetime(2025, 4, 30, 9, tzinfo=UTC)
STREAM = "document:d1"


def registered(stream: str = STREAM) -> Keyed:
    fields = {"title": {"ar": "محضر"}, "kind": "minutes", "size": 1, "sha256": "0" * 64}
    command = RegisterDocument.model_validate({"actor": by("focal_point"), **fields})
    return Keyed(stream, command, f"register {stream}")


def translation(version: int, stream: str = STREAM) -> Keyed:
    fields = {"language": "fr", "version": version, "title": "Titre", "size": 1, "sha256": "1" * 64}
    command = PublishTranslation.model_validate({"actor": by("focal_point"), **fields})
    return Keyed(stream, command, f"translate {stream} {version}")


def known(log: Log, *streams: str) -> CommandHandler:
    """A handler that has looked at streams."""
    found = handler(log, lambda: NOW)
    found.states(streams or [STREAM])
    return found


def told(outcomes: list[Outcome]) -> list[object]:
    return [
        outcome.version if isinstance(outcome, Answer) else outcome.unmet[0].guard.code
        for outcome in outcomes
    ]


def test_each_is_decided_on_what_those_before_it_lead_to(log: Log) -> None:
    several = 2 * MOST

    outcomes = list(in_turn(known(log), [registered(), *(translation(n) for n in range(1, several))]))

    assert told(outcomes) == list(range(1, several + 1))
    assert [row.version for row in log.load([STREAM])[STREAM]] == list(range(1, several + 1))


def test_those_of_one_stream_share_commits(log: Log) -> None:
    list(in_turn(known(log), [registered(), *(translation(n) for n in range(1, 40))]))

    with psycopg.connect(log.conninfo) as connection:
        commits = connection.execute("SELECT DISTINCT xmin::text FROM log.events").fetchall()
    assert len(commits) < 40


def test_what_supposed_a_command_that_is_refused_is_decided_again(log: Log) -> None:
    late, other = known(log), known(log)
    list(in_turn(other, [registered()]))

    outcomes = list(in_turn(late, [registered()._replace(key="another"), translation(1), translation(2)]))

    assert told(outcomes) == ["record.is_new", 2, 3]


def test_the_log_keeps_their_order(log: Log) -> None:
    given = [registered(f"document:d{n}") for n in range(10)]

    list(in_turn(known(log, *(one.stream for one in given)), given))

    assert [row.stream for row in log.since(0, 100)] == [one.stream for one in given]


def test_a_refusal_is_one_outcome_among_the_others(log: Log) -> None:
    outcomes = list(in_turn(known(log), [registered(), translation(7), translation(1)]))

    assert told(outcomes) == [1, "document.next_version", 2]


def test_what_was_never_looked_at_is_looked_at(log: Log) -> None:
    outcomes = list(in_turn(handler(log, lambda: NOW), [registered(), translation(1)]))

    assert told(outcomes) == [1, 2]


def test_what_another_process_recorded_meanwhile_is_decided_on(log: Log) -> None:
    late, other = known(log), known(log)
    list(in_turn(other, [registered(), translation(1)]))

    outcomes = list(in_turn(late, [registered()._replace(key="another"), translation(1), translation(2)]))

    assert told(outcomes) == ["record.is_new", 2, 3]
    assert isinstance(outcomes[1], Answer)
    assert [isinstance(one, Answer) and one.replayed for one in outcomes] == [False, True, False]


def test_a_repetition_records_nothing_and_misleads_nobody(log: Log) -> None:
    first = known(log)
    list(in_turn(first, [registered(), translation(1)]))
    again = known(log)
    again.states([STREAM])

    outcomes = list(in_turn(again, [registered(), translation(1), translation(2)]))

    assert told(outcomes) == [1, 2, 3]
    assert log.head() == 3


def test_nothing_is_decided_on_what_then_is_not_recorded(log: Log) -> None:
    late, other = known(log), known(log)
    list(in_turn(other, [registered()]))

    with pytest.raises(KeyReused):
        list(in_turn(late, [registered()._replace(command=_other()), translation(1)]))

    assert log.head() == 1
    assert told(list(in_turn(late, [translation(1)]))) == [2]


def _other() -> RegisterDocument:
    fields = {"title": {"ar": "آخر"}, "kind": "minutes", "size": 2, "sha256": "2" * 64}
    return RegisterDocument.model_validate({"actor": by("focal_point"), **fields})
