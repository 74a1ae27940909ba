"""Ideas from a file, and decisions on several of them at once."""

from __future__ import annotations

import re

import httpx
import pytest

from domain.kernel.values import Role
from tests.web.console.conftest import Console
from tests.web.console.giving import Collecting, Typed, collecting, csv_of, give, unlike
from tests.web.console.sending_files import recorded_whole, sent, waits_with
from tests.web.console.visitor import Form, Visitor


@pytest.fixture(scope="module")
def programme(console: Console) -> Collecting:
    return collecting(console, 2031)


def test_an_idea_on_paper_is_entered_by_a_form_with_the_name_of_who_consents(programme: Collecting) -> None:
    focal, words = programme.focal_point, unlike("طريق")
    path = f"console/new/ideas/submit-idea?programme_id={programme.programme}"
    typed: Typed = {
        "channel": "paper",
        "text.text": words,
        "author.kind": "named_with_consent",
        "author.ref": "sheet-9",
    }
    nameless = focal.check(focal.form(focal.get(path), "submit-idea").put(typed))

    give(focal, path, typed | {"person_name.text": "حليمة أيت علي"}, programme.position)
    page = waits_with(focal, words)

    assert nameless.status_code == 422
    assert 'href="#f-person-name"' in nameless.text
    assert "حليمة أيت علي" in page.text


def test_one_decision_is_taken_on_several_ideas_and_each_is_recorded(programme: Collecting) -> None:
    focal = programme.focal_point
    words = [unlike("حديقة"), unlike("مكتبة")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(*(f"{one},paper," for one in words))))
    page = waits_with(focal, *words)
    form = ticked(focal, page, "find-idea-admissible", words)

    asked = focal.send(form)
    looked_at = focal.check(focal.form(asked, "find-idea-admissible"))
    assert all(one in looked_at.text for one in words)
    report = focal.send(focal.form(looked_at, "find-idea-admissible"), ("_step", "record"))
    assert report.text.count("tag ok") == 2

    again = focal.send(focal.form(looked_at, "find-idea-admissible"), ("_step", "record"))
    assert again.text.count("tag ok") == 2


def test_a_reason_is_given_for_all_and_its_lack_is_told_beside_its_field(programme: Collecting) -> None:
    focal, words = programme.focal_point, [unlike("إعلان")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(f"{words[0]},paper,")))
    page = waits_with(focal, *words)
    form = ticked(focal, page, "find-idea-inadmissible", words)
    missing = focal.check(focal.form(focal.send(form), "find-idea-inadmissible"))

    assert missing.status_code == 422
    assert 'id="f-response-ar-error"' in missing.text
    filled = focal.form(missing, "find-idea-inadmissible").put(
        {"response.ar": "خارج الاختصاص", "reason.code": "out_of_competence"}
    )
    report = focal.send(focal.form(focal.check(filled), "find-idea-inadmissible"), ("_step", "record"))
    assert report.text.count("tag ok") == 1


def test_a_reply_that_the_rules_refuse_is_kept_with_the_words_that_it_is_about_and_nothing_is_recorded(
    programme: Collecting,
) -> None:
    focal, words = programme.focal_point, [unlike("جسر"), unlike("نافورة")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(*(f"{one},paper," for one in words))))
    page, refuse = waits_with(focal, *words), "find-idea-inadmissible"
    form = focal.form(focal.send(ticked(focal, page, refuse, words)), refuse)
    future: Typed = {
        "response.ar": "شكرا، لكن لا",
        "reason.code": "out_of_competence",
        "effective_at": "2999-01-01",
    }

    missing = focal.check(form.put(future))

    assert missing.status_code == 409
    assert ("_step", "record") not in focal.form(missing, refuse).buttons
    assert 'href="#f-effective-at"' in missing.text
    kept = focal.form(missing, refuse)
    assert (kept["effective_at"], kept["response.ar"]) == ("2999-01-01", "شكرا، لكن لا")
    told_of = missing.text.partition('id="refused"')[2].partition("</section>")[0]
    assert all(one in told_of for one in words)

    whole = focal.check(kept.put({"effective_at": ""}))
    report = focal.send(focal.form(whole, refuse), ("_step", "record"))
    assert report.text.count("tag ok") == 2
    assert all(one in report.text for one in words)


def test_what_others_decided_meanwhile_keeps_what_was_typed_for_the_rest(programme: Collecting) -> None:
    focal, words = programme.focal_point, [unlike("رصيف"), unlike("نخلة")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(*(f"{one},paper," for one in words))))
    page, refuse = waits_with(focal, *words), "find-idea-inadmissible"
    both = focal.form(focal.send(ticked(focal, page, refuse, words)), refuse)
    typed: Typed = {"response.ar": "خارج الاختصاص", "reason.code": "out_of_competence"}
    looked_at = focal.check(both.put(typed))
    alone = focal.send(ticked(focal, page, "find-idea-admissible", words[:1]))
    other = focal.check(focal.form(alone, "find-idea-admissible"))
    focal.send(focal.form(other, "find-idea-admissible"), ("_step", "record"))

    report = focal.send(focal.form(looked_at, refuse), ("_step", "record"))
    again = focal.send(focal.form(report, refuse), ("_step", "edit"))

    assert (report.text.count("tag ok"), report.text.count("tag stop")) == (1, 1)
    assert focal.form(again, refuse)["response.ar"] == "خارج الاختصاص"
    assert len(focal.form(again, refuse).values("_chosen")) == 1


def ticked(visitor: Visitor, page: httpx.Response, command: str, words: list[str]) -> Form:
    """The form of what waits, with the boxes of some words ticked."""

    form = visitor.form(page, "find-idea-admissible")
    boxes = re.findall(r'name="_chosen" value="([^"]+)">\s*<span class="pre"><bdi[^>]*>([^<]+)', page.text)
    form.put({"_chosen": [value for value, told in boxes if told in words]})
    assert len(form.values("_chosen")) == len(words)
    form.action = form.action.replace("find-idea-admissible", command)
    return form


def test_ticking_nothing_is_told(programme: Collecting) -> None:
    focal = programme.focal_point
    recorded_whole(focal, sent(focal, programme.programme, csv_of(f"{unlike('فكرة')},paper,")))
    page = focal.send(focal.form(focal.get("console/triage"), "find-idea-admissible"))

    assert "لم توضع أي علامة" in page.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COUNCIL_SECRETARY, Role.OPERATOR])
def test_words_that_are_not_public_are_for_those_who_decide(console: Console, role: Role) -> None:
    assert console.visitor(role).get("console/triage").status_code == 403
