"""Reading what was typed, and giving it back."""

from __future__ import annotations

from typing import Any

import pytest

from domain.council_session.commands import CallSession
from domain.council_session.decision_commands import RecordVote
from domain.kernel.corrections import CorrectRecord
from domain.network.commands import FoundNetwork
from domain.programme.commands import IdentifyAxes, InitiateProgramme, PublishDraft
from service.web.forms.filling import blank, fields, filled, posted, read, without_blank_rows
from service.web.forms.making import form_of
from service.web.forms.rows import begun, changed
from service.web.forms.showing import Offer, prefilled, shown

DRAFT = form_of(PublishDraft)


def test_rows_are_read_in_the_order_of_their_numbers_whatever_is_missing_between() -> None:
    axes = form_of(IdentifyAxes)
    typed = read(axes, [("axes.10.key", "b"), ("axes.2.key", "a"), ("axes.x.key", "c"), ("axes.-1.key", "d")])

    assert [row["key"] for row in typed["axes"]] == ["a", "b"]


def test_what_was_left_empty_is_left_out_and_empty_rows_do_not_count() -> None:
    typed = read(DRAFT, [("commitments.0.key", " "), ("commitments.1.key", "park"), ("changes.ar", "")])

    assert fields(DRAFT, typed)["commitments"] == [{"key": "park", "title": {}}]
    assert "changes" not in fields(DRAFT, typed)
    assert [row["key"] for row in without_blank_rows(DRAFT, typed)["commitments"]] == ["park"]


def test_a_list_that_is_asked_for_and_may_be_empty_is_said_to_be_empty() -> None:
    network = form_of(FoundNetwork)

    assert fields(network, read(network, []))["partners"] == []


def test_a_value_that_stands_in_a_field_beforehand_makes_no_row() -> None:
    typed = begun(form_of(InitiateProgramme))
    typed["evidence"] = [{**begun_evidence(), "language": "ar"}]

    assert "evidence" not in fields(form_of(InitiateProgramme), typed)


def begun_evidence() -> dict[str, str]:
    return {"document_id": "", "sha256": "", "commitment": "", "kind": "", "language": ""}


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("12", 12), (" 12 ", 12), ("١٢", 12), ("-3", -3), ("twelve", "twelve"), ("1.5", "1.5")],
)
def test_a_number_is_read_in_any_digits_and_what_is_none_stays_as_typed(typed: str, taken: Any) -> None:
    vote = form_of(RecordVote)

    assert fields(vote, read(vote, [("votes_for", typed)]))["votes_for"] == taken


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "12", "12"),
        ("number", "12", 12),
        ("number", "1.5", 1.5),
        ("number", "NaN", "NaN"),
        ("yes_no", "no", False),
        ("nothing", "", None),
        ("structure", '{"ar": "x"}', {"ar": "x"}),
        ("structure", "[" * 100_000, "[" * 100_000),
        ("structure", "{", "{"),
    ],
)
def test_a_value_of_any_type_is_read_as_the_type_that_was_chosen(kind: str, text: str, value: Any) -> None:
    form = form_of(CorrectRecord)

    assert fields(form, read(form, [("new.as", kind), ("new.text", text)]))["new"] == value


@pytest.mark.parametrize("value", [None, True, 3, 1.5, "x", "", {"ar": "x"}, ["a", 1]])
def test_a_value_of_any_type_comes_back_the_same(value: Any) -> None:
    form = form_of(CorrectRecord)

    assert fields(form, read(form, posted(form, filled(form, {"new": value}))))["new"] == value


def test_lines_end_as_people_type_them_and_not_as_browsers_send_them() -> None:
    typed = read(DRAFT, [("changes.ar", "one\r\ntwo\rthree")])

    assert typed["changes"]["ar"] == "one\ntwo\nthree"


def test_names_that_the_form_has_not_are_left_aside() -> None:
    assert fields(DRAFT, read(DRAFT, [("actor.role", "operator"), ("x", "y")])) == {}


def test_a_button_adds_a_row_and_another_takes_it_away() -> None:
    typed = begun(DRAFT)

    assert changed(DRAFT, typed, {"_add": "commitments.0.milestones*5"})
    assert len(typed["commitments"][0]["milestones"]) == 6
    typed["commitments"][0]["milestones"][2]["key"] = "kept"
    assert changed(DRAFT, typed, {"_remove": "commitments.0.milestones.1"})
    assert typed["commitments"][0]["milestones"][1]["key"] == "kept"
    assert not changed(DRAFT, typed, {})


@pytest.mark.parametrize("where", ["", "x", "commitments.7", "commitments.0.key", "commitments.0.title.ar.x"])
def test_a_button_that_names_no_row_changes_nothing(where: str) -> None:
    typed = begun(DRAFT)

    changed(DRAFT, typed, {"_add": where, "_remove": where})
    changed(DRAFT, typed, {"_remove": where})

    assert typed == begun(DRAFT)


def test_no_more_rows_are_added_than_the_command_takes() -> None:
    form = form_of(InitiateProgramme)
    typed = begun(form)
    for _ in range(30):
        changed(form, typed, {"_add": "collectivity_ids*5"})

    assert len(typed["collectivity_ids"]) == 20


def test_an_error_of_a_group_is_told_at_the_group_and_one_of_no_field_at_the_top() -> None:
    typed = begun(DRAFT)
    told = dict.fromkeys(("ar", "fr", "en"), "wrong")
    page, rest = shown(
        DRAFT,
        typed,
        errors=[
            {"field": "commitments.0.title.x", "sentence": told},
            {"field": "commitments.9.title", "sentence": told},
            {"field": "If-Match", "sentence": told},
        ],
    )

    assert [one.path for one, _ in page.wrong()] == ["commitments", "commitments.0.title"]
    assert rest == [told]


def test_a_choice_that_was_typed_and_is_none_stays_on_the_page() -> None:
    form = form_of(CallSession)
    typed = read(form, [("session_kind", "forged\x01")])
    page, _ = shown(form, typed)

    field = next(one for one in page.walk() if one.path == "session_kind")
    assert field.options[-1].value == "forged\x01"


def test_what_is_known_stands_in_the_form_and_does_not_replace_what_was_typed() -> None:
    form = form_of(IdentifyAxes)
    typed = begun(form)
    prefilled(form, typed, {"axes.*.key": Offer(first="axis-1")})
    assert typed["axes"][0]["key"] == "axis-1"

    typed["axes"][0]["key"] = "mine"
    prefilled(form, typed, {"axes.*.key": Offer(first="axis-1")})
    assert typed["axes"][0]["key"] == "mine"
    assert not blank(form, typed)
