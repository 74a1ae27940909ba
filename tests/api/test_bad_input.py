"""Whatever is sent, the answer is a problem that names the field, and nothing is recorded."""

from collections.abc import Iterator

import httpx
import pytest

from service.messages import LANGUAGES
from service.store.log import Log
from tests.api.serving import WORKSHOP, announce, served
from tests.conftest import Cluster
from tests.vault_keys import KEYS

JSON = {"Content-Type": "application/json", "Idempotency-Key": "k"}


@pytest.fixture(scope="module")
def log(embedded: Cluster) -> Iterator[Log]:
    """One log for all: none of these requests records anything."""
    opened = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b'{"place":"\xc3\x28"}', 400, "not_json"),
        (b'\xef\xbb\xbf{"place":"a"}', 400, "not_json"),
        (b'{"place":"\\ud800"}', 400, "not_json"),
        (b"[]", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"[" * 100_000, 422, "invalid"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, 422, "invalid"),
        (b'{"place":"a","place":"b"}', 422, "invalid"),
        (b'{"place":NaN}', 422, "invalid"),
        (b'{"place":1e999}', 422, "invalid"),
        (b'{"place":' + b"9" * 5000 + b"}", 422, "invalid"),
        (b'{"place":"' + b"a" * 300_000 + b'"}', 413, "body_too_large"),
    ],
)
def test_an_unreadable_body_is_refused(
    client: httpx.Client, log: Log, body: bytes, status: int, code: str
) -> None:
    answer = client.post("/api/v1/workshops", content=body, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert log.head() == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"place": None}, "place"),
        ({"place": "a\x00b"}, "place"),
        ({"place": "a\u202eb"}, "place"),
        ({"place": "   "}, "place"),
        ({"place": "a" * 301}, "place"),
        ({"held_on": "2025-02-30"}, "held_on"),
        ({"held_on": "2025-3-1"}, "held_on"),
        ({"held_on": 20250301}, "held_on"),
        ({"effective_at": "9999-12-31T23:59:59+99:00"}, "effective_at"),
        ({"collectivity_id": "Demnate"}, "collectivity_id"),
        ({"collectivity_id": "../c1"}, "collectivity_id"),
        ({"agenda": []}, "agenda"),
        ({"agenda": [{"title": {"ar": "أ"}, "starts_at": "25:00"}]}, "agenda.0.starts_at"),
        ({"actor": {"role": "mayor"}}, "actor"),
        ({"actor": {"role": "system:clock", "body": "system:clock"}}, "actor"),
        ({"reason": {"code": "other"}}, "reason.text"),
        ({"id": "W 1"}, "id"),
        ({"id": 7}, "id"),
        ({"held_on": 2**60}, "held_on"),
    ],
)
def test_a_wrong_field_is_named_in_three_languages(
    client: httpx.Client, log: Log, fields: dict[str, object], field: str
) -> None:
    answer = announce(client, "k", **fields)

    errors = answer.json()["errors"]
    assert answer.status_code == 422
    assert field in [error["field"] for error in errors]
    assert all(error["sentence"][language] for error in errors for language in LANGUAGES)
    assert log.head() == 0


@pytest.mark.parametrize("charset", ["charset=utf-8", 'charset="UTF-8"', "profile=x"])
def test_json_in_utf_8_is_read_whether_it_says_so_or_not(client: httpx.Client, charset: str) -> None:
    headers = JSON | {"Content-Type": f"application/json; {charset}"}

    answer = client.post("/api/v1/workshops", content=b'{"nonsense":1}', headers=headers)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"place":"a\\ud800"}', "place"),
        (b'{"agenda":[{"title":{"ar":"\\udc00"}}]}', "agenda.0.title.ar"),
        (b'{"a":{"\\ud800":1}}', "a"),
    ],
)
def test_half_a_character_is_named_by_where_it_stands(client: httpx.Client, body: bytes, field: str) -> None:
    answer = client.post("/api/v1/workshops", content=body, headers=JSON)

    [error] = answer.json()["errors"]
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")
    assert (error["field"], error["code"]) == (field, "half_a_character")


@pytest.mark.parametrize("given", ["Demnate", "بلدية", "a" * 81])
def test_what_an_identifier_is_is_told_in_words(client: httpx.Client, given: str) -> None:
    for answer in (announce(client, "k", collectivity_id=given), announce(client, "k", id=given)):
        [error] = answer.json()["errors"]
        for language in LANGUAGES:
            assert "[a-z0-9]" not in error["sentence"][language]
        assert "lower-case Latin letters" in error["sentence"]["en"]


def test_a_wrong_item_of_a_list_does_not_make_the_list_too_short(client: httpx.Client) -> None:
    rating = {"commitment_id": "c-1", "scale_id": "completion-5", "value": "splendid"}
    body = {"actor": {"role": "follow_up_committee", "body": "committee"}, "programme_id": "p1"}

    answer = client.post("/api/v1/assessments", json=body | {"ratings": [rating]}, headers=JSON)
    empty = client.post("/api/v1/assessments", json=body | {"ratings": []}, headers=JSON)

    assert {error["field"].partition(".")[0] for error in answer.json()["errors"]} == {"ratings"}
    assert "too_short" not in [error["code"] for error in answer.json()["errors"]]
    assert [error["code"] for error in empty.json()["errors"]] == ["too_short"]


