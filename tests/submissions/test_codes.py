"""A tracking code is found however it was written down, and one that fits nothing is answered alike."""

from __future__ import annotations

import pytest

from service.limiting import limiter as limiting
from service.limiting.limiter import limits_table
from service.messages import sentences
from service.store.log import Log
from service.submissions.codes import SYMBOLS, digest, sender
from tests.api.serving import SECRET
from tests.languages import LANGUAGES
from tests.submissions.sending import IDEA, do, key, received, send, sending, with_programme

KEY = "a-key-of-one-citizen"


def test_a_code_has_at_least_128_bits_and_follows_from_key_and_secret_alone() -> None:
    one = sender(SECRET, "idea", KEY)

    assert 5 * SYMBOLS >= 128
    assert len(one.code.replace("-", "")) == SYMBOLS
    assert one == sender(SECRET, "idea", KEY)
    for other in (
        sender(SECRET, "contribution", KEY),
        sender(SECRET, "idea", KEY + "2"),
        sender(b"another secret of 32 bytes .....", "idea", KEY),
    ):
        assert other.code != one.code
        assert other.person_ref != one.person_ref


def test_neither_reference_nor_code_is_part_of_the_other() -> None:
    """The reference is public: with it nobody gets nearer to the code."""
    one = sender(SECRET, "idea", KEY)
    number = int(one.person_ref.removeprefix("citizen-"), 16)

    assert number >> 8 != int.from_bytes(digest(one.code)) >> 136
    assert one.person_ref.removeprefix("citizen-")[:16].upper() not in one.code.replace("-", "")


@pytest.mark.parametrize(
    "written",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "  "),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("-", "–"),
    ],
    ids=["small", "in one piece", "with spaces", "misread letters", "long dashes"],
)
def test_a_code_is_found_as_people_write_it(written: object) -> None:
    for number in range(20):
        code = sender(SECRET, "idea", f"{KEY}-{number}").code
        assert digest(written(code)) == digest(code)  # type: ignore[operator]


@pytest.mark.parametrize("code", ["0000-0000-0000-0000-0000-0000-0000", "x", "?" * 300, "%00"])
def test_a_wrong_code_is_answered_like_any_other_wrong_code(log: Log, code: str) -> None:
    with sending(with_programme(log)) as client:
        answers = [
            client.get("/api/v1/submissions/mine", headers={"Tracking-Code": code}),
            *(do(client, {"tracking_code": code}, what) for what in ("withdraw", "ask-for-erasure")),
        ]
        missing = client.get("/api/v1/submissions/mine")
        in_the_url = client.get("/api/v1/submissions/mine", params={"code": code})

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"code_unknown"}
    assert len({answer.text for answer in answers}) == 1
    assert (missing.status_code, missing.json()["code"]) == (400, "code_required")
    assert in_the_url.status_code == 422


def limited(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    [item, *_] = limits_table()[name]
    table = limits_table() | {name: (type(item)(most, 1),)}
    monkeypatch.setattr(limiting, "limits_table", lambda: table)


def test_wrong_codes_are_limited_by_address_and_it_says_when_to_try_again(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, "tracking_by_address", 3)
    with sending(with_programme(log)) as client:
        tried = [client.get("/api/v1/submissions/mine", headers={"Tracking-Code": "x"}) for _ in range(4)]
        told = [do(client, {"tracking_code": "x"}, "withdraw", language) for language in LANGUAGES]

    assert [answer.status_code for answer in tried] == [404, 404, 404, 429]
    assert 1 <= int(tried[-1].headers["Retry-After"]) <= 60
    assert tried[-1].json()["retry_after"] == int(tried[-1].headers["Retry-After"])
    assert [answer.json()["title"] for answer in told] == list(sentences("problems", "too_often").values())


@pytest.mark.parametrize("name", ["submissions_by_address", "submissions_by_record"])
def test_submissions_are_limited_by_address_and_by_programme_and_nothing_more_is_recorded(
    log: Log, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limited(monkeypatch, name, 2)
    with sending(with_programme(log)) as client:
        received(client)
        received(client)
        before = log.head()
        third = send(client)

    assert (third.status_code, third.json()["code"]) == (429, "too_often")
    assert int(third.headers["Retry-After"]) >= 1
    assert log.head() == before


def test_refusals_and_repetitions_take_no_room_from_what_an_address_may_record(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, "submissions_by_address", 2)
    headers = key()
    with sending(with_programme(log)) as client:
        before = log.head()
        refused = [send(client, text={"language": "ar", "text": ""}) for _ in range(5)]
        first = [client.post("/api/v1/submissions/ideas", json=IDEA, headers=headers) for _ in range(5)]
        second, third = send(client), send(client)

    assert {answer.status_code for answer in refused} == {422}
    assert {answer.status_code for answer in first} == {201}
    assert (second.status_code, third.status_code) == (201, 429)
    assert log.head() == before + 2


def test_refusals_have_a_wider_limit_of_their_own(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    for recorded, tried in zip(
        limits_table()["submissions_by_address"],
        limits_table()["submission_attempts_by_address"],
        strict=True,
    ):
        assert tried.amount >= 10 * recorded.amount
        assert tried.get_expiry() == recorded.get_expiry()
    limited(monkeypatch, "submission_attempts_by_address", 3)
    with sending(with_programme(log)) as client:
        answers = [send(client, text={"language": "ar", "text": ""}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
