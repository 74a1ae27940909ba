"""What a form offers to choose, and what it leaves to whoever fills it in."""

from __future__ import annotations

import pytest

from domain.kernel.values import Role
from tests.web.console.conftest import Console
from tests.web.console.giving import Collecting, collecting

AGENDA = "console/act/council-sessions/demnate-example-2025-10/add-agenda-item"
CONSULTATION = "console/new/consultations/open-consultation"


@pytest.fixture(scope="module")
def programme(console: Console) -> Collecting:
    return collecting(console, 2047)


def test_a_matter_that_need_not_be_a_programme_is_not_tied_to_one_that_there_is(console: Console) -> None:
    page = console.visitor(Role.COUNCIL_SECRETARY).get(AGENDA)

    offered = choices(page.text, "matter.programme_id")
    assert offered[0] == ""
    assert "demnate-example" in offered
    assert "selected" not in field(page.text, "matter.programme_id")


def test_what_may_be_chosen_may_still_be_chosen_after_an_error_and_the_round_is_counted(
    programme: Collecting,
) -> None:
    focal = programme.focal_point
    page = focal.get(f"{CONSULTATION}?programme_id={programme.programme}")
    form = focal.form(page, "open-consultation")
    assert form["round"] == "1"

    wrong = focal.check(form.put({"closes_on": "some day"}))

    assert wrong.status_code == 422
    assert 'id="f-closes-on-error"' in wrong.text
    assert choices(wrong.text, "round") == choices(page.text, "round") == ["", "1"]
    assert choices(wrong.text, "programme_id") == choices(page.text, "programme_id")
    assert f"?programme_id={programme.programme}" in focal.form(wrong, "open-consultation").action


def test_a_programme_chosen_in_the_form_decides_what_else_may_be_chosen(programme: Collecting) -> None:
    focal = programme.focal_point
    form = focal.form(focal.get(CONSULTATION), "open-consultation")
    wrong = focal.check(form.put({"programme_id": programme.programme}))

    assert choices(wrong.text, "round") == ["", "1"]
    assert programme.programme in choices(wrong.text, "programme_id")


@pytest.mark.parametrize("typed", ["../networks/x", "a?b=c", "no-such-programme", "%2e%2e"])
def test_a_programme_that_is_none_is_only_a_wrong_choice(programme: Collecting, typed: str) -> None:
    focal = programme.focal_point
    form = focal.form(focal.get(CONSULTATION), "open-consultation")

    assert focal.check(form.put({"programme_id": typed, "closes_on": ""})).status_code == 422
    assert focal.client.get(f"/ar/{CONSULTATION}", params={"programme_id": typed}).status_code == 200


def test_the_form_in_another_language_is_about_the_same_programme(programme: Collecting) -> None:
    focal = programme.focal_point
    page = focal.get(f"{CONSULTATION}?programme_id={programme.programme}&after_position=0")
    link = page.text.partition('href="/fr/remember?to=')[2].partition('"')[0]
    french = focal.client.get(f"/fr/remember?to={link}")

    assert french.url.path == f"/fr/{CONSULTATION}"
    assert dict(french.url.params) == {"programme_id": programme.programme}


def field(page: str, name: str) -> str:
    """A field in which something is chosen."""
    return page.partition(f'name="{name}"')[2].partition("</select>")[0]


def choices(page: str, name: str) -> list[str]:
    """The values that may be chosen in a field."""
    return [one.partition('"')[0] for one in field(page, name).split('<option value="')[1:]]
