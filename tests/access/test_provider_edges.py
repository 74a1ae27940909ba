"""Signing in at a provider: what is refused before one is asked."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from service.access.access import Access
from service.access.provided import Person, ProviderUnusable
from service.access.provider import AGAIN, Provider
from service.access.provider_document import Document
from service.access.provider_flow import LASTS, Flow, Flows
from service.access.provider_settings import CALLBACK, BadProvider, ProviderSettings, read_provider
from service.api.provider_sign_in import FLOW
from service.messages import LANGUAGES
from service.opening import Unavailable, serving
from service.settings import Settings
from service.store.log import Log
from tests.access.real_provider import BEGIN, REDIRECT
from tests.api.serving import SECRET, served

ISSUER = "https://id.example"
DISCOVERED = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth?tenant=1",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
PERSON = Person(ISSUER, "provider's own name", "focal@commune.example")


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str | Path | None]:
    secret = tmp_path / "secret"
    secret.write_text("a secret\n")
    return {
        "oidc_issuer": ISSUER,
        "oidc_client_id": "infitah",
        "oidc_client_secret_file": secret,
        "oidc_redirect_url": f"https://infitah.example{CALLBACK}",
    }


def test_without_settings_there_is_no_provider():
    assert read_provider(dict.fromkeys(["oidc_issuer", "oidc_client_id"])) is None


def test_the_secret_is_read_from_its_file_and_never_shown(given):
    settings = read_provider(given)

    assert settings.client_secret == "a secret"  # noqa: S105 - a secret of a test
    assert "a secret" not in repr(settings)


@pytest.mark.parametrize(
    "missing", ["oidc_issuer", "oidc_client_id", "oidc_client_secret_file", "oidc_redirect_url"]
)
def test_half_a_configuration_is_refused_with_the_name_of_what_is_missing(given, missing):
    with pytest.raises(BadProvider) as refused:
        read_provider(given | {missing: None})

    assert refused.value.code == "provider_half"
    assert all(missing.upper() in refused.value.sentences[language] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("oidc_issuer", "http://id.example"),
        ("oidc_issuer", "http://127.0.0.1.example"),
        ("oidc_issuer", "id.example"),
        ("oidc_issuer", "https://"),
        ("oidc_issuer", "https://[::1"),
        ("oidc_issuer", "https://somebody@id.example"),
        ("oidc_issuer", "https://id.example?a=b"),
        ("oidc_issuer", "https://id.example#a"),
        ("oidc_redirect_url", f"http://infitah.example{CALLBACK}"),
    ],
)
def test_an_address_that_others_can_read_along_is_refused(given, name, url):
    with pytest.raises(BadProvider) as refused:
        read_provider(given | {name: url})

    assert refused.value.code == "provider_address"
    assert name.upper() in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost", "127.9.9.9"])
def test_this_machine_itself_needs_no_tls(given, host):
    assert read_provider(given | {"oidc_issuer": f"http://{host}"}).issuer == f"http://{host}"


def test_people_come_back_to_the_route_that_takes_them(given):
    with pytest.raises(BadProvider) as refused:
        read_provider(given | {"oidc_redirect_url": "https://infitah.example/"})

    assert refused.value.code == "provider_callback"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "provider_secret_unreadable"),
        (b"\n", "provider_secret_none"),
        (b"\xff", "provider_secret_none"),
    ],
)
def test_a_secret_that_is_none_is_refused(given, tmp_path, content, code):
    path = tmp_path / "other"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BadProvider) as refused:
        read_provider(given | {"oidc_client_secret_file": path})

    assert refused.value.code == code
    assert str(path) in str(refused.value)


def test_a_service_does_not_start_with_half_a_provider(tmp_path, monkeypatch):
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    settings = Settings(data_dir=tmp_path)

    with pytest.raises(Unavailable, match="OIDC_CLIENT_ID"), serving(settings, illustrative=False):
        pass

    assert not list(tmp_path.iterdir())


def test_a_provider_is_known_by_its_discovery_document():
    document = Document.checked(DISCOVERED, ISSUER)

    assert document.for_client()["id_token_signing_alg_values_supported"] == ["RS256"]
    assert document.authentication() == "client_secret_basic"


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": f"{ISSUER}/"},
        {"token_endpoint": "http://id.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"userinfo_endpoint": "http://id.example/me"},
        {"jwks_uri": None},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
def test_a_discovery_document_that_is_not_safe_is_not_believed(wrong):
    with pytest.raises(ValueError, match=r"expected|validation error"):
        Document.checked(DISCOVERED | wrong, ISSUER)


def test_of_the_algorithms_that_a_provider_knows_only_signatures_by_its_own_key_are_taken():
    known = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "ES256"]}

    found = Document.checked(DISCOVERED | known, ISSUER).for_client()

    assert found["id_token_signing_alg_values_supported"] == ["ES256", "RS256"]


def test_a_document_s_other_fields_do_not_reach_the_client():
    with pytest.raises(ValidationError):
        Document.checked({}, ISSUER)
    found = Document.checked(DISCOVERED | {"verify": False, "client_id": "another"}, ISSUER)

    assert not {"verify", "client_id"} & (found.for_client() | found.options()).keys()


def test_without_a_provider_there_is_nothing_to_sign_in_at(log: Log):
    with served(log) as address:
        for path, language in product((BEGIN, CALLBACK, f"{CALLBACK}?code=x&state=y"), LANGUAGES):
            answer = httpx.get(address + path, headers={"Accept-Language": language})

            assert (answer.status_code, answer.json()["code"]) == (404, "provider_not_configured")
            assert answer.headers["content-language"] == language


def test_a_provider_that_does_not_answer_is_not_waited_for_by_one_after_the_other(log: Log):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = ProviderSettings(f"http://127.0.0.1:{port}", "infitah", "a secret", REDIRECT)
        with served(log, provider=Provider(settings, timeout=0.3)) as address, ThreadPoolExecutor(6) as many:
            answers = list(many.map(lambda _: httpx.get(address + BEGIN), range(6)))
        silent.setblocking(False)
        asked = silent.accept()
        with pytest.raises(BlockingIOError):
            silent.accept()
        asked[0].close()

    assert {answer.status_code for answer in answers} == {503}
    assert {answer.json()["code"] for answer in answers} == {"provider_unreachable"}
    assert not any(FLOW in answer.cookies for answer in answers)


def test_a_provider_that_is_down_is_asked_again_after_a_while(log: Log, monkeypatch):
    nobody = Provider(ProviderSettings("http://127.0.0.1:9", "infitah", "a secret", REDIRECT))
    asyncio.run(_refused(nobody, "discovery"))
    asyncio.run(_refused(nobody, "silent"))

    now = time.monotonic()
    monkeypatch.setattr("service.access.provider.monotonic", lambda: now + AGAIN)

    asyncio.run(_refused(nobody, "discovery"))


async def _refused(provider: Provider, reason: str) -> None:
    with pytest.raises(ProviderUnusable, match=reason):
        await provider.begin()


def test_begin_names_a_parameter_that_it_does_not_know(log: Log):
    nobody = ProviderSettings("http://127.0.0.1:9", "infitah", "a secret", REDIRECT)

    with served(log, provider=Provider(nobody)) as address:
        answer = httpx.get(address + BEGIN, params={"prompt": "none"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "prompt"


def test_a_sign_in_that_was_begun_lasts_ten_minutes(access: Access, monkeypatch):
    flow, flows = Flow("state", "nonce", "verifier", "/"), Flows(SECRET, access.limiter)
    cookie, now = flows.sealed(flow), time.time()

    monkeypatch.setattr(time, "time", lambda: now + LASTS - 2)
    assert flows.opened(cookie) == flow
    monkeypatch.setattr(time, "time", lambda: now + LASTS)
    assert flows.opened(cookie) is None


def test_a_cookie_that_we_did_not_make_is_no_sign_in(access: Access):
    flow, flows = Flow("state", "nonce", "verifier", "/"), Flows(SECRET, access.limiter)
    cookie = flows.sealed(flow)
    changed = cookie[:20] + ("A" if cookie[20] != "A" else "B") + cookie[21:]

    for other in (changed, cookie[:-8], "", "AAAA", "…", Flows(b"x" * 32, access.limiter).sealed(flow)):
        assert flows.opened(other) is None


def test_of_two_returns_at_once_one_counts(access: Access):
    flow, flows = Flow("state", "nonce", "verifier", "/"), Flows(SECRET, access.limiter)

    with ThreadPoolExecutor(8) as many:
        used = list(many.map(lambda _: flows.use(flow), range(8)))

    assert sorted(used) == [False] * 7 + [True]


def test_who_signs_in_twice_at_once_for_the_first_time_is_bound_once(access: Access):
    account = access.accounts.make(PERSON.email, by="test")

    with ThreadPoolExecutor(8) as many:
        found = set(many.map(lambda _: access.provided.account_of(PERSON), range(8)))

    assert found == {account}
    assert [one.kind for one in access.journal.page()] == ["provider_bound", "account_made"]


def test_of_two_people_who_claim_an_account_at_once_one_has_it(access: Access):
    account = access.accounts.make(PERSON.email, by="test")
    people = [PERSON._replace(subject=str(number)) for number in range(8)]

    with ThreadPoolExecutor(8) as many:
        found = list(many.map(access.provided.account_of, people))

    assert found.count(account) == 1
    assert found.count(None) == 7


def test_the_same_name_at_another_provider_is_somebody_else(access: Access):
    access.accounts.make(PERSON.email, by="test")
    access.provided.account_of(PERSON)

    assert access.provided.account_of(PERSON._replace(issuer="https://other.example")) is None
