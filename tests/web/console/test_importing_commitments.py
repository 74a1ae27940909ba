"""The commitments of a draft from a file: tried against what the programme has, row by row."""

from __future__ import annotations

import pytest

from tests.web.console.conftest import Console
from tests.web.console.giving import Collecting, collecting, csv_of, told
from tests.web.console.sending_files import mistakes, sent

HEADING = "key,title_ar,lead,principles,axis,idea_ids,milestone_key,milestone_title_ar,milestone_due_on"


@pytest.fixture(scope="module")
def programme(console: Console) -> Collecting:
    return collecting(console, 2033)


def wrong_in(programme: Collecting, *rows: str, heading: str = HEADING) -> list[tuple[str, str, str, str]]:
    """What is wrong with a file of commitments."""
    page = sent(programme.committee, programme.programme, csv_of(*rows, heading=heading), kind="commitments")
    assert page.status_code == 422, told(page)
    return mistakes(page)


def test_commitments_of_a_file_go_into_the_form_of_a_draft(programme: Collecting) -> None:
    rows = [
        "library,مكتبة عمومية,مصلحة الثقافة,transparency;accountability,information,,study,دراسة,2033-06-30",
        "library,,,,,,opening,الافتتاح,2034-06-30",
    ]
    committee = programme.committee
    tried = sent(committee, programme.programme, csv_of(*rows, heading=HEADING), kind="commitments")
    assert tried.status_code == 200, told(tried)
    form = committee.form(tried, "publish-draft")
    draft = committee.form(committee.send(form, ("_step", "edit")), "publish-draft")

    assert draft["commitments.0.title.ar"] == "مكتبة عمومية"
    assert draft["commitments.0.milestones.1.due_on"] == "2034-06-30"
    assert draft.values("commitments.0.principles") == ["transparency", "accountability"]


@pytest.mark.parametrize(
    ("row", "column", "value", "allowed"),
    [
        ("lights,إنارة,مصلحة,light,information,,m1,تركيب,2033-06-30", "principles", "light", "transparency"),
        ("lights,إنارة,مصلحة,transparency,axis-9,,m1,تركيب,2033-06-30", "axis", "axis-9", "information"),
        ("lights,إنارة,مصلحة,transparency,,idea-1,m1,تركيب,2033-06-30", "idea_ids", "idea-1", "—"),
        (
            "lights,إنارة,مصلحة,transparency,,,m1,تركيب,2035-01-01",
            "milestone_due_on",
            "2035-01-01",
            "1 يناير 2033",
        ),
        (
            "lights,إنارة,مصلحة,transparency,,,m1,تركيب,2032-12-31",
            "milestone_due_on",
            "2032-12-31",
            "31 دجنبر 2034",
        ),
        (
            "lights,إنارة,مصلحة,transparency,,,m1,تركيب,2033-13-30",
            "milestone_due_on",
            "2033-13-30",
            "YYYY-MM-DD",
        ),
        ("lights,إنارة,مصلحة,,,,m1,تركيب,2033-06-30", "principles", "", "1"),
        ("Lights!,إنارة,مصلحة,transparency,,,m1,تركيب,2033-06-30", "key", "Lights!", ""),
        (",إنارة,مصلحة,transparency,,,m1,تركيب,2033-06-30", "key", "", ""),
        ("lights,,مصلحة,transparency,,,m1,تركيب,2033-06-30", "title_ar", "", ""),
        ("lights,إنارة,مصلحة,transparency,,,m1,,2033-06-30", "milestone_title_ar", "", ""),
    ],
)
def test_what_the_programme_does_not_have_is_told_by_row_column_and_value_with_what_is_allowed(
    programme: Collecting, row: str, column: str, value: str, allowed: str
) -> None:
    good = "budget,نشر الميزانية,مصلحة المالية,transparency,information,,m1,نشر,2033-06-30"

    ((number, where, found, rule),) = wrong_in(programme, good, row)

    assert (number, where, found) == ("3", column, value)
    assert allowed in rule


@pytest.mark.parametrize(
    ("second", "column", "value"),
    [
        ("budget,عنوان آخر,,,,,m2,نشر,2033-06-30", "title_ar", "عنوان آخر"),
        ("budget,,مصلحة أخرى,,,,m2,نشر,2033-06-30", "lead", "مصلحة أخرى"),
        ("budget,,,accountability,,,m2,نشر,2033-06-30", "principles", "accountability"),
        ("budget,,,,,,m1,نشر,2033-06-30", "milestone_key", "m1"),
    ],
)
def test_rows_of_one_key_that_say_different_things_are_told(
    programme: Collecting, second: str, column: str, value: str
) -> None:
    first = "budget,نشر الميزانية,مصلحة المالية,transparency;digitalisation,,,m1,نشر,2033-06-30"

    ((number, where, found, _),) = wrong_in(programme, first, second)

    assert (number, where, found) == ("3", column, value)


def test_rows_of_one_key_may_repeat_what_they_say_in_any_order(programme: Collecting) -> None:
    rows = (
        "budget,نشر الميزانية,,transparency;digitalisation,,,m1,نشر,2033-06-30",
        "budget,نشر الميزانية,مصلحة المالية,digitalisation; transparency,information,,m2,نشر,2034-06-30",
    )
    page = sent(programme.committee, programme.programme, csv_of(*rows, heading=HEADING), kind="commitments")
    assert page.status_code == 200, told(page)

    form = programme.committee.form(page, "publish-draft")

    assert form["commitments.0.lead"] == "مصلحة المالية"
    assert form["commitments.0.axis"] == "information"


def test_a_day_out_of_the_period_is_taken_with_its_explanation(programme: Collecting) -> None:
    heading = f"{HEADING},milestone_outside_period_ar"
    row = "budget,نشر,مصلحة,transparency,,,m1,نشر,2036-06-30,أشغال تمتد بعد البرنامج"
    page = sent(programme.committee, programme.programme, csv_of(row, heading=heading), kind="commitments")

    form = programme.committee.form(page, "publish-draft")

    assert form["commitments.0.milestones.0.outside_period.ar"] == "أشغال تمتد بعد البرنامج"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_and_all_that_is_wrong_is_told_at_once(
    programme: Collecting,
) -> None:
    wrong = wrong_in(
        programme,
        "a,نشر,مصلحة,transparency,,,m1,نشر,2033-06-30",
        "",
        "b,نشر,مصلحة",
        "c,نشر,مصلحة,light;dark,axis-9,,m1,نشر,2033-13-30",
    )

    assert [(row, column) for row, column, *_ in wrong] == [
        ("4", ""),
        ("5", "principles"),
        ("5", "principles"),
        ("5", "milestone_due_on"),
        ("5", "axis"),
    ]
