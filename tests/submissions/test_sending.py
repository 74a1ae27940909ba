"""What is taken without an account, what is refused, and what a repetition is answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import pytest

from domain.idea.state import IdeaState
from service.api.submission_requests import MOST_BYTES
from service.messages import sentences
from service.store.log import Log
from service.submissions.rows import SubmissionRows
from tests.languages import LANGUAGES
from tests.submissions.sending import (
    IDEA,
    WORDS,
    at_work,
    key,
    mine,
    received,
    send,
    sending,
    with_consultation,
    with_programme,
)

IDEAS = "/api/v1/submissions/ideas"


def receipts(log: Log) -> int:
    return int(log.ask("SELECT count(*) FROM submissions.receipts", [])[0][0])


def test_a_repeated_request_is_answered_with_the_same_receipt_and_recorded_once(log: Log) -> None:
    headers = key()
    with sending(with_programme(log)) as client:
        before = log.head()
        first, second = (client.post(IDEAS, json=IDEA, headers=headers) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (log.head(), receipts(log)) == (before + 1, 1)


def test_of_requests_under_one_key_at_once_one_is_recorded_and_all_get_its_receipt(log: Log) -> None:
    headers = key()
    with sending(with_programme(log)) as client, ThreadPoolExecutor(6) as pool:
        before = log.head()
        answers = list(pool.map(lambda _: client.post(IDEAS, json=IDEA, headers=headers), range(6)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["tracking_code"] for answer in answers}) == 1
    assert (log.head(), receipts(log)) == (before + 1, 1)


def test_a_receipt_that_was_lost_before_its_row_was_kept_is_healed_by_a_repetition(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process falls between the record and the row: nobody was told a code that leads nowhere."""
    headers = key()

    def falls(*_: object) -> None:
        raise SystemError

    with sending(with_programme(log)) as client:
        with monkeypatch.context() as broken:
            broken.setattr(SubmissionRows, "keep", falls)
            lost = client.post(IDEAS, json=IDEA, headers=headers)
        recorded = log.head()
        again = client.post(IDEAS, json=IDEA, headers=headers)
        found = mine(client, again.json())

    assert (lost.status_code, again.status_code) == (500, 201)
    assert "tracking_code" not in lost.json()
    assert (log.head(), found["words"]["text"]) == (recorded, WORDS)


def test_the_same_key_with_other_words_is_refused(log: Log) -> None:
    headers = key()
    with sending(with_programme(log)) as client:
        client.post(IDEAS, json=IDEA, headers=headers)
        other = client.post(IDEAS, json=IDEA | {"text": {"text": "غير ذلك"}}, headers=headers)

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_two_submissions_of_one_person_have_nothing_in_common(log: Log) -> None:
    with sending(with_programme(log)) as client:
        one, other = received(client), received(client)

    states: list[Any] = [at_work(log).state(receipt["stream"]) for receipt in (one, other)]
    assert one["tracking_code"] != other["tracking_code"]
    assert states[0].given_by != states[1].given_by
    assert all(isinstance(state, IdeaState) and state.given_by.startswith("citizen-") for state in states)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"actor": {"role": "council_president", "body": "azilal"}}, "actor", "made_by_service"),
        ({"channel": "paper"}, "channel", "made_by_service"),
        ({"reason": {"code": "other", "text": {"ar": "كلام"}}}, "reason", "made_by_service"),
        ({"evidence": []}, "evidence", "made_by_service"),
        ({"author": {"kind": "pseudonymous", "ref": "person-7"}}, "author.ref", "made_by_service"),
        ({"author": {"kind": "organisation"}}, "author.organisation", "organisation_needed"),
        ({"author": None}, "author", "model_type"),
        ({"workshop_id": "mohamed-alami"}, "workshop_id", "extra_forbidden"),
        ({"text": {"text": " "}}, "text.text", "blank"),
        ({"text": {"text": "رقم بطاقتي BE١٢٣٤٥٦"}}, "text.text", "national_id"),
        (
            {"author": {"kind": "organisation", "organisation": "Association de ab 123456"}},
            "author.organisation",
            "national_id",
        ),
    ],
)
def test_what_nobody_without_an_account_may_give_is_refused_by_field_and_nothing_is_recorded(
    log: Log, more: dict[str, Any], field: str, code: str
) -> None:
    with sending(with_programme(log)) as client:
        before = log.head()
        answer = send(client, **more)

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (422, field, code)
    assert all(error["sentence"][language] for language in LANGUAGES)
    assert "123456" not in answer.text
    assert "١٢٣٤٥٦" not in answer.text
    assert (log.head(), receipts(log)) == (before, 0)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 400, "key_required"),
        ({"Idempotency-Key": "fifteen-letters"}, 400, "key_invalid"),
        ({"Idempotency-Key": "with spaces in the middle"}, 400, "key_invalid"),
        ({"Idempotency-Key": "k" * 256}, 400, "key_invalid"),
    ],
)
def test_a_key_is_needed_that_nobody_else_comes_upon(
    log: Log, headers: dict[str, str], status: int, code: str
) -> None:
    with sending(with_programme(log)) as client:
        answer = client.post(IDEAS, json=IDEA, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert receipts(log) == 0


def test_a_body_larger_than_any_text_needs_is_refused_and_the_longest_text_is_taken(log: Log) -> None:
    longest = '{"programme_id": "p1", "author": {"kind": "anonymous"}, "text": {"text": "%s"}}' % (
        "\\u0634" * 20_000
    )
    headers = {"Content-Type": "application/json"}
    with sending(with_programme(log)) as client:
        taken = client.post(IDEAS, content=longest, headers=headers | key())
        refused = client.post(IDEAS, content=" " * MOST_BYTES + longest, headers=headers | key())

    assert taken.status_code == 201
    assert (refused.status_code, refused.json()["limit"]) == (413, MOST_BYTES)


def test_where_no_ideas_are_collected_the_citizen_is_told_so_and_nothing_is_kept(log: Log) -> None:
    with sending(with_consultation(log)) as client:
        closed = send(client)
        unknown = send(client, programme_id="p9")

    assert (closed.status_code, closed.json()["unmet"][0]["code"]) == (409, "idea.collection_open")
    assert unknown.status_code == 409
    assert unknown.json()["unmet"][0]["code"] == "record.named_exists"
    assert receipts(log) == 0


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2025-07-31T22:59:59Z", "received"),  # one second before midnight in Casablanca
        ("2025-07-31T23:00:00Z", "received_late"),
    ],
)
def test_a_contribution_is_late_from_midnight_in_casablanca_and_its_author_is_told(
    log: Log, now: str, status: str
) -> None:
    with sending(with_consultation(log), datetime.fromisoformat(now)) as client:
        receipt = received(client, "contributions")
        followed = mine(client, receipt)

    assert receipt["status"] == followed["status"] == status
    assert receipt["next"] == followed["next"] == sentences("submissions", f"next_contribution_{status}")


