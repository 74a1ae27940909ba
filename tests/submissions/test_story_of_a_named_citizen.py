"""A citizen consents to be named: the name is sealed, shown with the public text, and erased with consent."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.rules.personal_data import personal_data_rules
from service.cli.words import words_of
from service.clock import Clock
from service.reading.redactions import register
from service.store.log import Log
from service.vault.subjects import erase, held
from tests.api.reading import read
from tests.domain.scenario import by
from tests.submissions.sending import WORDS, at_work, do, mine, received, send, sending, with_programme
from tests.submissions.test_story import in_the_database
from tests.submissions.test_story_of_an_organisation import (
    KINDS,
    admitted,
    author_of,
    erased,
    everywhere,
    found_wrong,
)
from tests.submissions.test_waiting import listed, staffed
from tests.vault.giving import owner
from tests.vault.submitting import replaced

NAME = "فاطمة الزهراء أوزود"
AUTHOR = {"kind": "named_with_consent", "name": NAME}
LAW = personal_data_rules().law.model_dump()


def kept_as(log: Log, ref: str) -> bytes:
    """The encrypted bytes of a text, as the vault keeps them."""
    with owner(log) as connection:
        row = connection.execute("SELECT sealed FROM vault.texts WHERE ref = %s", [ref]).fetchone()
    assert row is not None
    return bytes(row[0])


def anywhere(log: Log, sealed: bytes) -> list[str]:
    """The columns of the whole database that hold these bytes."""
    with owner(log) as connection:
        rows = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return [
            f"{schema}.{table}.{column}"
            for schema, table, column in rows
            if connection.execute(  # type: ignore[index]
                f'SELECT count(*) FROM "{schema}"."{table}" t'
                f' WHERE position(%s IN t."{column}"::text) > 0'.encode(),
                [sealed.hex()],
            ).fetchone()[0]
        ]


def opened(log: Log) -> str:
    """All that the vault still opens, of anybody."""
    with owner(log) as connection:
        refs = [ref for (ref,) in connection.execute("SELECT ref FROM vault.texts")]
    return "".join(one.text for one in log.vault.texts(refs).values())


@KINDS
def test_while_it_waits_only_its_author_and_those_who_decide_read_the_name(
    log: Log, kind: str, begun: Any
) -> None:
    with staffed(begun(log)) as client, capture_logs() as lines:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        [waiting] = [one for one in listed(client, log)["items"] if one["stream"] == receipt["stream"]]
        public, own = everywhere(client, log, receipt), mine(client, receipt)
        state = at_work(log).state(receipt["stream"])

    assert NAME not in public + str(lines) + str(receipt)
    assert in_the_database(log, NAME, "أوزود") == []
    assert (waiting["author"]["name"], own["name"], own["organisation"]) == (NAME, NAME, None)
    assert own["author_name"] == {"status": "available"}
    assert words_of(at_work(log), state)["author"]["name"] == NAME  # type: ignore[arg-type]
    assert set(receipt["named"]) == {"ar", "fr", "en"}


@KINDS
def test_once_the_text_is_public_everybody_reads_the_name_and_no_search_index_has_it(
    log: Log, kind: str, begun: Any
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        admitted(log, receipt)
        now, then = (
            author_of(client, log, receipt, **asked) for asked in ({}, {"as_of_position": log.head()})
        )
        [listed_too] = read(client, f"{kind}s", after_position=log.head())["items"]
        before = author_of(client, log, receipt, as_of_position=receipt["position"])

    assert now == then == listed_too["author"]
    assert (now["kind"], now["name"]) == ("named_with_consent", NAME)
    assert before is None, "the text was not public then"
    assert in_the_database(log, NAME, "أوزود") == []


@KINDS
def test_a_withdrawn_consent_erases_the_name_everywhere_and_the_page_says_when_and_why(
    log: Log, kind: str, begun: Any
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        admitted(log, receipt)
        name = at_work(log).state(receipt["stream"]).author_name  # type: ignore[attr-defined]
        sealed = kept_as(log, name.ref)
        there = anywhere(log, sealed)
        shown = author_of(client, log, receipt)
        answer = do(client, receipt, "withdraw-consent")
        public, own = everywhere(client, log, receipt), mine(client, receipt)
        document = read(client, f"{kind}s/{receipt['id']}", after_position=log.head())
        past = author_of(client, log, receipt, as_of_position=log.head() - 1)
        [entry] = read(client, "redactions")["items"]

    event = log.since(log.head() - 1, 1)[0]
    assert (answer.status_code, there, shown["name"]) == (200, ["vault.texts.sealed"], NAME)
    assert NAME not in public + opened(log)
    assert anywhere(log, sealed) == in_the_database(log, NAME, "أوزود") == []
    assert document["author"].keys() == {"kind", "ref"} == past.keys()
    assert document["author"]["kind"] == own["author"] == "pseudonymous"
    assert document["words"] == own["words"]["text"] == WORDS, "the words stay"
    assert own["name"] is None
    gone = document["author_name"]
    assert own["author_name"] == gone
    assert (gone["status"], gone["removed"]["basis"]) == ("withdrawn", LAW)
    assert gone["removed"]["on"] == document["received_on"]
    assert gone["removed"]["event_id"].encode() in event.body
    assert (entry["kind"], entry["erased"], entry["legal_basis"]) == ("erasure", ["name"], LAW)
    assert register(log)[0]["erased"] == ["name"]
    assert LAW["fr"] in own["history"][-1]["sentence"]["fr"]


def test_a_consent_that_is_withdrawn_before_the_text_is_public_leaves_no_name_to_be_shown(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        do(client, receipt, "withdraw-consent")
        again = do(client, receipt, "withdraw-consent")
        [waiting] = [one for one in listed(client, log)["items"] if one["stream"] == receipt["stream"]]
        admitted(log, receipt)
        public = everywhere(client, log, receipt)

    assert again.status_code == 200
    assert "name" not in waiting["author"]
    assert NAME not in public + opened(log)


def test_a_request_for_erasure_stays_open_when_only_the_consent_is_withdrawn(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        do(client, receipt, "ask-for-erasure")
        do(client, receipt, "withdraw-consent")
        between = mine(client, receipt)["erasure"]
        erased(log, receipt, "everything")
        after = mine(client, receipt)

    assert [one["open"] for one in between] == [True]
    assert [one["open"] for one in after["erasure"]] == [False]
    assert after["author_name"]["status"] == "withdrawn", "it was gone before"


@KINDS
@pytest.mark.parametrize("scope", ["identity", "everything"])
def test_an_erasure_erases_the_name_and_says_when_and_on_what_basis(
    log: Log, kind: str, begun: Any, scope: str
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        admitted(log, receipt)
        sealed = kept_as(log, at_work(log).state(receipt["stream"]).author_name.ref)  # type: ignore[attr-defined]
        erased(log, receipt, scope)
        public = everywhere(client, log, receipt)
        document = read(client, f"{kind}s/{receipt['id']}", after_position=log.head())

    assert NAME not in public + opened(log)
    assert anywhere(log, sealed) == []
    assert document["author"] == {"kind": "anonymous"}
    assert document["author_name"]["status"] == "erased"
    assert document["author_name"]["removed"]["basis"] == "09-08"


def test_all_that_is_held_of_a_citizen_is_given_out_with_the_name_and_goes_with_it(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        handler = at_work(log)
        subject = handler.state(receipt["stream"]).author.ref  # type: ignore[attr-defined]
        exported = held(log, subject).exported()
        why = {"legal_basis": "09-08", "reason": {"code": "court_decision"}, "actor": by("focal_point")}
        erase(handler, held(log, subject), why)

    assert {one["text"] for one in exported["texts"]} == {NAME, WORDS}
    assert held(log, subject).texts == {}
    assert NAME not in opened(log)


def test_what_was_withdrawn_and_not_deleted_before_the_service_fell_is_deleted_by_the_clock(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        with monkeypatch.context() as falling:
            falling.setattr(type(log), "erase_texts", lambda _log, refs: len(list(refs)))
            do(client, receipt, "withdraw-consent")
    left = opened(log)

    Clock(at_work(log)).tick()

    assert NAME in left
    assert NAME not in opened(log)


@pytest.mark.parametrize(
    ("author", "field", "code"),
    [
        ({"kind": "named_with_consent"}, "author.name", "name_needed"),
        ({"kind": "named_with_consent", "name": ""}, "author.name", "string_too_short"),
        ({"kind": "named_with_consent", "name": "ف" * 121}, "author.name", "string_too_long"),
        ({"kind": "named_with_consent", "name": "فاطمة BE123456"}, "author.name", "national_id"),
        ({"kind": "named_with_consent", "name": "فاطمة\nأوزود"}, "author.name", "more_than_one_line"),
        ({"kind": "named_with_consent", "name": "فاطمة\u202e"}, "author.name", "control_character"),
        ({"kind": "anonymous", "name": NAME}, "author.name", "name_unwanted"),
        ({"kind": "organisation", "organisation": "جمعية", "name": NAME}, "author.name", "name_unwanted"),
    ],
)
def test_a_name_that_is_none_is_refused_by_its_field_without_being_repeated(
    log: Log, author: dict[str, str], field: str, code: str
) -> None:
    with sending(with_programme(log)) as client, capture_logs() as lines:
        before = log.head()
        refused = send(client, author=author)

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, field, code)
    assert not [one for one in (NAME, "فاطمة", "BE123456") if one in refused.text + str(lines)]
    assert "None" not in str(list(error["sentence"].values()))
    assert log.head() == before


@pytest.mark.parametrize(
    ("author", "told"),
    [
        ({"kind": "anonymous", "name": NAME}, "An author (anonymous) gives no name of a person."),
        (
            {"kind": "organisation", "organisation": "جمعية", "name": NAME},
            "An author (organisation) gives no name of a person.",
        ),
        ({"kind": "named_with_consent", "name": "فاطمة\nأوزود"}, "Expected one line, found U+000A."),
    ],
)
def test_the_sentence_on_a_name_says_which_kind_or_which_character_and_never_none(
    log: Log, author: dict[str, str], told: str
) -> None:
    with sending(with_programme(log)) as client:
        [error] = send(client, author=author).json()["errors"]

    assert error["sentence"]["en"] == told


def test_the_longest_name_is_taken(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, author={"kind": "named_with_consent", "name": "ف" * 120})
        assert mine(client, receipt)["name"] == "ف" * 120


def test_a_name_that_was_replaced_in_the_vault_is_shown_to_nobody_and_is_told(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        admitted(log, receipt)
        state = at_work(log).state(receipt["stream"])
        replaced(log, state.author_name.ref, state.author.ref)  # type: ignore[attr-defined]
        author = author_of(client, log, receipt)

    assert (author["name"], author["name_status"]) == (None, "altered")
    assert found_wrong(log) == [state.author_name.ref]  # type: ignore[attr-defined]
