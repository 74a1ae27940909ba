"""To whom the service answers, under which names and with which headers."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from service.access.access import Access
from service.access.passwords import hashed
from service.api.front import Front
from service.store.log import Log
from tests.access.conftest import PASSWORD
from tests.api.serving import SECRET, WORKSHOP, served

PUBLIC = Front(hosts=frozenset({b"infitah.example.ma"}), tls=True)
NAMED = {"Host": "infitah.example.ma"}
LOCAL = ("127.0.0.1", "::1")


@pytest.fixture
def public(log: Log) -> Iterator[httpx.Client]:
    """A service behind a proxy on this machine, known by one name."""
    with (
        served(log, front=PUBLIC, proxies=LOCAL) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield client


ANSWERS = [
    ("GET", "/healthz", 200),
    ("HEAD", "/healthz", 200),
    ("GET", "/nowhere", 404),
    ("PUT", "/healthz", 405),
    ("POST", "/api/v1/workshops", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_has_the_security_headers(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers


def test_the_policy_admits_own_files_and_nothing_that_stands_in_the_page(client: httpx.Client) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in client.get("/").headers["content-security-policy"].split(";")
    )

    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert not re.search(r"unsafe|\*|data:|http", " ".join(policy.values()))


@pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
def test_browsers_are_told_to_come_by_https_where_the_settings_say_that_people_do(
    public: httpx.Client, path: str
) -> None:
    answer = public.get(path, headers=NAMED)

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "host",
    ["infitah.example.ma", "INFITAH.example.ma", "infitah.example.ma:443", "127.0.0.1", "localhost:80"],
)
def test_the_public_name_and_this_machine_s_own_are_answered(public: httpx.Client, host: str) -> None:
    assert public.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "infitah.example.ma.example.org",
        "evil-infitah.example.ma",
        "infitah.example.ma.",
        "infitah.example.ma@example.org",
        "",
        ":80",
        "[::1",
    ],
)
def test_another_name_is_refused_before_anything_is_looked_at(public: httpx.Client, host: str) -> None:
    answer = public.post("/api/v1/workshops", json=WORKSHOP, headers={"Host": host, "Idempotency-Key": "k"})

    assert (answer.status_code, answer.json()["code"]) == (421, "host_not_allowed")


def test_two_names_in_one_request_are_refused(public: httpx.Client) -> None:
    with socket.create_connection((public.base_url.host, public.base_url.port or 80), 10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: infitah.example.ma\r\nHost: example.org\r\n\r\n")

        assert connection.recv(100).startswith((b"HTTP/1.1 421 ", b"HTTP/1.1 400 "))


def test_who_comes_by_the_proxy_cannot_use_this_machine_s_own_names(public: httpx.Client) -> None:
    answer = public.get("/healthz", headers={"Host": "localhost", "X-Forwarded-For": "192.0.2.7"})

    assert (answer.status_code, answer.json()["code"]) == (421, "host_not_allowed")


def test_without_a_trusted_proxy_nobody_is_believed_to_come_from_elsewhere(log: Log) -> None:
    limited = PUBLIC._replace(reads_per_minute=1)
    with served(log, front=limited) as address, httpx.Client(base_url=address) as client:
        answers = [
            client.get("/healthz", headers=NAMED | {"X-Forwarded-For": f"192.0.2.{last}"})
            for last in (7, 7, 7)
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_proxy_elsewhere_that_is_not_this_one_is_not_believed(log: Log) -> None:
    limited = PUBLIC._replace(reads_per_minute=1)
    with (
        served(log, front=limited, proxies=("10.0.0.0/8",)) as address,
        httpx.Client(base_url=address) as client,
    ):
        answers = [client.get("/healthz", headers=NAMED | {"X-Forwarded-For": "192.0.2.7"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize("scheme", [None, "http", "https"])
def test_a_cookie_is_for_tls_alone_under_the_public_name_whatever_the_proxy_says_or_forgets(
    public: httpx.Client, log: Log, scheme: str | None
) -> None:
    Access(log, secret=SECRET).accounts.make("a@commune.example", by="test", password=hashed(PASSWORD))
    said = {"X-Forwarded-For": "192.0.2.7"} | ({"X-Forwarded-Proto": scheme} if scheme else {})

    answer = public.post(
        "/api/v1/session",
        json={"email": "a@commune.example", "password": PASSWORD},
        headers=NAMED | said,
    )

    assert answer.status_code == 200
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "secure" in cookie.lower()