def test_a_receipt_and_what_an_author_sees_are_kept_by_no_cache(log: Log) -> None:
    with sending(with_programme(log)) as client:
        answer = send(client)
        code = {"Tracking-Code": answer.json()["tracking_code"]}
        followed: httpx.Response = client.get("/api/v1/submissions/mine", headers=code)

    assert answer.headers["Cache-Control"] == followed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "أحمد العلوي"},
        {"axis": "أحمد العلوي"},
        {"author": {"kind": "أحمد العلوي"}},
        {"author": {"kind": "anonymous", "name": "أحمد العلوي"}},
        {"text": {"text": WORDS, "language": "أحمد العلوي"}},
        {"أحمد العلوي": "n"},
        {"author": {"kind": "anonymous", "أحمد العلوي": True}},
        {"author": {"kind": "anonymous", "ref": "العلوي"}},
    ],
)
def test_a_refusal_does_not_repeat_what_somebody_typed(log: Log, wrong: dict[str, Any]) -> None:
    with sending(with_programme(log)) as client:
        answer = client.post("/api/v1/submissions/ideas", json=IDEA | wrong, headers=key())

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert "العلوي" not in answer.text


@pytest.mark.parametrize(
    ("kind", "wrong", "code"),
    [
        ("ideas", {"programme_id": "0661234567-alaoui"}, "record.named_exists"),
        ("ideas", {"axis": "alaoui-0661234567"}, "idea.axis_known"),
        ("contributions", {"consultation_id": "alaoui"}, "contribution.consultation_opened"),
        ("contributions", {"commitment_key": "alaoui"}, "contribution.commitment_in_draft"),
    ],
)
def test_what_the_rules_refuse_does_not_repeat_an_identity_that_somebody_typed(
    log: Log, kind: str, wrong: dict[str, Any], code: str
) -> None:
    with sending(with_programme(log) if kind == "ideas" else with_consultation(log)) as client:
        answer = send(client, kind, **wrong)

    told = answer.json()["unmet"]
    assert (answer.status_code, code in {one["code"] for one in told}) == (409, True)
    assert all(set(one["sentence"]) == set(LANGUAGES) for one in told)
    assert "alaoui" not in answer.text


def test_a_refusal_still_says_what_the_record_has(log: Log) -> None:
    with sending(with_consultation(log)) as client:
        closed, axis = send(client), send(client, axis="nothing")

    for answer in (closed, axis):
        told = [one["sentence"]["en"] for one in answer.json()["unmet"]]
        assert any("The programme p1 collects no ideas at this stage: " in one for one in told), told
    assert "—" not in closed.json()["unmet"][0]["sentence"]["en"]


@pytest.mark.parametrize("path", ["ideas?alaoui=1", "withdraw?alaoui=1", "ask-for-erasure?alaoui=1"])
def test_an_unknown_parameter_is_refused_without_its_name(log: Log, path: str) -> None:
    with sending(with_programme(log)) as client:
        answer = client.post(f"/api/v1/submissions/{path}", json=IDEA, headers=key())

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_parameter")
    assert "alaoui" not in answer.text


@pytest.mark.parametrize(
    "body",
    [b'{"alaoui": 1, "alaoui": 2}', b'{"alaoui": 1e999}', b'{"alaoui": "\\ud800"}', b'{"scope": "alaoui"}'],
)
def test_what_is_no_request_at_all_is_refused_without_its_words(log: Log, body: bytes) -> None:
    with sending(with_programme(log)) as client:
        headers = {"Tracking-Code": "alaoui", "Content-Type": "application/json"}
        answers = [
            client.post("/api/v1/submissions/ask-for-erasure", content=body, headers=headers),
            client.post("/api/v1/submissions/ideas", content=body, headers=headers | key()),
        ]

    for answer in answers:
        assert answer.status_code in (400, 422), answer.text
        assert answer.json()["errors"]
        assert "alaoui" not in answer.text
