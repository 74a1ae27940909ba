"""Pages of records that have only begun, and of words that are no longer there."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel.values import Role
from service.web.languages import LANGUAGES
from tests.access.conftest import DEMNATE, Whole
from tests.web.citizens.taking_part import code_of, give, post, readable, typed

pytestmark = pytest.mark.usefixtures("room")


def seen(portal: Whole, path: str) -> str:
    """A page as it is once all that was recorded can be read, tried in every language; in French."""
    for language in LANGUAGES:
        answer = portal.client.get(f"/{language}/{path}", params={"after_position": portal.access.log.head()})
        assert answer.status_code == 200, (language, answer.text)
    return portal.client.get(f"/fr/{path}").text


@pytest.fixture
def idea(portal: Whole, programme: str) -> dict[str, str]:
    """An idea that was sent just now, with its code and the address of its page."""
    form = f"/fr/programmes/{programme}/ideas/new"
    sent = post(
        portal, form, typed(portal, form, text="Un marché <couvert>\n\nprès de la gare", language="fr")
    )
    address = next(one for one in sent.text.split('"') if one.startswith("/fr/ideas/"))
    return {"code": code_of(sent.text), "path": address.removeprefix("/fr/")}


def admitted(portal: Whole, idea: dict[str, str]) -> None:
    """Find an idea admissible."""
    readable(portal, idea["path"], portal.access.log.head())
    give(portal, Role.FOCAL_POINT, f"{idea['path']}/find-idea-admissible", 1)


def test_an_idea_found_admissible_is_read_by_everybody_as_it_was_written(
    portal: Whole, idea: dict[str, str]
) -> None:
    admitted(portal, idea)

    page = seen(portal, idea["path"])

    assert "Un marché &lt;couvert&gt;" in page
    assert "près de la gare" in page
    assert "Pas encore de réponse" in page


def test_an_idea_taken_back_is_not_shown_any_more(portal: Whole, idea: dict[str, str]) -> None:
    admitted(portal, idea)
    taken = post(portal, "/fr/submissions", {"code": idea["code"], "way": "withdraw", "confirmed": "yes"})
    assert taken.status_code == 200

    assert "Un marché" not in seen(portal, idea["path"])


def test_an_open_consultation_shows_the_draft_and_what_it_waits_for(portal: Whole, consultation: str) -> None:
    page = seen(portal, f"consultations/{consultation}")

    assert "نشر المقررات" in page
    assert f'href="/fr/consultations/{consultation}/contribute"' in page
    assert "Aucune pour l'instant." in page


def test_a_contribution_that_waits_shows_that_it_does(portal: Whole, consultation: str) -> None:
    form = f"/fr/consultations/{consultation}/contribute"
    sent = post(portal, form, typed(portal, form, text="Une place de plus", part="publish"))
    address = next(one for one in sent.text.split('"') if one.startswith("/fr/contributions/"))

    page = seen(portal, address.removeprefix("/fr/"))

    assert "attend d'être lue" in page
    assert "Une place de plus" not in page


def test_a_session_that_was_only_called_says_what_is_not_there_yet(portal: Whole) -> None:
    called = give(portal, Role.COUNCIL_PRESIDENT, "council-sessions", of=DEMNATE, **session())
    readable(portal, f"council-sessions/{called['id']}", called["position"])

    page = seen(portal, f"council-sessions/{called['id']}")

    assert "Aucun point n'est encore à l'ordre du jour." in page
    assert "Les membres n'ont pas encore été convoqués." in page
    assert "Aucune séance n'a encore eu lieu." in page


def session() -> dict[str, Any]:
    return {"collectivity_id": DEMNATE, "session_kind": "extraordinary", "requested_by": "president"}
