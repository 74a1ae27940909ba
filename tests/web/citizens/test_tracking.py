"""With a tracking code, what was sent is followed, taken back and erased, each after a confirmation."""

from __future__ import annotations

import httpx
import pytest
from markupsafe import escape

from domain.kernel.values import Role
from tests.access.conftest import Whole
from tests.web.citizens.taking_part import code_of, give, post, typed

PATH = "/fr/submissions"
NAME = "Aïcha d'Aït Bouguemez"
SHOWN = str(escape(NAME))
pytestmark = pytest.mark.usefixtures("room")


@pytest.fixture(scope="package")
def ideas(programme: str) -> str:
    """The address of the form for ideas."""
    return f"/fr/programmes/{programme}/ideas/new"


@pytest.fixture
def code(portal: Whole, ideas: str) -> str:
    """The code of an idea that was sent just now by somebody who consents to be named."""
    return code_of(sent_by_name(portal, ideas))


def sent_by_name(portal: Whole, ideas: str) -> str:
    """The receipt of an idea by somebody who consents to be named."""
    words = {"text": "Un marché couvert\nprès de la gare", "kind": "named_with_consent", "name": NAME}
    sent = post(portal, ideas, typed(portal, ideas, **words))
    assert sent.status_code == 201
    return sent.text


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
    assert "le nom est effacé" in answer.text
    assert SHOWN not in answer.text + asked(portal, code).text


def test_before_a_consent_is_withdrawn_its_author_reads_the_name_and_is_told_what_becomes_of_it(
    portal: Whole, code: str
) -> None:
    assert SHOWN in asked(portal, code).text
    assert "est effacé aussitôt" in asked(portal, code, way="withdraw-consent").text


def test_the_public_page_has_the_name_with_the_text_until_the_consent_is_withdrawn(
    portal: Whole, ideas: str
) -> None:
    receipt = sent_by_name(portal, ideas)
    address = next(one for one in receipt.split('"') if one.startswith("/fr/ideas/"))

    def page() -> str:
        answer = portal.client.get(address, params={"after_position": portal.access.log.head()})
        assert answer.status_code == 200
        return answer.text

    waiting = page()
    give(portal, Role.FOCAL_POINT, f"ideas/{address.rpartition('/')[2]}/find-idea-admissible", 1)
    admitted = page()
    asked(portal, code_of(receipt), way="withdraw-consent", confirmed="yes")
    withdrawn = page()

    assert SHOWN not in receipt + waiting
    assert "Le nom est conservé chiffré" in receipt
    assert SHOWN in admitted
    assert SHOWN not in withdrawn
    assert "sous pseudonyme" in withdrawn
    assert "a retiré son consentement à être nommé" in withdrawn
    assert "Base légale" in withdrawn
    assert "loi n° 09-08" in withdrawn


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
