"""Words replaced behind the service's back: seen by their commitment, shown to nobody, told loudly."""

from __future__ import annotations

import psycopg
import pytest

from service.store.datastore import as_service
from service.store.log import Log
from service.vault.examining import examine
from tests.api.reading import read, reading
from tests.projections.following import caught_up, until
from tests.vault.submitting import OTHER, WORDS, admitted, collected, replaced, sealed


def test_looking_at_all_events_anew_finds_replaced_words_with_position_and_reference(log: Log) -> None:
    handling = collected(log)
    stream, _ = admitted(handling), admitted(handling)
    ref = sealed(handling, stream).ref
    replaced(log, ref, "person-7")
    events = log.since(0, 1_000)

    with psycopg.connect(as_service(log.conninfo)) as connection:
        examine(log.vault, connection, events)

    position = next(row.position for row in events if row.stream == stream)
    assert log.vault.findings.health()["vault"] == {
        "wrong_texts": 1,
        "first": [{"position": position, "ref": ref, "status": "altered"}],
    }


def test_looking_at_a_log_whose_words_were_erased_finds_nothing(log: Log) -> None:
    handling = collected(log)
    admitted(handling)
    log.vault.erase_subject("person-7")

    with psycopg.connect(as_service(log.conninfo)) as connection:
        examine(log.vault, connection, log.since(0, 1_000))

    assert log.vault.findings.health() == {}


@pytest.mark.parametrize("past", [{}, {"on": "2025-05-01"}], ids=["now", "on a day"])
def test_over_http_replaced_words_are_missing_with_a_mark_of_their_own(
    log: Log, past: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    handling = collected(log)
    stream, right = admitted(handling), admitted(handling)
    with reading(log) as client:
        until(lambda: caught_up(log))
        assert read(client, "ideas/" + stream.partition(":")[2], **past)["words"] == WORDS
        replaced(log, sealed(handling, stream).ref, "person-7")
        until(lambda: not read(client, "ideas/" + stream.partition(":")[2], **past)["words"])

        one = read(client, "ideas/" + stream.partition(":")[2], **past)
        items = {item["id"]: item for item in read(client, "ideas", limit=50, **past)["items"]}
        found = read(client, "search", q="المقررات")["items"]

    assert (one["words"], one["words_status"]) == (None, "altered")
    shown = items[stream.partition(":")[2]], items[right.partition(":")[2]]
    assert [(item["words"], item.get("words_status")) for item in shown] == [(None, "altered"), (WORDS, None)]
    assert OTHER not in str((one, items, found))
    assert "is not what its event says" in capsys.readouterr().out
    assert sealed(handling, stream).ref in str(log.vault.findings.health())
