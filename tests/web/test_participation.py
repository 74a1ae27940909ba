"""The pages of participation, votes and commitments, in every language."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from service.web.languages import LANGUAGES
from tests.access.conftest import Whole

PAGES = (
    "ideas",
    "ideas/idea-1",
    "ideas/idea-2",
    "ideas/idea-5",
    "ideas/idea-6",
    "consultations/demnate-example-1",
    "consultations/demnate-example-1/contribute",
    "contributions/demnate-example-1",
    "contributions/demnate-example-3",
    "programmes/demnate-example/ideas/new",
    "council-sessions/demnate-example-2025-10",
    "council-sessions/demnate-example-2028-02",
    "commitments",
    "workshops/demnate-example",
    "workshops/beni-mellal-khenifra-commune-15-workshop",
    "submissions",
)
ADOPTED = {"type": "ProgrammeAdoptedByCouncil", "limit": "1"}
GONE = ("ideas", "consultations", "contributions", "council-sessions", "commitments", "workshops")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_with_one_heading_and_in_order(portal: Whole, path: str, language: str) -> None:
    answer = portal.client.get(f"/{language}/{path}")

    assert answer.status_code == 200, answer.text
    levels = [int(one) for one in re.findall(r"<h([1-6])", answer.text)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert "style=" not in answer.text
    assert len(answer.content) < 80_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_commitment_has_its_page(portal: Whole, language: str) -> None:
    for one in portal.client.get("/api/v1/commitments").json()["items"]:
        answer = portal.client.get(f"/{language}/commitments/{one['id']}")

        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", GONE)
def test_what_is_not_there_is_a_page_that_says_so(portal: Whole, path: str) -> None:
    answer = portal.client.get(f"/fr/{path}/nothing")

    assert answer.status_code == 404
    assert '<html lang="fr-MA"' in answer.text


def test_an_idea_leads_to_the_commitment_that_it_became(portal: Whole) -> None:
    told = portal.client.get("/api/v1/ideas/idea-1").json()

    page = portal.client.get("/fr/ideas/idea-1").text

    assert told["words"] in page
    assert told["response"]["fr"] in page
    for one in told["fate"]["commitments"]:
        assert f'href="/fr/commitments/{one["id"]}"' in page
    for one in told["absorbed"]:
        assert f'href="/fr/ideas/{one}"' in page


def test_ideas_are_filtered_as_the_interface_filters_them(portal: Whole) -> None:
    told = portal.client.get("/api/v1/ideas", params={"status": "accepted", "channel": "paper"}).json()

    page = portal.client.get(
        "/ar/ideas", params={"status": "accepted", "channel": "paper", "programme": ""}
    ).text

    listed = re.findall(r'<h3><a href="/ar/ideas/([^"]+)"', page)
    assert listed == [one["id"] for one in told["items"]]
    assert len(listed) == 2
    assert '<option value="accepted" selected>' in page


def test_ideas_are_found_by_the_principle_of_the_commitment_that_they_became(portal: Whole) -> None:
    page = portal.client.get("/ar/ideas", params={"principle": "access_to_information"}).text

    assert re.findall(r'<h3><a href="/ar/ideas/([^"]+)"', page) == ["idea-1", "idea-2"]


def test_the_principle_of_an_idea_is_that_of_commitments_as_they_were_known_then(portal: Whole) -> None:
    [adopted, *_] = portal.client.get("/api/v1/programmes/demnate-example/history", params=ADOPTED).json()[
        "items"
    ]
    asked = {"principle": "access_to_information", "programme": "demnate-example"}

    def found(position: int) -> list[str]:
        given = asked | {"as_of_position": str(position)}
        return [one["id"] for one in portal.client.get("/api/v1/ideas", params=given).json()["items"]]

    assert found(adopted["position"] - 10) == []
    assert found(adopted["position"] + 10) == ["idea-1", "idea-2"]


def test_a_filter_that_is_none_is_told_as_a_page(portal: Whole) -> None:
    answer = portal.client.get("/fr/ideas", params={"status": "forged"})

    assert answer.status_code == 422
    assert '<html lang="fr-MA"' in answer.text


def test_no_idea_that_fits_is_said_in_words(portal: Whole) -> None:
    assert "Aucune idée publiée" in portal.client.get("/fr/ideas", params={"programme": "another"}).text


def test_a_consultation_tells_each_contribution_with_its_answer_and_what_changed(portal: Whole) -> None:
    page = portal.client.get("/en/consultations/demnate-example-1").text

    assert "<b><bdi>Project board</bdi></b>: <bdi>A commitment was added</bdi>" in page
    assert "The remark was taken into account" in page
    assert "<ins><bdi>Public board to follow the commune&#39;s projects</bdi></ins>" in page
    assert "late, not counted" in page


def test_a_workshop_counts_who_came_and_says_what_was_not_counted(portal: Whole) -> None:
    told = portal.client.get("/api/v1/workshops/demnate-example").json()["attendance"]

    page = portal.client.get("/en/workshops/demnate-example").text

    assert f"<dt>Present</dt><dd>{told['present']}</dd>" in page
    assert f"<dt>of them women</dt><dd>{told['women']}</dd>" in page
    assert "<dt>associations</dt><dd>not counted</dd>" in page
    assert "No report is published" in page