@pytest.mark.parametrize("name", sorted(WORKSHOP.keys() - {"actor"}))
def test_a_missing_field_is_named(client: httpx.Client, name: str) -> None:
    body = {field: value for field, value in WORKSHOP.items() if field != name}

    answer = client.post("/api/v1/workshops", json=body, headers=JSON)

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(name, "missing")]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Idempotency-Key": "with space"}, 400, "key_invalid"),
        ({"Idempotency-Key": "k" * 256}, 400, "key_invalid"),
        ({"Content-Type": "text/plain"}, 415, "media_type"),
        ({"Content-Type": "application/json; charset=utf-16"}, 415, "media_type"),
        ({"Content-Encoding": "gzip"}, 415, "media_type"),
        ({"Host": "example.org"}, 421, "host_not_allowed"),
    ],
)
def test_a_wrong_header_is_refused(
    client: httpx.Client, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/api/v1/workshops", json=WORKSHOP, headers=JSON | headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("version", ["1", '"01"', '"-1"', '"1", "2"', "*", 'W/"1"', '"99999999999"'])
def test_a_version_that_is_none_is_refused(client: httpx.Client, version: str) -> None:
    path = "/api/v1/workshops/w1/cancel-workshop"

    answer = client.post(path, json={}, headers={"If-Match": version})

    assert (answer.status_code, answer.json()["code"]) == (400, "version_invalid")


def test_a_wrong_header_is_named_with_what_was_expected_and_found(client: httpx.Client) -> None:
    path = "/api/v1/workshops/w1/cancel-workshop"
    version = client.post(path, json={}, headers={"If-Match": "*"}).json()["errors"]
    key = client.post("/api/v1/workshops", json={}, headers={"Idempotency-Key": "a b"}).json()["errors"]
    missing = [client.post(to, json={}).json()["errors"][0] for to in (path, "/api/v1/workshops")]

    assert [(one["field"], one["expected"], one["found"]) for one in version] == [("If-Match", '"1"', "*")]
    assert [(one["field"], one["found"]) for one in key] == [("Idempotency-Key", "a b")]
    assert [(one["field"], one["code"]) for one in missing] == [
        ("If-Match", "missing"),
        ("Idempotency-Key", "missing"),
    ]


@pytest.mark.parametrize("path", ["/api/v1/workshops/", "/api/v1/workshops//", "/healthz/"])
def test_a_slash_too_many_is_a_problem_and_no_empty_redirection(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("identity", ["W1", "%00", "a%2Fb", "%D8%AF", "a" * 81, "%FF", "-a"])
def test_a_wrong_identity_in_the_path_is_refused(client: httpx.Client, log: Log, identity: str) -> None:
    path = f"/api/v1/workshops/{identity}/cancel-workshop"

    answer = client.post(path, json={"actor": WORKSHOP["actor"]}, headers={"If-Match": '"1"'})

    assert answer.status_code in (404, 422)
    assert log.head() == 0


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/workshops/w1/nothing", 404, "not_found"),
        ("GET", "/api/v1/workshops/w1/cancel-workshop", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/workshops", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_problem_too(
    client: httpx.Client, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["status"] == status
    assert (status == 405) == ("allow" in answer.headers)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/openapi.json", 200),
        ("/nothing", 404),
        ("/api/v1/workshops/w1/cancel-workshop", 405),
    ],
)
def test_whatever_answers_get_answers_head_with_the_same_head_and_no_body(
    client: httpx.Client, path: str, status: int
) -> None:
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (status, b"")
    for name in ("content-type", "content-length", "allow"):
        assert head.headers.get(name) == whole.headers.get(name)
    assert client.delete("/healthz").headers["allow"] == "GET, HEAD"


def test_a_query_parameter_is_not_silently_ignored(client: httpx.Client) -> None:
    answer = client.post("/api/v1/workshops?dry_run=1", json=WORKSHOP, headers=JSON)

    assert [error["field"] for error in answer.json()["errors"]] == ["dry_run"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "ar"),
        ("fr-MA", "fr"),
        ("en;q=0.5, fr;q=0.9", "fr"),
        ("de", "ar"),
        ("ar;q=0.1, en", "en"),
        (",;=", "ar"),
    ],
)
def test_a_problem_is_told_in_the_language_asked_for(client: httpx.Client, asked: str, language: str) -> None:
    answers = client.get("/api/v1/nothing", headers={"Accept-Language": asked})

    titles = {"ar": "لا يوجد", "fr": "Il n'y a rien", "en": "There is nothing"}
    assert answers.headers["content-language"] == language
    assert answers.json()["title"].startswith(titles[language])


def test_a_body_that_never_declares_its_size_is_still_bounded(client: httpx.Client, log: Log) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"a" * 10_000

    answer = client.post("/api/v1/workshops", content=endless(), headers=JSON)

    assert answer.status_code == 413
    assert log.head() == 0
