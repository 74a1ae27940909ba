"""With a tracking code, what was sent is followed, taken back and erased, each after a confirmation."""

from __future__ import annotations

import httpx
import pytest

from tests.access.conftest import Whole
from tests.web.citizens.taking_part import code_of, post, typed

PATH = "/fr/submissions"
pytestmark = pytest.mark.usefixtures("room")


@pytest.fixture(scope="package")
def ideas(programme: str) -> str:
    """The address of the form for ideas."""
    return f"/fr/programmes/{programme}/ideas/new"


@pytest.fixture
def code(portal: Whole, ideas: str) -> str:
    """The code of an idea that was sent just now, signed with a name."""
    sent = post(
        portal, ideas, typed(portal, ideas, text="Un marché couvert\nsigné Aïcha", kind="named_with_consent")
    )
    assert sent.status_code == 201
    return code_of(sent.text)


def asked(portal: Whole, code: str, **more: str) -> httpx.Response:
    return post(portal, PATH, {"code": code, **more})


def test_a_code_shows_where_it_stands_with_the_author_s_own_words(portal: Whole, code: str) -> None:
    answer = asked(portal, f"  {code.lower()} ")

    assert answer.status_code == 200
    assert "Un marché couvert" in answer.text
    assert "reçue" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("wrong", ["nothing", "ABCD-ABCD", "رمز", "x" * 5000, "a\nb"])
def test_a_code_that_nothing_has_is_told_and_asked_for_again(portal: Whole, wrong: str) -> None:
    answer = asked(portal, wrong)

    assert answer.status_code == 404
    assert 'name="code"' in answer.text
    assert 'role="alert"' in answer.text


def test_no_code_is_told_and_asked_for(portal: Whole) -> None:
    assert asked(portal, "").status_code == 400


@pytest.mark.parametrize("way", ["withdraw", "withdraw-consent", "ask-for-erasure"])
def test_each_way_is_confirmed_before_anything_is_done(portal: Whole, code: str, way: str) -> None:
    before = portal.access.log.head()

    answer = asked(portal, code, way=way)

    assert answer.status_code == 200
    assert 'name="confirmed" value="yes"' in answer.text
    assert portal.access.log.head() == before


def test_what_was_sent_is_taken_back_once_it_is_confirmed(portal: Whole, code: str) -> None:
    answer = asked(portal, code, way="withdraw", confirmed="yes")

    assert "retirée" in answer.text
    assert "retirée" in asked(portal, code).text
    assert "Impossible" in asked(portal, code).text


def test_consent_is_withdrawn_once_it_is_confirmed(portal: Whole, code: str) -> None:
    answer = asked(portal, code, way="withdraw-consent", confirmed="yes")

    assert answer.status_code == 200
    assert 'role="status"' in answer.text
    assert "sous pseudonyme" in answer.text


def test_erasure_is_asked_for_with_its_scope_and_last_day(portal: Whole, code: str) -> None:
    answer = asked(portal, code, way="ask-for-erasure", confirmed="yes", scope="words")

    assert answer.status_code == 200
    assert "Demande d'effacement" in answer.text
    assert "au plus tard le" in answer.text


def test_a_scope_that_is_none_is_refused_and_nothing_is_asked_for(portal: Whole, code: str) -> None:
    assert asked(portal, code, way="ask-for-erasure", confirmed="yes", scope="all of it").status_code == 422
    assert "Demande d'effacement" not in asked(portal, code).text


def test_an_idea_that_waits_says_so_on_its_public_page_without_its_words(portal: Whole, ideas: str) -> None:
    sent = post(portal, ideas, typed(portal, ideas, text="Personne ne lit ceci"))
    address = next(one for one in sent.text.split('"') if one.startswith("/fr/ideas/"))

    answer = portal.client.get(address, params={"after_position": portal.access.log.head()})

    assert answer.status_code == 200
    assert "attend d'être lue" in answer.text
    assert "Personne ne lit ceci" not in answer.text
