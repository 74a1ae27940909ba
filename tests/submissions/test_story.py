"""A citizen sends an idea without an account, follows it, is told why it was refused, and has it erased."""

from __future__ import annotations

import re

import httpx
from psycopg import sql

from domain.idea.commands import EraseIdeaPersonalData, FindIdeaInadmissible
from service.store.log import Log
from tests.domain.scenario import by
from tests.submissions.sending import WORDS, at_work, do, mine, received, sending, with_programme
from tests.vault.giving import owner

WHY = {"ar": "لا يدخل هذا في اختصاص الجماعة", "fr": "Cela ne relève pas de la commune"}


def in_the_database(log: Log, *words: str) -> list[str]:
    """The columns of texts and bytes, of every table, that hold any of these words."""
    found = []
    with owner(log) as connection:
        columns = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns JOIN"
            " information_schema.tables USING (table_schema, table_name) WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table, column in columns:
            name = sql.Identifier(column)
            query = sql.SQL("SELECT count(*) FROM {} t WHERE {} OR {}").format(
                sql.Identifier(schema, table),
                sql.SQL("position(lower(%(word)s) IN lower(t.{}::text)) > 0").format(name),
                sql.SQL("position(%(hex)s IN t.{}::text) > 0").format(name),
            )
            for word in words:
                values = {"word": word, "hex": word.encode().hex()}
                if connection.execute(query, values).fetchone()[0]:  # type: ignore[index]
                    found.append(f"{schema}.{table}.{column}: {word}")
    return found


def examined(log: Log, receipt: dict[str, object]) -> None:
    reason = {"code": "out_of_competence", "text": WHY}
    command = FindIdeaInadmissible.model_validate(
        {"actor": by("focal_point"), "reason": reason, "response": WHY}
    )
    at_work(log).handle(str(receipt["stream"]), command)


def erased(log: Log, receipt: dict[str, object]) -> None:
    told = {"actor": by("focal_point"), "legal_basis": "09-08", "reason": {"code": "court_decision"}}
    at_work(log).handle(str(receipt["stream"]), EraseIdeaPersonalData.model_validate(told))


def test_an_idea_is_followed_to_the_reason_why_it_was_refused(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        waiting = mine(client, receipt)
        examined(log, receipt)
        refused = mine(client, receipt)

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", receipt["tracking_code"])
    assert receipt["next"] == waiting["next"]
    assert (receipt["status"], waiting["status"], refused["status"]) == (
        "received",
        "received",
        "inadmissible",
    )
    assert waiting["words"] == refused["words"] == {"status": "available", "text": WORDS, "language": "ar"}
    assert (waiting["reason"], waiting["response"]) == (None, None)
    assert refused["reason"]["code"] == "out_of_competence"
    assert refused["reason"]["name"]["fr"]
    assert refused["response"]["fr"] == WHY["fr"]
    assert [one["type"] for one in refused["history"]] == ["IdeaSubmitted", "IdeaFoundInadmissible"]
    assert WHY["fr"] in refused["history"][1]["sentence"]["fr"]


def test_what_is_erased_is_nowhere_in_the_database_and_its_author_still_sees_that_it_was(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, author={"kind": "pseudonymous"})
        asked = do(client, receipt, "ask-for-erasure")
        erased(log, receipt)
        after = mine(client, receipt)

    assert asked.json()["open"] is True
    assert in_the_database(log, WORDS, "ساحة الزيتون", receipt["tracking_code"]) == []
    assert after["words"] == {"status": "erased", "text": None, "language": "ar"}
    assert [one["open"] for one in after["erasure"]] == [False]
    assert after["history"][-1]["type"] == "PersonalDataErased"


def test_the_search_for_words_in_the_database_would_find_them(log: Log) -> None:
    with owner(log) as connection:
        connection.execute("CREATE TABLE public.leak (t text, b bytea, j jsonb)")
        connection.execute(
            "INSERT INTO public.leak VALUES (%s, %s, to_jsonb(%s::text))", [WORDS, WORDS.encode(), WORDS]
        )

    assert len(in_the_database(log, WORDS)) == 3


def test_neither_words_nor_code_nor_address_lie_anywhere_while_the_idea_waits(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        mine(client, receipt)

    plain = receipt["tracking_code"].replace("-", "")
    assert in_the_database(log, WORDS, receipt["tracking_code"], plain, "127.0.0.1") == []


def test_one_who_is_anonymous_takes_an_idea_back_and_doing_it_again_records_nothing(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        before = {one["path"].rpartition("/")[2]: one["possible"] for one in mine(client, receipt)["may"]}
        first, second = do(client, receipt, "withdraw"), do(client, receipt, "withdraw")
        after = mine(client, receipt)

    assert before == {"withdraw": True, "withdraw-consent": False, "ask-for-erasure": True}
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert [one["type"] for one in after["history"]] == ["IdeaSubmitted", "IdeaWithdrawn"]
    assert {one["path"].rpartition("/")[2] for one in after["may"] if one["possible"]} == {"ask-for-erasure"}


def test_a_consent_to_be_named_is_withdrawn_and_the_idea_stays(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, author={"kind": "named_with_consent", "name": "فاطمة الزهراء"})
        done = do(client, receipt, "withdraw-consent")
        again = do(client, received(client), "withdraw-consent")
        after = mine(client, receipt)

    assert done.status_code == 200
    assert (after["status"], after["author"]) == ("received", "pseudonymous")
    assert (again.status_code, again.json()["unmet"][0]["code"]) == (409, "participation.named")


def test_what_was_decided_on_can_no_longer_be_taken_back_and_the_author_is_told_why(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        examined(log, receipt)
        refused: httpx.Response = do(client, receipt, "withdraw")

    assert refused.status_code == 409
    assert refused.json()["unmet"][0]["code"] == "record.stage"
