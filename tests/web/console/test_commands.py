"""A command given at the console, from its form to the log."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import pytest

from domain.kernel.values import Role
from tests.web.console.conftest import COMMUNE, Console
from tests.web.console.giving import Typed, give
from tests.web.console.visitor import Visitor
from tests.web.raw_words import raw_words

NEW = "console/new/programmes/initiate-programme"
WORKSHOP = "console/new/workshops/announce-workshop"


@pytest.fixture
def focal_point(console: Console) -> Visitor:
    return console.visitor(Role.FOCAL_POINT)


def announced(visitor: Visitor, title: str = "استقبال") -> httpx.Response:
    """The confirmation of a workshop that is about to be announced."""
    form = visitor.form(visitor.get(WORKSHOP), "announce-workshop")
    return visitor.check(
        form.put(
            {
                "collectivity_id": COMMUNE,
                "place": "دار الشباب",
                "held_on": "2027-03-25",
                "agenda.0.title.ar": title,
                "agenda.0.title.fr": "Accueil <b>",
            }
        )
    )


def number_of_workshops(visitor: Visitor) -> int:
    return len(visitor.client.get("/api/v1/workshops?limit=200").json()["items"])


def test_what_is_typed_is_shown_once_more_before_it_is_recorded_and_then_it_is(focal_point: Visitor) -> None:
    before = number_of_workshops(focal_point)
    page = announced(focal_point)

    assert page.status_code == 200
    assert "دار الشباب" in page.text
    assert "Accueil &lt;b&gt;" in page.text
    assert "25 مارس 2027" in page.text
    assert "نقطة الارتكاز" in page.text
    assert number_of_workshops(focal_point) == before

    recorded = focal_point.record(page, "announce-workshop")

    assert recorded.status_code == 200
    assert "تم التسجيل" in recorded.text
    assert number_of_workshops(focal_point) == before + 1


def test_a_double_click_records_once(focal_point: Visitor) -> None:
    before = number_of_workshops(focal_point)
    page = announced(focal_point, "مرتان")

    first = focal_point.record(page, "announce-workshop")
    second = focal_point.record(page, "announce-workshop")

    assert first.url.path == second.url.path
    assert number_of_workshops(focal_point) == before + 1


def test_errors_stand_beside_their_fields_and_nothing_that_was_typed_is_lost(focal_point: Visitor) -> None:
    form = focal_point.form(focal_point.get(WORKSHOP), "announce-workshop")
    typed = {
        "collectivity_id": COMMUNE,
        "place": "سطر\x07",
        "held_on": "some day",
        "starts_at": "25:99",
        "agenda.0.title.fr": "Seulement en français",
    }
    page = focal_point.check(form.put(typed))
    again = focal_point.form(page, "announce-workshop")

    assert page.status_code == 422
    for place in ("place", "held-on", "starts-at", "agenda-0-title-ar"):
        assert f'id="f-{place}-error"' in page.text
        assert f'href="#f-{place}"' in page.text
    for name, value in typed.items():
        assert again[name] == value


def test_an_empty_form_comes_back_with_the_row_that_it_needs(focal_point: Visitor) -> None:
    page = focal_point.check(focal_point.form(focal_point.get(WORKSHOP), "announce-workshop"))

    assert page.status_code == 422
    assert focal_point.form(page, "announce-workshop")["agenda.0.title.ar"] == ""


def test_a_row_is_added_and_taken_away_without_a_script(focal_point: Visitor) -> None:
    form = focal_point.form(focal_point.get(WORKSHOP), "announce-workshop")
    more = focal_point.send(form.put({"agenda.0.title.ar": "الأولى"}), ("_add", "agenda"))
    form = focal_point.form(more, "announce-workshop")
    assert form["agenda.0.title.ar"] == "الأولى"
    assert form["agenda.1.title.ar"] == ""

    less = focal_point.send(form.put({"agenda.1.title.ar": "الثانية"}), ("_remove", "agenda.0"))
    form = focal_point.form(less, "announce-workshop")
    assert form["agenda.0.title.ar"] == "الثانية"
    assert form.values("agenda.1.title.ar") == []


def test_going_back_from_the_confirmation_keeps_everything(focal_point: Visitor) -> None:
    page = announced(focal_point)
    shown = focal_point.form(page, "announce-workshop")
    back = focal_point.form(focal_point.send(shown, ("_step", "edit")), "announce-workshop")

    assert back["place"] == "دار الشباب"
    assert back["agenda.0.title.fr"] == "Accueil <b>"
    assert back["_key"] == shown["_key"]


def test_two_people_on_one_record_are_told_what_happened_meanwhile(console: Console) -> None:
    one, other = console.visitor(Role.FOCAL_POINT), console.visitor(Role.FOCAL_POINT, language="fr")
    made = one.record(announced(one, "ورشة"), "announce-workshop")
    identity = made.url.path.rpartition("/")[2]
    held = f"console/act/workshops/{identity}/reschedule-workshop"
    filled = {"reason.code": "other", "reason.text.ar": "القاعة غير متاحة", "place": "قاعة أخرى"}
    mine, theirs = (
        visitor.check(visitor.form(visitor.get(held), "reschedule-workshop").put(filled))
        for visitor in (one, other)
    )
    assert one.record(mine, "reschedule-workshop").status_code == 200

    stale = other.record(theirs, "reschedule-workshop")

    assert stale.status_code == 412
    assert "enregistré entre-temps" in stale.text
    assert "<ins>" in stale.text
    assert raw_words(stale.text.partition('id="meanwhile"')[2].partition("</section>")[0], "fr") == set()
    form = other.form(stale, "reschedule-workshop")
    assert form["place"] == "قاعة أخرى"
    assert form["_version"] == "2"
    assert other.record(other.check(form.fill(place="قاعة ثالثة")), "reschedule-workshop").status_code == 200


def test_what_the_rules_refuse_is_said_in_words_before_any_confirmation_and_the_form_stays(
    console: Console,
) -> None:
    president = console.visitor(Role.COUNCIL_PRESIDENT)
    form = president.form(president.get(NEW), "initiate-programme")
    filled = form.put(
        {
            "title.ar": f"برنامج {uuid4()}",
            "starts_on": "2027-01-01",
            "ends_on": "2026-01-01",
        }
    )
    refused = president.check(filled)

    assert refused.status_code == 409
    assert ("_step", "record") not in president.form(refused, "initiate-programme").buttons
    assert 'id="f-ends-on-error"' in refused.text
    assert 'href="#f-ends-on"' in refused.text
    assert president.form(refused, "initiate-programme")["title.ar"] == filled["title.ar"]
    assert 'role="alert"' in refused.text


def test_a_programme_is_begun_and_its_next_steps_are_told(console: Console) -> None:
    president = console.visitor(Role.COUNCIL_PRESIDENT, language="fr")
    form = president.form(president.get(NEW), "initiate-programme")
    assert form.values("collectivity_ids") == [COMMUNE]
    page = president.check(
        form.put({"title.ar": "برنامج أزيلال", "starts_on": "2027-01-01", "ends_on": "2028-12-31"})
    )

    recorded = president.record(page, "initiate-programme")
    tasks = president.get(f"console?after_position={recorded.url.params['after_position']}")

    assert recorded.status_code == 200
    assert "identify-axes" in tasks.text
    assert "برنامج أزيلال" in tasks.text


def test_a_form_says_what_stands_in_its_way_also_at_another_stage_of_its_record(console: Console) -> None:
    focal, president = console.visitor(Role.FOCAL_POINT), console.visitor(Role.COUNCIL_PRESIDENT)
    typed: Typed = {"title.ar": f"برنامج {uuid4()}", "starts_on": "2041-01-01", "ends_on": "2042-12-31"}
    begun = give(focal, NEW, typed)
    act, page = f"console/act/programmes/{begun.identity}", f"console/records/programmes/{begun.identity}"
    laid = president.get(f"{act}/submit-to-council?after_position={begun.position}")
    amended = president.get(f"{act}/abandon-amendment")
    record = president.get(page).text

    for form in (laid, amended):
        assert "غير ممكن بعد" in form.text
    assert "هذه الخطوة ممكنة" in laid.text
    assert "submit-to-council" not in record
    assert "abandon-amendment" not in record
    assert "correct-record" in record


@pytest.mark.parametrize("command", ["cancel-workshop", "reschedule-workshop"])
def test_a_reason_without_which_a_command_is_never_taken_is_not_called_optional(
    focal_point: Visitor, command: str
) -> None:
    made = focal_point.record(announced(focal_point, "مع سبب"), "announce-workshop")
    act = f"console/act/workshops/{made.url.path.rpartition('/')[2]}/{command}"
    page = focal_point.check(focal_point.form(focal_point.get(act), command))

    assert page.status_code == 422
    assert 'id="f-reason-code-error"' in page.text
    assert "اختياري" not in page.text.partition('<fieldset id="f-reason"')[2].partition("</legend>")[0]


def test_whoever_holds_two_offices_says_by_which_they_act(console: Console) -> None:
    both = console.visitor(Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT)
    form = both.form(both.get("console/new/documents/register-document"), "register-document")
    form.put({"title.ar": "وثيقة", "size": "3", "sha256": "a" * 64, "kind": "report"})

    asked = both.check(form)
    assert asked.status_code == 400
    again = both.form(asked, "register-document")
    grants = httpx.Client(base_url=str(both.client.base_url), cookies=both.client.cookies).get(
        "/api/v1/session"
    )
    chosen = next(one["id"] for one in grants.json()["grants"] if one["role"] == "focal_point")
    page = both.check(again.put({"_acting_as": chosen}))

    assert both.record(page, "register-document").status_code == 200


def test_no_page_gives_a_command_to_whoever_may_not_give_it(console: Console) -> None:
    auditor = console.visitor(Role.AUDITOR)

    assert auditor.get(NEW).status_code == 403
    assert auditor.get("console/new/programmes/no-such-command").status_code == 404
    assert auditor.get("console/act/programmes/nothing/start-execution").status_code in (403, 404)


def test_a_form_without_the_token_of_its_session_records_nothing(focal_point: Visitor) -> None:
    before = number_of_workshops(focal_point)
    form = focal_point.form(announced(focal_point), "announce-workshop").fill(csrf="forged")

    assert focal_point.send(form, ("_step", "record")).status_code == 403
    assert number_of_workshops(focal_point) == before


def test_a_day_that_a_hint_shows_reads_as_it_is_typed_within_arabic(focal_point: Visitor) -> None:
    page = focal_point.get(WORKSHOP)

    assert "\u20662026-03-25\u2069" in page.text


def test_the_page_of_a_record_names_its_facts_and_what_they_point_at(console: Console) -> None:
    visitor = console.visitor(Role.AUDITOR)
    paths = ("programmes/demnate-example", "ideas/idea-1", "council-sessions/demnate-example-2025-10")

    for path in (*paths, "networks/remacto", "collectivities/beni-mellal-khenifra-commune-15"):
        page = visitor.get(f"console/records/{path}")
        assert page.status_code == 200
        assert raw_words(page.text, "ar") == set(), path


@pytest.mark.parametrize("letters", [301, 40_000, 150_000])
def test_a_text_over_its_limit_is_told_beside_its_field_with_both_numbers_and_the_form_is_kept(
    focal_point: Visitor, letters: int
) -> None:
    form = focal_point.form(focal_point.get(WORKSHOP), "announce-workshop")
    page = focal_point.check(form.put({"place": "م" * letters, "agenda.0.title.ar": "استقبال"}))
    beside = page.text.partition('id="f-place-error"')[2].partition("</span>")[0]

    assert page.status_code == 422
    assert "300" in beside
    assert str(letters) in beside
    assert focal_point.form(page, "announce-workshop")["place"] == "م" * letters
    assert focal_point.form(page, "announce-workshop")["agenda.0.title.ar"] == "استقبال"


def test_a_line_takes_no_more_letters_than_its_command(focal_point: Visitor) -> None:
    assert re.search(r'name="place"[^>]* maxlength="300"', focal_point.get(WORKSHOP).text)


def test_a_form_may_stay_in_the_history_of_a_browser_and_in_no_shared_cache(focal_point: Visitor) -> None:
    for page in (focal_point.get(WORKSHOP), announced(focal_point)):
        assert page.headers["cache-control"] == "private, no-cache"
    assert focal_point.get("console").headers["cache-control"] == "no-store"


def test_signing_out_clears_what_a_browser_kept(console: Console) -> None:
    visitor = console.visitor(Role.AUDITOR)
    left = visitor.client.post(
        "/ar/sign-out",
        data={"csrf": visitor.form(visitor.get("console"), "/sign-out")["csrf"]},
        follow_redirects=False,
    )

    assert left.status_code == 303
    assert left.headers["clear-site-data"] == '"cache"'
