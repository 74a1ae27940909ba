"""Contents, events and the directory stay in line: what is unnamed goes, what is erased is gone for good,
what is wrong is found by who looks.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.document.commands import ErasePersonalData
from projections.transparency.growing import Frontier
from projections.transparency.merkle import leaf_hash
from service.clock import Clock
from service.documents.contents import Contents
from service.documents.examining import agree, counted, examine
from service.documents.faults import NotHeld
from service.documents.sweeping import sweep_contents
from service.documents.watching import ContentWatch
from service.store.log import Log
from service.vault.rotation import rotate
from service.vault.subjects import erase, held
from tests.documents import files
from tests.documents.giving import NOW, aged, file_of, flipped, given, lying, read, registered, sealed
from tests.domain.scenario import by
from tests.handling.recorded import handler
from tests.projections.following import until
from tests.vault.giving import owner

LARGE = files.large()
ERASING: dict[str, Any] = {
    "actor": by("focal_point"),
    "reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}},
    "legal_basis": "law 09-08, article 8",
}


def keys_of(log: Log) -> int:
    with owner(log) as connection:
        row = connection.execute("SELECT count(*) FROM vault.subjects").fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.parametrize("give", [given, sealed])
def test_what_no_event_names_is_taken_away_after_its_hours_and_not_before(kept: Log, give: Any) -> None:
    found, named = give(kept, files.PDF), give(kept, files.PNG)
    registered(kept, named)
    aged(kept, hours=23)
    sweep_contents(kept.contents)
    assert read(kept, found) == files.PDF

    aged(kept, hours=2)
    sweep_contents(kept.contents)

    with pytest.raises(NotHeld):
        read(kept, found)
    assert not file_of(kept, found).exists()
    assert read(kept, named) == files.PNG
    assert keys_of(kept) == (1 if give is sealed else 0)


def test_a_content_given_again_begins_its_hours_anew(kept: Log) -> None:
    found = given(kept, files.PDF)
    aged(kept, hours=25)
    given(kept, files.PDF)

    assert sweep_contents(kept.contents) == 0
    assert read(kept, found) == files.PDF


def test_what_never_became_whole_is_taken_away(kept: Log) -> None:
    given(kept, files.PDF)
    incoming = kept.contents.directory.path / "incoming"
    old, new = incoming / "old", incoming / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, time.time() - 25 * 3600))

    assert sweep_contents(kept.contents) == 1
    assert [found.name for found in incoming.iterdir()] == ["new"]


def places(log: Log, *sought: bytes) -> list[str]:
    """Where in the database something is found: every column of every table that holds text or bytes."""
    found = []
    with owner(log) as connection:
        columns = connection.execute(
            """SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"""
        ).fetchall()
        for schema, table, column, kind in columns:
            text = f'"{column}"::text' if kind != "bytea" else f"encode(\"{column}\", 'hex')"
            for one in sought:
                wanted = one.hex() if kind == "bytea" else one.decode()
                query = f'SELECT FROM {schema}."{table}" WHERE position(%s in {text}) > 0 LIMIT 1'
                if connection.execute(query, [wanted]).rowcount:
                    found.append(f"{schema}.{table}.{column}")
    return found


def root(log: Log, size: int) -> bytes:
    frontier = Frontier()
    for row in log.since(0, size):
        frontier.append(leaf_hash(row.body))
    return frontier.root()


def test_an_erased_content_is_nowhere_and_the_log_proves_as_before(kept: Log) -> None:
    content = files.TEXT + "فاطمة الزهراء".encode() * 3
    found = sealed(kept, content)
    handling = registered(kept, found)
    size = kept.head()
    before = root(kept, size)
    assert places(kept, "محضر الدورة".encode()) == ["log.events.state"]  # what is there is found

    erasing = ErasePersonalData.model_validate(ERASING | {"refs": [found.name]})
    handling.handle("document:d1", erasing)

    assert lying(kept, content) == []
    assert [*kept.contents.directory.names()] == []
    assert places(kept, "فاطمة الزهراء".encode(), content[-25:]) == []
    assert keys_of(kept) == 0
    assert root(kept, size) == before
    assert Clock(handling).tick().refused == 0


def test_an_erasure_that_was_interrupted_is_done_by_the_clock(kept: Log, monkeypatch: Any) -> None:
    public, personal = given(kept, files.PDF), sealed(kept, files.PDF)
    handling = registered(kept, personal)
    registered(kept, public, "d2")
    with monkeypatch.context() as patched:
        patched.setattr(Contents, "erase", _killed)
        for stream, one in (("document:d1", personal), ("document:d2", public)):
            with pytest.raises(KeyboardInterrupt):
                handling.handle(stream, ErasePersonalData.model_validate(ERASING | {"refs": [one.name]}))
    assert file_of(kept, personal).exists()

    Clock(handler(kept, lambda: NOW)).tick()

    assert [*kept.contents.directory.names()] == []
    assert keys_of(kept) == 0


def _killed(*_given: Any) -> None:
    raise KeyboardInterrupt


def test_a_file_that_was_left_when_the_row_was_erased_is_removed_by_the_clock(kept: Log) -> None:
    public, personal = given(kept, files.PDF), sealed(kept, files.PDF)
    handling = registered(kept, personal)
    registered(kept, public, "d2")
    elsewhere = Log(kept.conninfo, kept.keys)  # another machine, which does not see the directory
    blind = handler(elsewhere, lambda: NOW)
    for stream, one in (("document:d1", personal), ("document:d2", public)):
        blind.handle(stream, ErasePersonalData.model_validate(ERASING | {"refs": [one.name]}))
    elsewhere.close()
    assert len([*kept.contents.directory.names()]) == 2

    Clock(handling).tick()

    assert [*kept.contents.directory.names()] == []


def test_what_is_one_persons_alone_is_given_out_and_erased_with_all_else_of_theirs(kept: Log) -> None:
    named, unnamed = sealed(kept, files.PDF, "person-7"), sealed(kept, files.PNG, "person-7")
    other = sealed(kept, files.PDF, "person-8")
    handling = registered(kept, named)
    registered(kept, other, "d2")

    found = held(kept, "person-7")
    told = {one["ref"]: one["streams"] for one in found.exported()["contents"]}
    recorded = erase(handling, found, ERASING)

    assert told == {named.name: ["document:d1"], unnamed.name: []}
    assert recorded[0] == "document:d1"
    assert len(recorded) == 2
    assert held(kept, "person-7").contents == []
    assert [*kept.contents.directory.names()] == [other.name]
    assert erase(handling, held(kept, "person-7"), ERASING) == []


@pytest.mark.parametrize("give", [given, sealed])
def test_who_looks_finds_what_was_altered_with_document_and_position(kept: Log, give: Any) -> None:
    found, right = give(kept, LARGE), give(kept, files.PNG)
    registered(kept, right, "d2")
    registered(kept, found)
    flipped(file_of(kept, found))
    assert examine(kept.contents) == []  # nothing is due on its first day
    aged(kept, days=2)

    [wrong] = examine(kept.contents)

    assert (wrong.name, wrong.document, wrong.position) == (found.name, "d1", kept.head())
    [told] = kept.contents.findings.health()["documents"]["first"]
    assert told == {"content": found.name, "document": "d1", "position": kept.head(), "status": "altered"}
    assert examine(kept.contents) == []  # looked at today


def test_a_content_that_does_not_fit_its_event_is_found_though_it_opens(kept: Log) -> None:
    found = sealed(kept, files.PDF)
    registered(kept, found._replace(commitment="c" * 64))

    [wrong] = examine(kept.contents, timedelta())

    assert wrong.name == found.name


def test_what_one_process_finds_the_others_tell_and_what_is_healed_they_forget(kept: Log) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)
    file_of(kept, found).unlink()
    other = Contents(kept.contents.ask, kept.keys, kept.contents.keeping)
    watch = ContentWatch(other, every=0.05)
    watch.start()
    try:
        examine(kept.contents, timedelta())
        until(lambda: other.findings.health().get("documents", {}).get("wrong_contents") == 1)
        assert other.findings.health()["documents"]["first"][0]["document"] == "d1"

        given(kept, files.PDF)

        until(lambda: other.findings.health() == {})
    finally:
        watch.stop()


def test_the_watch_looks_at_what_is_due(kept: Log) -> None:
    found = sealed(kept, files.PDF)
    registered(kept, found)
    file_of(kept, found).unlink()
    aged(kept, days=2)
    watch = ContentWatch(kept.contents, every=0.05)
    watch.start()
    try:
        until(lambda: kept.contents.findings.health() != {})
    finally:
        watch.stop()

    assert kept.contents.findings.health()["documents"]["first"][0]["status"] == "missing"


def test_an_erased_or_rotated_content_is_no_finding(kept: Log) -> None:
    found, other = sealed(kept, files.PDF), sealed(kept, files.PNG)
    handling = registered(kept, found)
    registered(kept, other, "d2")
    handling.handle("document:d1", ErasePersonalData.model_validate(ERASING | {"refs": [found.name]}))
    rotate(kept.conninfo, kept.keys, own=True)  # type: ignore[arg-type]

    assert examine(kept.contents, timedelta()) == []
    agree(kept.contents)
    assert kept.contents.findings.health() == {}
    assert counted(kept.contents) == (1, 0)


def test_a_file_that_nothing_tells_of_is_counted_and_left(kept: Log) -> None:
    given(kept, files.PDF)
    stranger: Path = kept.contents.directory.public("f" * 64)
    stranger.write_bytes(b"from a newer backup")

    sweep_contents(kept.contents)

    assert counted(kept.contents) == (1, 1)
    assert stranger.exists()
