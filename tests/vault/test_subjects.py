"""All that is held of one person: given out whole, and erased for good while the record stays provable."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest

from domain.idea.commands import EraseIdeaPersonalData, SubmitIdea
from domain.kernel.stored import decode
from domain.kernel.values import Actor
from projections.transparency.checkpoint import open_checkpoint
from projections.transparency.growing import Frontier
from projections.transparency.merkle import leaf_hash
from service.clock import Clock
from service.database.binaries import binaries
from service.store.log import Log
from service.vault.subjects import erase, held
from tests.api.reading import read, reading
from tests.domain.scenario import by
from tests.handling.recorded import handler
from tests.log.signing import signed_up_to, signer, signing
from tests.projections.following import caught_up, live_table, until
from tests.vault.giving import owner
from tests.vault.submitting import KNOWN, NOW, WORDS, admitted, collected, sealed, submitted

FIELDS = {
    "actor": {"role": "operator", "body": "operator"},
    "reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}},
    "legal_basis": "law 09-08, article 8",
}
NAME = "فاطمة الزهراء"


def test_what_is_held_of_a_person_is_given_out_with_the_events_that_name_them(log: Log) -> None:
    handling = collected(log)
    stream, other = submitted(handling), submitted(handling, {"kind": "anonymous"}, "غيرها")
    log.name_person("person-7", NAME, "عضو")

    found = held(log, "person-7").exported()

    ref = sealed(handling, stream).ref
    [text] = found["texts"]
    assert (text["ref"], text["language"], text["text"]) == (ref, "ar", WORDS)
    assert [(event["stream"], event["type"]) for event in text["events"]] == [(stream, "IdeaSubmitted")]
    assert found["office_register"] == {"name": NAME, "office": "عضو"}
    assert [event["stream"] for event in found["events"]] == [stream]
    assert other not in str(found)


def test_of_whom_nothing_is_held_nothing_is_given_out(log: Log) -> None:
    collected(log)

    assert held(log, "person-1").nothing


def test_a_person_who_gave_words_without_naming_themselves_is_their_subject(log: Log) -> None:
    handling = collected(log)
    submitted(handling, {"kind": "anonymous"}, person_ref="person-9")

    assert [one.text for one in held(log, "person-9").texts.values()] == [WORDS]


@pytest.mark.parametrize(
    ("actor", "author", "whose"),
    [
        (by("citizen", person_ref="person-9"), KNOWN, "person-7"),
        (by("citizen", person_ref="person-9"), {"kind": "anonymous"}, "person-9"),
        (by("citizen"), {"kind": "anonymous"}, None),
        (by("focal_point", person_ref="staff-1"), KNOWN, "person-7"),
        (by("focal_point", person_ref="staff-1"), {"kind": "anonymous"}, None),
    ],
)
def test_words_are_their_authors_and_never_those_of_staff_who_enter_them(
    actor: Actor, author: dict[str, Any], whose: str | None
) -> None:
    fields = {"programme_id": "p1", "channel": "paper", "author": author, "text": {"text": WORDS}}

    assert SubmitIdea.model_validate({"actor": actor, **fields}).whose_words() == whose


def test_two_first_submissions_at_once_are_both_recorded_and_readable(log: Log) -> None:
    handlers = [collected(log), *(handler(log, lambda: NOW) for _ in range(3))]
    for number in range(5):
        together = Barrier(4)

        def submit(pair: Any, number: int = number, together: Barrier = together) -> str:
            together.wait(10)
            return submitted(pair[1], {**KNOWN, "ref": f"person-{number}"}, f"{WORDS} {pair[0]}")

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(submit, enumerate(handlers)))

        texts = [one.text for one in log.vault.texts_of(f"person-{number}").values()]
        assert sorted(texts) == [f"{WORDS} {place}" for place in range(4)]


def test_words_of_a_known_person_are_not_begun_without_reading_their_key(log: Log) -> None:
    handling = collected(log)
    submitted(handling)  # so that the programme is kept
    fields = {"programme_id": "p1", "channel": "online", "text": {"text": WORDS}}

    def begun(author: dict[str, Any]) -> bool:
        idea = SubmitIdea.model_validate({"actor": by("citizen"), "author": author, **fields})
        found = handling.begin("idea", idea)
        return found is not None and handling.finish(found).version == 1

    assert not begun(KNOWN)
    assert begun({"kind": "anonymous"})


def test_an_erasure_is_recorded_in_each_record_and_destroys_the_key(log: Log) -> None:
    handling = collected(log)
    streams = [submitted(handling), admitted(handling)]
    log.name_person("person-7", NAME, "عضو")

    recorded = erase(handling, held(log, "person-7"), FIELDS)

    assert recorded == streams
    assert all(handling.state(stream).words_erased for stream in streams)
    assert all(handling.state(stream).shown_author == "anonymous" for stream in streams)
    assert (log.vault.holds("person-7"), log.office_register()) == (False, {})
    assert erase(handling, held(log, "person-7"), FIELDS) == []


def test_what_no_idea_is_about_is_erased_under_a_record_of_its_own(log: Log) -> None:
    handling = collected(log)
    log.name_person("member-1", NAME, "عضو")

    [stream] = erase(handling, held(log, "member-1"), FIELDS)

    event = decode(log.load([stream])[stream][0].body)
    assert (event.type, event.data.person_ref) == ("PersonalDataErased", "member-1")
    assert event.data.legal_basis == FIELDS["legal_basis"]
    assert log.office_register() == {}
    assert not log.vault.holds("member-1")


def test_an_erasure_that_was_interrupted_goes_on(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    handling = collected(log)
    streams = [submitted(handling) for _ in range(3)]
    with monkeypatch.context() as crash:
        crash.setattr("service.handling.attempts.erase", lambda _log, _events: None)
        handling.handle(streams[0], EraseIdeaPersonalData.model_validate(FIELDS))
    assert len(log.vault.texts_of("person-7")) == 3

    recorded = erase(handling, held(log, "person-7"), FIELDS)

    assert recorded == streams[1:]
    assert not log.vault.holds("person-7")


def test_the_last_words_erased_one_by_one_take_the_key_with_them(log: Log) -> None:
    handling = collected(log)
    streams = [submitted(handling) for _ in range(2)]

    for stream in streams:
        assert log.vault.holds("person-7")
        handling.handle(stream, EraseIdeaPersonalData.model_validate(FIELDS))

    assert not log.vault.holds("person-7")


def places(log: Log, *words: str) -> list[str]:
    """The places of a database, and of its dump, where one of these words is found."""
    return [*_in_columns(log, words), *_in_dump(log, words)]


def stems(log: Log, ref: str) -> list[str]:
    """What is kept of public words, so that they are found."""
    with owner(log) as connection:
        found = connection.execute(
            f"SELECT tsvector_to_array(ar) FROM {live_table(log, 'search')} WHERE words_ref = %s", [ref]
        ).fetchone()
    assert found is not None
    assert len(found[0]) > 1
    return list(found[0])


def _in_columns(log: Log, words: tuple[str, ...]) -> Iterator[str]:
    with owner(log) as connection:
        columns = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert {"log", "vault", "read"} <= {schema for schema, *_ in columns}
        for schema, table, column in columns:
            rows = connection.execute(f'SELECT "{column}"::text, "{column}" FROM {schema}.{table}').fetchall()
            for row in rows:
                said = " ".join(
                    one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in row
                )
                if any(word in said for word in words):
                    yield f"{schema}.{table}.{column}"
                    break


def _in_dump(log: Log, words: tuple[str, ...]) -> Iterator[str]:
    conninfo = psycopg.conninfo.make_conninfo(log.conninfo, user="postgres", options="")
    dump = subprocess.run(
        [binaries() / "pg_dump", "--dbname", conninfo], check=True, capture_output=True
    ).stdout
    assert b"COPY vault.texts" in dump
    for word in words:
        if word.encode() in dump or word.encode().hex().encode() in dump:
            yield "pg_dump"


def test_erased_words_are_nowhere_in_the_database_and_the_log_proves_as_before(
    log: Log, tmp_path: Path
) -> None:
    handling = collected(log)
    words = "زربية مخملية"
    stream = admitted(handling, text=words)
    log.name_person("person-7", NAME, "عضو")
    identity = stream.partition(":")[2]
    with signing(log, tmp_path / "checkpoint"), reading(log) as client:
        until(lambda: caught_up(log) and signed_up_to(log, log.head()))
        before = (tmp_path / "checkpoint").read_bytes()
        assert words in str(read(client, "ideas"))
        sought = [*stems(log, sealed(handling, stream).ref), *words.split(), NAME]
        assert {place.partition("_")[0] for place in places(log, *sought)} == {"read.search", "pg"}

        erase(handling, held(log, "person-7"), FIELDS)

        until(lambda: caught_up(log) and signed_up_to(log, log.head()))
        assert places(log, *sought) == []
        assert read(client, "search", q="زربية")["items"] == []
        told = [
            client.get(path).text
            for path in (
                f"/api/v1/ideas/{identity}",
                "/api/v1/ideas",
                f"/api/v1/ideas/{identity}/history",
                "/api/v1/ideas?on=2025-05-01",
                "/api/v1/redactions",
            )
        ]
        exports = [
            client.get("/api/v1/programmes/p1/history", headers={"Accept": kind}).text
            for kind in ("application/jsonl", "text/csv")
        ]
    assert not [text for text in [*told, *exports] if any(word in text for word in sought)]
    # The checkpoint of before the erasure is still that of the events now stored, and the history replays.
    old, frontier = open_checkpoint(before, [signer().verifier]), Frontier()
    rows = log.since(0, 10_000)
    for row in rows[: old.size]:
        frontier.append(leaf_hash(row.body))
    assert frontier.root() == old.root
    assert handler(log, lambda: NOW).state(stream).words_erased
    assert Clock(handling).tick().refused == 0


def test_the_public_register_tells_what_was_erased_or_redacted_and_goes_on_page_by_page(log: Log) -> None:
    handling = collected(log)
    streams = [admitted(handling), submitted(handling)]
    log.name_person("member-1", NAME, "عضو")
    erase(handling, held(log, "person-7"), FIELDS)
    [own] = erase(handling, held(log, "member-1"), FIELDS)
    with reading(log) as client:
        until(lambda: caught_up(log))

        first = read(client, "redactions", limit=2)
        second = read(client, "redactions", limit=2, cursor=first["next"])

    entries = first["items"] + second["items"]
    assert [f"{one['record']['kind']}:{one['record']['id']}" for one in entries] == [*streams, own]
    assert [one["erased"] for one in entries] == [["words", "identity"]] * 2 + [["identity"]]
    assert {one["legal_basis"] for one in entries} == {"law 09-08, article 8"}
    assert {(one["kind"], one["reason"], one["role"], one["standing"]) for one in entries} == {
        ("erasure", "other", "operator", True)
    }
    assert all(set(one["sentence"]) == {"ar", "fr", "en"} for one in entries)
    assert second["next"] is None
    assert "person-7" not in str(entries)
