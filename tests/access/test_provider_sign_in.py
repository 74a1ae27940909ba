"""Signing in at a real OpenID provider."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from service.access.access import Access
from service.access.provider import Provider
from service.access.provider_settings import CALLBACK, ProviderSettings
from service.store.log import Log
from tests.access.real_provider import PERSON, Browser, running_provider
from tests.api.serving import SECRET, served

SESSION = "infitah_session"


class Place(NamedTuple):
    """A service, its accounts, and where it is."""

    access: Access
    address: str

    def browser(self) -> Browser:
        return Browser(self.address)

    def kinds(self) -> list[str]:
        """What the access journal tells, oldest first, but for how accounts were made."""
        return [one.kind for one in reversed(self.access.journal.page()) if one.kind != "account_made"]


@pytest.fixture(scope="module")
def provider() -> Iterator[ProviderSettings]:
    with running_provider() as found:
        yield found


@pytest.fixture
def place(log: Log, provider: ProviderSettings) -> Iterator[Place]:
    with served(log, provider=Provider(provider)) as address:
        yield Place(Access(log, secret=SECRET), address)


@pytest.fixture
def account(place: Place) -> str:
    return place.access.accounts.make(PERSON["email"], by="test")


def test_who_signs_in_at_the_provider_is_signed_in_as_the_account_of_their_address(place, account):
    browser = place.browser()

    answer = browser.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, "/api/v1/session")
    assert browser.account() == account
    assert place.kinds() == ["provider_bound", "signed_in_by_provider"]


def test_the_provider_is_asked_with_pkce_state_and_nonce_and_the_browser_keeps_them_sealed(place):
    answer = place.browser().begin()

    asked = {name: one for name, [one] in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid email"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie
    assert not any(asked[name] in cookie for name in ("state", "nonce", "code_challenge"))
    assert answer.headers["cache-control"] == "no-store"


def test_an_address_is_found_in_any_case_of_its_letters(place, account):
    browser = place.browser()

    browser.sign_in(email="Focal@Commune.EXAMPLE")

    assert browser.account() == account


def test_after_the_first_time_somebody_is_known_by_the_provider_s_own_name_for_them(place, account):
    place.browser().sign_in()
    browser = place.browser()

    answer = browser.sign_in(email="married@commune.example")

    assert answer.status_code == 303
    assert browser.account() == account
    assert place.kinds() == ["provider_bound", "signed_in_by_provider", "signed_in_by_provider"]


def test_whoever_is_given_a_former_colleague_s_address_is_not_given_the_account(place, account):
    place.browser().sign_in()

    answer = place.browser().sign_in(sub="somebody new")

    assert (answer.status_code, answer.json()["code"]) == (403, "no_account")


def test_an_account_that_was_released_is_bound_anew(place, account):
    place.browser().sign_in()
    assert place.access.provided.release(account, by="test")
    assert not place.access.provided.release(account, by="test")
    browser = place.browser()

    browser.sign_in(sub="the same person at another provider")

    assert browser.account() == account
    assert place.kinds()[2:] == ["provider_released", "provider_bound", "signed_in_by_provider"]


@pytest.mark.parametrize("email", ["focal@commune.example", None], ids=["said", "not said"])
def test_an_address_that_the_provider_has_not_verified_signs_nobody_in(place, account, email):
    browser = place.browser()

    answer = browser.sign_in(email=email, email_verified=False)

    assert (answer.status_code, answer.json()["code"]) == (403, "provider_email_unverified")
    assert browser.account() is None
    assert place.kinds() == ["sign_in_failed"]


def test_only_a_plain_yes_says_that_an_address_is_verified(place, account):
    assert place.browser().sign_in(email_verified="true").json()["code"] == "provider_email_unverified"


def test_letters_that_look_like_those_of_an_address_are_another_address(place):
    place.access.accounts.make("sara@commune.example", by="test")

    answer = place.browser().sign_in(email="ſara@commune.example")

    assert answer.json()["code"] == "no_account"


def test_an_unknown_person_and_one_whose_account_is_closed_get_the_same_answer_and_no_account(place, account):
    unknown = place.browser().sign_in(email="stranger@commune.example", sub="stranger")
    place.browser().sign_in()
    place.access.accounts.close(account, by="test")

    closed = place.browser().sign_in()

    assert unknown.status_code == closed.status_code == 403
    assert unknown.json() == closed.json()
    assert unknown.json()["code"] == "no_account"
    assert len(place.access.accounts.all()) == 1


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=", "?state=forged&code=x", "?state=مزور&code=x", "?error=access_denied"]
)
def test_a_return_without_the_state_of_this_browser_s_own_sign_in_is_refused(place, account, query):
    browser = place.browser()
    browser.begin()

    answer = browser.client.get(CALLBACK + query)

    assert (answer.status_code, answer.json()["code"]) == (400, "provider_flow_over")
    assert browser.account() is None


def test_a_return_in_another_browser_than_the_one_that_began_signs_nobody_in(place, account):
    back = place.browser().at_provider(place.browser().begin().headers["location"])
    other = place.browser()

    assert other.client.get(back).json()["code"] == "provider_flow_over"
    other.begin()
    assert other.client.get(back).json()["code"] == "provider_flow_over"
    assert other.account() is None


def test_a_return_counts_once_even_where_the_browser_shows_its_cookie_again(place, account):
    browser = place.browser()
    back = browser.at_provider(browser.begin().headers["location"])
    cookies = dict(browser.client.cookies)
    assert browser.client.get(back).status_code == 303

    again = place.browser()
    again.client.cookies.update(cookies)
    answer = again.client.get(back)

    assert (answer.status_code, answer.json()["code"]) == (400, "provider_flow_over")
    assert again.account() is None


def test_a_code_that_was_used_signs_nobody_in_another_time(place, account):
    browser = place.browser()
    used = browser.at_provider(browser.begin().headers["location"])
    browser.client.get(used)
    thief = place.browser()
    state = parse_qs(urlsplit(thief.begin().headers["location"]).query)["state"][0]
    code, issuer = (parse_qs(urlsplit(used).query)[name][0] for name in ("code", "iss"))

    answer = thief.client.get(CALLBACK, params={"state": state, "code": code, "iss": issuer})

    assert (answer.status_code, answer.json()["code"]) == (403, "provider_not_trusted")
    assert thief.account() is None


def test_a_code_that_the_provider_never_gave_is_refused_and_no_fault_of_the_provider(place, account):
    for code in ({}, *({"code": one} for one in ("", "made up", "\0", "مزور", "a" * 4096, "a" * 4097))):
        browser = place.browser()
        begun = urlsplit(browser.begin().headers["location"])
        state, issuer = parse_qs(begun.query)["state"][0], f"{begun.scheme}://{begun.netloc}"

        answer = browser.client.get(CALLBACK, params={"state": state, "iss": issuer, **code})

        assert (answer.status_code, answer.json()["code"]) == (403, "provider_not_trusted"), code


@pytest.mark.parametrize("issuer", ["", "&iss=http%3A%2F%2F127.0.0.1%3A9"], ids=["none", "another"])
def test_a_return_that_does_not_name_the_provider_is_refused(place, account, issuer):
    browser = place.browser()
    back = browser.at_provider(browser.begin().headers["location"])

    answer = browser.client.get(back.partition("&iss=")[0] + issuer)

    assert answer.json()["code"] == "provider_not_trusted"


@pytest.mark.parametrize(
    "spoil",
    [
        *("key", "unknown_key", "none", "our_secret", "no_token", "not_a_token", "a_number", "other_person"),
        *("nonce", "no_nonce", "issuer", "audience", "authorized_party", "expired", "future", "no_expiry"),
    ],
)
def test_a_token_that_is_not_right_in_one_thing_signs_nobody_in(place, account, spoil):
    browser = place.browser()

    answer = browser.sign_in(spoil=spoil)

    assert (answer.status_code, answer.json()["code"]) == (403, "provider_not_trusted")
    assert SESSION not in browser.client.cookies
    assert place.kinds() == ["sign_in_failed"]


def test_a_token_that_the_provider_signs_another_time_is_right(place, account):
    """What spoils the others is the one thing that is named, not that they were signed anew."""
    browser = place.browser()

    browser.sign_in(spoil="nothing")

    assert browser.account() == account


def test_a_key_that_the_provider_has_taken_since_is_fetched(place, account):
    place.browser().sign_in()
    browser = place.browser()

    answer = browser.sign_in(spoil="new_key")

    assert answer.status_code == 303
    assert browser.account() == account


@pytest.mark.parametrize("spoil", ["broken", "not_json"])
def test_a_provider_that_does_not_answer_as_it_should_is_told_apart_from_a_refusal(place, account, spoil):
    answer = place.browser().sign_in(spoil=spoil)

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unreachable")
    assert answer.headers["retry-after"] == "10"
    assert place.kinds() == []


def test_a_provider_that_never_answers_is_waited_for_as_long_as_is_said_and_no_longer(log, provider):
    with served(log, provider=Provider(provider, timeout=1.5)) as address:
        browser = Browser(address)
        begun = browser.begin().headers["location"]
        back = browser.at_provider(begun, spoil="silent")

        before = time.monotonic()
        answer = browser.client.get(back)

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unreachable")
    assert time.monotonic() - before < 10


@pytest.mark.parametrize(
    ("said", "told"), [("access_denied", "access_denied"), ("server_error", "server_error"), ("x y", "other")]
)
def test_why_the_provider_sent_somebody_back_is_told_without_its_own_words(place, account, said, told):
    answer = place.browser().sign_in(refuse=said)

    assert (answer.status_code, answer.json()["code"]) == (403, "provider_refused")
    assert answer.json()["provider_error"] == told
    assert PERSON["email"] not in answer.text


def test_the_session_that_somebody_came_with_ends_when_another_begins(place, account):
    browser = place.browser()
    browser.sign_in()
    before = browser.client.cookies[SESSION]
    browser.sign_in()

    assert browser.client.cookies[SESSION] != before
    old = place.browser()
    old.client.cookies.set(SESSION, before)
    assert old.client.get("/api/v1/session").status_code == 401


def test_who_signed_in_goes_where_they_wanted_to(place, account):
    browser = place.browser()
    back = browser.at_provider(browser.begin(next="/api/v1/programmes?limit=1").headers["location"])

    assert browser.client.get(back).headers["location"] == "/api/v1/programmes?limit=1"


def test_nobody_is_led_to_another_host(place):
    for target in (
        *("https://other.example/", "//other.example", "/\\other.example", "\\\\other.example", "other", ""),
        *("/a\\b", "/\t/other.example", "/a\r\nSet-Cookie: a=b", "/برنامج", "/" + "a" * 502),
    ):
        answer = place.browser().begin(next=target)

        assert answer.status_code == 422, target
        [error] = answer.json()["errors"]
        assert (error["field"], error["code"]) == ("next", "not_a_local_path")
        assert "set-cookie" not in answer.headers


def test_nobody_tries_on_and_on_from_one_address(place):
    browser = place.browser()

    answers = [browser.client.get(CALLBACK).status_code for _ in range(31)]

    assert answers == [400] * 30 + [429]


def test_nothing_of_who_signs_in_is_in_a_line_of_the_log(place, account, caplog, capfd):
    caplog.set_level("WARNING")  # as the service has libraries tell what they do
    browser = place.browser()
    back = browser.at_provider(browser.begin().headers["location"])
    browser.client.get(back)
    place.browser().sign_in(spoil="nonce")
    place.browser().sign_in(spoil="not_json")

    written = "".join(capfd.readouterr()) + caplog.text
    secrets = [PERSON["sub"], PERSON["email"], *parse_qs(urlsplit(back).query)["code"]]
    assert "provider_unusable" in written
    assert not any(one in written for one in secrets)


def test_what_the_provider_says_in_the_token_itself_is_taken_from_there(log):
    with running_provider("infitah-in-token") as settings, served(log, provider=Provider(settings)) as at:
        account = Access(log, secret=SECRET).accounts.make(PERSON["email"], by="test")
        browser = Browser(at)

        browser.sign_in()

        assert browser.account() == account
