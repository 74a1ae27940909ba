"""A citizen contributes without an account: it waits unseen, and is published, or refused with a reason."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from domain.contribution.commands import (
    AnswerContribution,
    FindContributionAdmissible,
    FindContributionInadmissible,
)
from domain.kernel.commands import Command
from service.cli.words import waiting, words_of
from service.store.log import Log
from tests.api.reading import read
from tests.domain.scenario import by
from tests.submissions.sending import (
    UNSIGNED,
    WORDS,
    at_work,
    do,
    mine,
    received,
    send,
    sending,
    with_consultation,
)
from tests.submissions.test_waiting import credentials, listed, staffed

WHY = {"ar": "لا يتعلق بالمسودة", "fr": "Cela ne concerne pas le projet"}
ORGANISATION = {"kind": "organisation", "organisation": "جمعية أوزود"}
PUBLIC = (
    "contributions",
    "contributions/{id}",
    "contributions/{id}/history",
    "consultations/q1",
    "consultations/q1/history",
    "programmes/p1/history",
    "decisions",
)


def examined(log: Log, receipt: dict[str, Any], command: type[Command], **fields: Any) -> None:
    """What the focal point finds."""
    given = command.model_validate({"actor": by("focal_point"), **fields})
    at_work(log).handle(str(receipt["stream"]), given)


def refuse(log: Log, receipt: dict[str, Any]) -> None:
    reason = {"code": "not_specific", "text": WHY}
    examined(log, receipt, FindContributionInadmissible, reason=reason, response=WHY)


def seen(client: httpx.Client, log: Log, receipt: dict[str, Any]) -> str:
    """What anybody reads of it anywhere, without an account."""
    read(client, "contributions", after_position=log.head())
    paths = [path.format(id=receipt["id"]) for path in PUBLIC]
    return "".join(client.get(f"/api/v1/{path}", headers=UNSIGNED).text for path in paths)


def test_it_waits_unseen_and_is_published_once_it_is_found_admissible(log: Log) -> None:
    with staffed(with_consultation(log), days=2) as client:
        receipt = received(client, "contributions", author=ORGANISATION)
        before, to_look_at = seen(client, log, receipt), listed(client, log)["items"]
        counted = read(client, "consultations/q1")["contributions_waiting"]
        examined(log, receipt, FindContributionAdmissible)
        after, to_answer = seen(client, log, receipt), listed(client, log)["items"]
        none = read(client, "consultations/q1")["contributions_waiting"]
        followed = mine(client, receipt)
        examined(log, receipt, AnswerContribution, response=WHY)
        answered = mine(client, receipt)
        rest = listed(client, log)["items"]

    assert WORDS not in before
    assert ORGANISATION["organisation"] not in before
    assert [(one["words"], one["waits_for"], one["days"]) for one in to_look_at] == [
        (WORDS, "admissibility", 2)
    ]
    assert (counted, none) == ({"number": 1, "oldest_days": 2}, {"number": 0, "oldest_days": None})
    assert WORDS in after
    assert ORGANISATION["organisation"] in after
    assert [(one["words"], one["waits_for"]) for one in to_answer] == [(WORDS, "answer")]
    assert (receipt["status"], followed["status"]) == ("received", "admissible")
    assert followed["next"] != receipt["next"]
    assert (answered["status"], answered["response"]["fr"], rest) == ("answered", WHY["fr"], [])


def test_it_is_refused_with_a_reason_that_its_author_sees_and_nobody_else(log: Log) -> None:
    with staffed(with_consultation(log)) as client:
        receipt = received(client, "contributions", author=ORGANISATION)
        refuse(log, receipt)
        followed, public = mine(client, receipt), seen(client, log, receipt)
        rest = listed(client, log)["items"]
        back = do(client, receipt, "withdraw")

    assert followed["status"] == "inadmissible"
    assert followed["status_name"]["en"] == "inadmissible"
    assert followed["words"]["text"] == WORDS
    assert followed["reason"]["code"] == "not_specific"
    assert followed["reason"]["text"]["fr"] == followed["response"]["fr"] == WHY["fr"]
    assert [one["type"] for one in followed["history"]] == [
        "ContributionReceived",
        "ContributionFoundInadmissible",
    ]
    assert WHY["fr"] in followed["history"][1]["sentence"]["fr"]
    assert not [one for one in (WORDS, WHY["fr"], WHY["ar"], ORGANISATION["organisation"]) if one in public]
    assert rest == []
    assert (back.status_code, back.json()["unmet"][0]["code"]) == (409, "record.stage")


def test_the_command_line_lists_what_waits_to_be_looked_at_apart_from_what_waits_for_an_answer(
    log: Log,
) -> None:
    with sending(with_consultation(log)) as client:
        receipts = [received(client, "contributions") for _ in range(3)]
    handler = at_work(log)
    examined(log, receipts[0], FindContributionAdmissible)
    refuse(log, receipts[1])

    found = {one.stream: one.waits_for for one in waiting(handler)}
    states = [handler.state(receipt["stream"]) for receipt in receipts]
    words = [words_of(handler, state) for state in states]

    assert found == {receipts[0]["stream"]: "answer", receipts[2]["stream"]: "admissibility"}
    assert [one["public"] for one in words] == [True, False, False]
    assert {one["text"] for one in words} == {WORDS}


@pytest.mark.parametrize("role", ["lead_unit", "civil_society", "auditor", "operator"])
def test_who_decides_on_nothing_reads_no_contribution_that_waits(log: Log, role: str) -> None:
    with staffed(with_consultation(log)) as client:
        received(client, "contributions")
        client.headers.update(credentials(log, role))
        answer = client.get("/api/v1/waiting")

    assert answer.status_code == 403
    assert WORDS not in answer.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "ليس من التزامات المسودة"),
        ("fr", "n'est pas un engagement du projet"),
        ("en", "is not one of the draft"),
    ],
)
def test_it_names_only_a_commitment_of_the_draft_under_consultation(
    log: Log, language: str, said: str
) -> None:
    with sending(with_consultation(log)) as client:
        before = log.head()
        client.headers["Accept-Language"] = language
        refused = send(client, "contributions", commitment_key="0612345678")
        after = log.head()
        taken = send(client, "contributions", commitment_key="publish")

    assert (refused.status_code, refused.json()["unmet"][0]["code"]) == (
        409,
        "contribution.commitment_in_draft",
    )
    assert said in refused.json()["unmet"][0]["sentence"][language]
    assert "publish" in refused.json()["unmet"][0]["sentence"][language]
    assert before == after
    assert taken.status_code == 201
