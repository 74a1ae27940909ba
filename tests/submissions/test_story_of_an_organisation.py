"""An organisation sends something without an account: its name is sealed, shown, and erased."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from domain.kernel.commands import command_types
from service.cli.words import words_of
from service.store.datastore import as_service
from service.store.log import Log
from service.vault.examining import examine
from service.vault.subjects import erase, held
from tests.api.reading import read
from tests.domain.scenario import by
from tests.submissions.sending import (
    WORDS,
    at_work,
    mine,
    received,
    send,
    sending,
    with_consultation,
    with_programme,
)
from tests.submissions.test_story import in_the_database
from tests.submissions.test_waiting import listed, staffed
from tests.vault.submitting import replaced

NAME = "جمعية أوزود"
AUTHOR = {"kind": "organisation", "organisation": NAME}
KINDS = pytest.mark.parametrize(
    ("kind", "begun"), [("idea", with_programme), ("contribution", with_consultation)]
)


def given_by_staff(log: Log, receipt: dict[str, Any], command: str, **fields: Any) -> None:
    """What the focal point records of it."""
    kind = command_types()[command.format(kind=receipt["stream"].partition(":")[0])]
    given = kind.model_validate({"actor": by("focal_point"), **fields})
    at_work(log).handle(str(receipt["stream"]), given)


def admitted(log: Log, receipt: dict[str, Any]) -> None:
    given_by_staff(log, receipt, "find-{kind}-admissible")


def erased(log: Log, receipt: dict[str, Any], scope: str) -> None:
    why = {"legal_basis": "09-08", "reason": {"code": "court_decision"}}
    given_by_staff(log, receipt, "erase-{kind}-personal-data", scope=scope, **why)


def everywhere(client: Any, log: Log, receipt: dict[str, Any]) -> str:
    """What anybody reads of it, now and of the past, in lists, histories and the stored bytes."""
    stream, head = receipt["stream"], log.head()
    plural = f"{stream.partition(':')[0]}s"
    read(client, plural, after_position=head)
    paths = [f"{plural}{rest}" for rest in ("", f"/{receipt['id']}", f"/{receipt['id']}/history")]
    past = [f"{plural}/{receipt['id']}?as_of_position={at}" for at in (receipt["position"], head)]
    found = [client.get(f"/api/v1/{path}").text for path in (*paths, *past, "redactions", "decisions")]
    return "".join((*found, *(row.body.decode() for row in log.since(0, 2_000))))


def author_of(client: Any, log: Log, receipt: dict[str, Any], **asked: Any) -> Any:
    plural = f"{receipt['stream'].partition(':')[0]}s"
    return read(client, f"{plural}/{receipt['id']}", after_position=log.head(), **asked).get("author")


@KINDS
def test_while_it_waits_the_name_is_in_no_event_and_no_table_and_staff_and_author_read_it(
    log: Log, kind: str, begun: Any
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        [waiting] = [one for one in listed(client, log)["items"] if one["stream"] == receipt["stream"]]
        public, own = everywhere(client, log, receipt), mine(client, receipt)
        state = at_work(log).state(receipt["stream"])

    assert NAME not in public
    assert in_the_database(log, NAME, "أوزود") == []
    assert state.author.organisation is None  # type: ignore[attr-defined]
    assert state.author.ref == waiting["author"]["ref"]  # type: ignore[attr-defined]
    assert waiting["author"]["organisation"] == own["organisation"] == NAME
    assert words_of(at_work(log), state)["author"]["organisation"] == NAME  # type: ignore[arg-type]


@KINDS
def test_once_it_is_admissible_everybody_reads_the_name_now_and_as_of_that_position(
    log: Log, kind: str, begun: Any
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        admitted(log, receipt)
        now, then = (
            author_of(client, log, receipt, **asked) for asked in ({}, {"as_of_position": log.head()})
        )
        [listed_too] = read(client, f"{kind}s", after_position=log.head())["items"]

    assert now == then == listed_too["author"]
    assert (now["kind"], now["organisation"]) == ("organisation", NAME)
    assert "organisation_name" not in listed_too
    assert in_the_database(log, NAME, "أوزود") == []


@KINDS
@pytest.mark.parametrize("scope", ["identity", "everything"])
def test_what_is_erased_of_who_gave_it_is_nowhere_and_the_register_says_what_went(
    log: Log, kind: str, begun: Any, scope: str
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        name = at_work(log).state(receipt["stream"]).author_name  # type: ignore[attr-defined]
        admitted(log, receipt)
        erased(log, receipt, scope)
        public, own = everywhere(client, log, receipt), mine(client, receipt)
        author = author_of(client, log, receipt)
        [entry] = read(client, "redactions")["items"]

    assert NAME not in public
    assert (author, own["organisation"]) == ({"kind": "anonymous"}, None)
    assert log.texts([name.ref]) == {}
    assert entry["erased"] == (["identity"] if scope == "identity" else ["words", "identity"])
    assert (own["words"]["text"] is None) is (scope == "everything")


def test_when_words_alone_are_erased_it_is_still_told_which_organisation_gave_them(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        admitted(log, receipt)
        erased(log, receipt, "words")
        shown = read(client, f"ideas/{receipt['id']}", after_position=log.head())

    assert (shown["words"], shown["text"]["status"]) == (None, "erased")
    assert shown["author"]["organisation"] == NAME


@KINDS
def test_all_that_is_held_of_the_sender_is_given_out_with_the_name_and_goes_with_it(
    log: Log, kind: str, begun: Any
) -> None:
    with staffed(begun(log)) as client:
        receipt = received(client, f"{kind}s", author=AUTHOR)
        handler = at_work(log)
        subject = handler.state(receipt["stream"]).author.ref  # type: ignore[attr-defined]
        exported = held(log, subject).exported()
        why = {"legal_basis": "09-08", "reason": {"code": "court_decision"}, "actor": by("focal_point")}
        recorded = erase(handler, held(log, subject), why)
        after, own = held(log, subject), mine(client, receipt)

    texts = {one["text"]: [event["position"] for event in one["events"]] for one in exported["texts"]}
    assert texts.keys() == {NAME, WORDS}
    assert texts[NAME] == texts[WORDS] == [receipt["position"]]
    assert recorded == [receipt["stream"]]
    assert (after.texts, own["organisation"], own["words"]["text"]) == ({}, None, None)


@pytest.mark.parametrize(
    ("name", "code"),
    [("ج" * 301, "string_too_long"), ("جمعية\nأوزود", "more_than_one_line"), ("BE123456", "national_id")],
)
def test_a_name_that_is_none_is_refused_by_its_field_and_nothing_is_recorded(
    log: Log, name: str, code: str
) -> None:
    with sending(with_programme(log)) as client:
        before = log.head()
        refused = send(client, author={"kind": "organisation", "organisation": name})
        longest = send(client, author={"kind": "organisation", "organisation": "ج" * 300})

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "author.organisation", code)
    assert (longest.status_code, log.head()) == (201, before + 1)


def test_a_name_that_was_replaced_in_the_vault_is_shown_to_nobody_and_is_told(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        receipt = received(client, author=AUTHOR)
        admitted(log, receipt)
        state = at_work(log).state(receipt["stream"])
        replaced(log, state.author_name.ref, state.author.ref)  # type: ignore[attr-defined]
        author = author_of(client, log, receipt)

    assert (author["organisation"], author["organisation_status"]) == (None, "altered")
    assert found_wrong(log) == [state.author_name.ref]  # type: ignore[attr-defined]


def test_the_daily_look_at_all_events_finds_a_name_that_was_replaced(log: Log) -> None:
    with sending(with_programme(log)) as client:
        state = at_work(log).state(received(client, author=AUTHOR)["stream"])
    replaced(log, state.author_name.ref, state.author.ref)  # type: ignore[attr-defined]

    with psycopg.connect(as_service(log.conninfo)) as connection:
        examine(log.vault, connection, log.since(0, 2_000))

    assert found_wrong(log) == [state.author_name.ref]  # type: ignore[attr-defined]


def found_wrong(log: Log) -> list[str]:
    return [found["ref"] for found in log.vault.findings.health()["vault"]["first"]]
