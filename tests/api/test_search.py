"""Searching in Arabic, French and English, however it is spelled; never in words that may not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from domain.collectivity.commands import AssignCanonicalName, RegisterCollectivity
from domain.document.commands import RegisterDocument
from domain.idea import commands as idea
from service.store.log import Log
from tests.api.reading import read, reading
from tests.conftest import Cluster
from tests.domain.programme_journey import at, evaluating
from tests.domain.public_words import submit_idea
from tests.domain.scenario import Scenario, by
from tests.domain.test_erasure import REQUEST
from tests.projections.following import caught_up, poured, until
from tests.projections.test_search import admitted, erased
from tests.vault_keys import KEYS

COORDINATOR = by("network_coordinator")


def registered(given: Scenario, identity: str, kind: str, region: str, **names: str) -> None:
    fields = {"collectivity_type": kind, "region": region, "names": names, "source": "register"}
    given.when(f"collectivity:{identity}", RegisterCollectivity, actor=COORDINATOR, **fields)


def library() -> Scenario:
    """Communes, a province and a region, documents, and a whole programme."""
    given = at(evaluating)
    registered(given, "d", "commune", "r1", ar="جماعة دمونات")
    better = {"names": {"ar": "جماعة دمنات", "fr": "Commune de Demnate"}, "source": "hcp", "confirmed": True}
    given.when("collectivity:d", AssignCanonicalName, actor=COORDINATOR, **better)
    registered(given, "z", "prefecture_or_province", "r2", ar="إقليم أزيلال", fr="Province d'Azilal")
    registered(given, "r", "region", "r1", ar="بني ملال-خنيفرة", fr="Béni Mellal-Khénifra")
    titles = {
        "d1": {"ar": "ميثاق الجماعات الترابية المنفتحة", "fr": "Charte des collectivités ouvertes"},
        "d2": {"ar": "تقرير المقرر", "fr": "Rapport du rapporteur", "en": "The rapporteur's report"},
        "d3": {"ar": "زيارة إلى مستشفى بجماعة دمنات", "en": "<b>Visiting</b> the hospitals & schools"},
    }
    for number, (identity, title) in enumerate(titles.items(), 1):
        fields = {"kind": "report", "language": "ar", "size": 9, "sha256": str(number) * 64}
        given.when(f"document:{identity}", RegisterDocument, actor=by("focal_point"), title=title, **fields)
    return given


@pytest.fixture(scope="module")
def client(embedded: Cluster) -> Iterator[httpx.Client]:
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    poured(log, library().log, "نريد تبسيط المساطر الإدارية")
    with reading(log) as client:
        until(lambda: caught_up(log))
        read(client, "search", q="جماعة", after_position=log.head())
        yield client
    log.close()


def keys(client: httpx.Client, q: str, **more: Any) -> set[str]:
    return {f"{hit['kind']}:{hit['id']}" for hit in read(client, "search", q=q, limit=200, **more)["items"]}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("دمنات", "collectivity:d"),
        ("دمونات", "collectivity:d"),
        ("demnate", "collectivity:d"),
        ("DEMNATÉ", "collectivity:d"),
        ("ازيلال", "collectivity:z"),
        ("province", "collectivity:z"),
        ("beni mellal", "collectivity:r"),
        ("ميثاق", "document:d1"),
        ("الميثاق", "document:d1"),
        ("جماعه ترابيه", "document:d1"),
        ("collectivité ouverte", "document:d1"),
        ("مستشفي", "document:d3"),
        ("hospital", "document:d3"),
        ("visit school", "document:d3"),
        ("انفتاح", "programme:p1"),
        ("المساطر", "idea:i1"),
        ("تَبْسِيط", "idea:i1"),
        ("الاداري", "idea:i1"),
    ],
)
def test_it_is_found_however_it_is_spelled(client: httpx.Client, typed: str, expected: str) -> None:
    assert expected in keys(client, typed)


def test_jamaa_is_a_commune_and_with_turabiya_any_collectivity(client: httpx.Client) -> None:
    found = read(client, "search", q="جماعة")

    both = {f"{hit['kind']}:{hit['id']}" for hit in found["items"]}
    assert {"collectivity:d", "document:d1"} <= both
    assert not {"collectivity:z", "collectivity:r"} & both
    assert {sense["key"] for sense in found["senses"][0]["senses"]} == {"commune", "collectivity"}
    assert "collectivity:d" not in keys(client, '"جماعة ترابية"')
    assert "document:d1" not in keys(client, "جماعة -ترابية")
    assert "collectivity:d" in keys(client, "جماعة -ترابية")


def test_muqarrar_is_a_decision_or_a_rapporteur(client: httpx.Client) -> None:
    found = read(client, "search", q="مقرر")

    assert {hit["kind"] for hit in found["items"]} == {"decision", "document"}
    assert {sense["key"] for sense in found["senses"][0]["senses"]} == {"decision", "rapporteur"}
    assert read(client, "search", q="دمنات")["senses"] == []


def test_a_word_behind_a_particle_is_found_and_shown(client: httpx.Client) -> None:
    found = read(client, "search", q="جماعة", kind="document")

    snippets = {hit["id"]: hit["snippet"] for hit in found["items"]}
    text = snippets["d3"]["text"]
    assert "بجماعة" in [text[begin:end] for begin, end in snippets["d3"]["ranges"]]


@pytest.mark.parametrize(
    "typed",
    ["بدمنات", "ودمنات", "لجماعة دمنات", "وبجماعة وبدمنات", "والجماعة ودمنات", "جماعة بدمنات", "ولجماعة"],
)
def test_a_particle_that_is_typed_hides_no_word(client: httpx.Client, typed: str) -> None:
    assert "collectivity:d" in keys(client, typed)


def test_words_in_quotation_marks_or_behind_a_minus_are_taken_as_they_are_typed(client: httpx.Client) -> None:
    assert keys(client, '"لجماعة دمنات"') == set()
    assert "collectivity:d" in keys(client, "دمنات -بدمنات")
    assert "collectivity:d" in keys(client, '"جماعة دمنات"')


def test_a_query_of_many_particles_is_answered(client: httpx.Client) -> None:
    assert "collectivity:d" in keys(client, " ".join(["وبجماعة", "ولدمنات"] * 12))
    assert keys(client, "وبجماعة ولدمنات ولمجلس وبرنامج ولبلدية وكمقرر") == set()


def test_a_language_restricts_in_which_texts_is_searched(client: httpx.Client) -> None:
    assert "document:d2" in keys(client, "report", lang="en")
    assert keys(client, "report", lang="ar") == set()
    assert keys(client, "دمنات", lang="fr") == set()


def test_a_snippet_is_plain_text_with_the_places_of_the_words(client: httpx.Client) -> None:
    [hit] = read(client, "search", q="visits", lang="en")["items"]

    snippet = hit["snippet"]
    assert snippet["text"] == "<b>Visiting</b> the hospitals & schools"
    assert [snippet["text"][begin:end] for begin, end in snippet["ranges"]] == ["Visiting"]
    assert snippet["cut"] == {"before": False, "after": False}


def test_hits_are_filtered_by_kind_collectivity_and_region(client: httpx.Client) -> None:
    assert {key.split(":")[0] for key in keys(client, "انفتاح", kind="programme")} == {"programme"}
    assert "idea:i1" in keys(client, "تبسيط", collectivity="c1")
    assert "idea:i1" in keys(client, "تبسيط", region="r5")
    assert keys(client, "تبسيط", region="souss-massa") == set()
    assert keys(client, "دمنات", region="r1") == {"collectivity:d"}


def test_what_fits_better_comes_first_and_pages_hold_each_hit_once(client: httpx.Client) -> None:
    whole = read(client, "search", q="جماعة", limit=200)["items"]
    paged: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = read(client, "search", q="جماعة", limit=1, **cursor)
        paged += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert [hit["id"] for hit in paged] == [hit["id"] for hit in whole]
    assert [hit["rank"] for hit in whole] == sorted((hit["rank"] for hit in whole), reverse=True)
    assert len(whole) >= 3


@pytest.mark.parametrize(
    "q", ["'", "a' OR 1=1 --", "!!! دمنات", "<-> | & دمنات", '"دمنات', "OR", "%s {x} دمنات"]
)
def test_no_sign_is_taken_for_an_operator(client: httpx.Client, q: str) -> None:
    answer = client.get("/api/v1/search", params={"q": q})

    assert answer.status_code in (200, 422), answer.text
    assert answer.status_code == 422 or "دمنات" not in q or answer.json()["items"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("search", "q"),
        ("search?q=", "q"),
        ("search?q=%20", "q"),
        ("search?q=-", "q"),
        ("search?q=" + "x" * 201, "q"),
        ("search?q=x1&lang=de", "lang"),
        ("search?q=x1&kind=person", "kind"),
        ("search?q=x1&when=now", "when"),
    ],
)
def test_a_parameter_that_is_not_right_is_named(client: httpx.Client, path: str, field: str) -> None:
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_cursor_of_another_search_is_refused(client: httpx.Client) -> None:
    cursor = read(client, "search", q="جماعة", limit=1)["next"]

    for params in ({"q": "دمنات", "cursor": cursor}, {"q": "جماعة", "cursor": cursor[:-4]}):
        answer = client.get("/api/v1/search", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_words_are_found_no_more_once_they_are_erased(log: Log) -> None:
    given = admitted(log)
    with reading(log) as client:
        assert keys(client, "إنارة", after_position=log.head()) == {"idea:i1"}
        before = len(given.log)
        erased(given)
        poured(log, given.log[before:])
        answer = client.get("/api/v1/search", params={"q": "إنارة", "after_position": log.head()})

    assert answer.json()["items"] == []
    assert "الأزقة" not in answer.text


def test_words_that_were_deleted_are_not_shown_even_before_the_rows_know(log: Log) -> None:
    given = admitted(log)
    with reading(log) as client:
        assert keys(client, "إنارة", after_position=log.head()) == {"idea:i1"}
        log.erase_texts([given.state("idea:i1").text.ref])
        assert keys(client, "المسالك") == set()


def test_an_idea_that_waits_is_not_found(log: Log) -> None:
    given = admitted(log)
    before = len(given.log)
    submit_idea(given, "i2")
    given.when("idea:i1", idea.WithdrawIdea, actor=by("focal_point"), reason=REQUEST["reason"])
    poured(log, given.log[before:], "كلمة لا ينبغي أن ترى")

    with reading(log) as client:
        assert keys(client, "كلمة", after_position=log.head()) == set()
        assert keys(client, "إنارة") == set()
