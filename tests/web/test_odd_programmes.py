"""Pages of programmes that took a turn, of logs with little in them, and of documents that are withheld."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from domain.document.commands import RedactContent
from domain.kernel.corrections import CorrectRecord
from domain.programme.commands import OpenIdeaCollection
from service.store.log import Log
from tests.domain import programme_journey as j
from tests.domain import programme_turns as t
from tests.domain.scenario import Scenario, by
from tests.web.reading import Read
from tests.web.showing import showing

TURNS: dict[str, Callable[[], Scenario]] = {
    "initiated": j.initiated,
    "idea_collection": lambda: j.at(j.collecting),
    "rejected": t.rejected,
    "referred_back": lambda: t.sent_back(material=True),
    "suspended": lambda: t.suspended(stops_deadlines=True),
    "under_control": t.objected,
    "taken over": t.taken_over,
    "in_execution": lambda: j.at(j.executing),
    "final_evaluation": lambda: j.rated(j.at(j.evaluating)),
}


def page(client: httpx.Client, path: str, status: int = 200) -> Read:
    answer = client.get(f"/{path}")
    assert answer.status_code == status, answer.text[:3000]
    return Read(answer.text)


@pytest.mark.parametrize("turn", TURNS)
def test_a_programme_shows_where_it_stands_and_what_is_missing_for_the_next_step(log: Log, turn: str) -> None:
    with showing(log, TURNS[turn]()) as client:
        told = client.get("/api/v1/programmes/p1").json()
        pages = {code: page(client, f"{code}/programmes/p1") for code in ("ar", "fr", "en")}
        home = page(client, "en")

    for code, found in pages.items():
        assert told["title"]["ar"] in found.words
        assert told["stage_name"][code] in found.words
        step = told["next_steps"][0]
        assert step["summary"][code] in found.words
        for guard in step["unmet"]:
            assert guard["sentence"][code] in found.words
    assert "/en/programmes/p1" in home.links


def test_a_programme_taken_over_says_what_is_known_and_what_is_not(log: Log) -> None:
    with showing(log, t.taken_over()) as client:
        told = client.get("/api/v1/programmes/p1").json()
        found = page(client, "fr/programmes/p1")

    assert told["missing"]
    assert "Non connu :" in found.words
    for fact in told["known"]:
        assert (fact["statement"]["fr"] or fact["statement"]["ar"]) in found.words
    assert "Date inconnue" in found.words


def test_where_ideas_are_collected_the_first_page_and_the_programme_lead_to_the_form(log: Log) -> None:
    with showing(log, j.at(j.collecting)) as client:
        for path in ("ar", "ar/programmes/p1"):
            assert "/ar/programmes/p1/ideas/new" in page(client, path).links


def test_the_last_day_for_ideas_is_told_wherever_the_collection_is_and_as_it_was_corrected(log: Log) -> None:
    given = j.announced(j.initiated())
    [opened] = given.when(j.P, OpenIdeaCollection, actor=j.FOCAL, channels=["online"], closes_on="2025-04-30")
    given.when(
        j.P,
        CorrectRecord,
        actor=j.FOCAL,
        target=opened.event_id,
        field="closes_on",
        old="2025-04-30",
        new="2025-05-15",
        reason={"code": "correction_clerical"},
    )
    with showing(log, given) as client:
        for path in ("", "/programmes/p1", "/calendar", "/calendar?programme=p1"):
            found = page(client, f"fr{path}").words
            assert "15 mai 2025" in found, path
            assert "30 avril 2025" not in found, path
        assert "15 mai 2025" not in page(client, "fr/calendar?kind=sitting").words


def test_a_rating_stands_beside_the_progress_counted_from_milestones(log: Log) -> None:
    with showing(log, j.rated(j.at(j.evaluating))) as client:
        found = page(client, "en/programmes/p1")
        [commitment] = client.get("/api/v1/commitments").json()["items"]

    verified = sum(one["verified_on"] is not None for one in commitment["milestones"])
    share = verified / len(commitment["milestones"])
    assert f"{verified} verified ÷ {len(commitment['milestones'])} milestones = {share:.0%}" in found.words
    assert "limited" in found.words


def test_a_log_with_nothing_in_it_says_so_in_words(log: Log) -> None:
    with showing(log, Scenario()) as client:
        home, network = page(client, "en"), page(client, "en/network")
        found = page(client, "en/collectivities?name=x")
        other = page(client, "fr/regions/souss-massa", status=404)

    assert "Nothing is open at the moment." in home.words
    assert "No decision is recorded yet." in home.words
    assert "No collectivity is registered yet." in network.words
    assert "Nothing fits." in found.words
    assert other.headings[0][0] == 1


def test_a_document_that_was_redacted_leads_to_what_is_shown_in_its_place(log: Log) -> None:
    given = t.member().registered({**t.PROOF, "document_id": "d2", "sha256": "2" * 64})
    why = {"reason": {"code": "legal_obstacle"}, "authority": [{"law": "09-08", "article": "8"}]}
    given.when("document:d1", RedactContent, actor=by("focal_point"), new_document_id="d2", **why)
    with showing(log, given) as client:
        found = page(client, "en/documents/d1")
        other = page(client, "en/documents/d2")

    assert "/en/documents/d2" in found.links
    assert "Something of this document was removed." in found.words
    assert "Download" not in found.words
    assert "Something of this document was removed." not in other.words
