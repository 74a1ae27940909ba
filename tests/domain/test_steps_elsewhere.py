"""The next steps of a programme name the legal one, also where a council or a consultation takes it."""

from __future__ import annotations

import pytest

from domain.council_session.decision_commands import DeferItem
from domain.programme.steps.elsewhere import ELSEWHERE
from domain.registry import DECIDERS
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import joint, objected
from tests.domain.programme_walks import in_consultation
from tests.domain.scenario import Scenario


def unmet(given: Scenario, command: str) -> list[str]:
    """What is missing for a step that must be offered."""
    return [check.guard.code.partition(".")[2] for check in given.steps(P)[command].unmet]


def test_a_text_before_a_council_waits_for_its_vote() -> None:
    given = at(j.submitted)
    assert unmet(given, "record-vote") == ["sitting_awaited"]

    j.opened(given, "s1", "2025-10-07")
    assert unmet(given, "record-vote") == []

    j.vote(given, "s1")
    assert "record-vote" not in given.steps(P)


def test_of_two_councils_each_that_has_yet_to_sit_is_named() -> None:
    given = joint()
    assert unmet(given, "record-vote") == ["sitting_awaited", "sitting_awaited"]

    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")

    (waiting,) = given.steps(P)["record-vote"].unmet
    assert waiting.found["found"] == "c2"


def test_a_vote_is_no_step_once_the_item_was_put_off() -> None:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")
    put_off = {"sitting_id": "j1", "item_id": "a", "reason": j.BECAUSE}
    given.when("council_session:s1", DeferItem, actor=j.PRESIDENT, **put_off)

    (waiting,) = given.steps(P)["record-vote"].unmet
    assert (waiting.guard.code, waiting.found["found"]) == ("programme.item_open", "deferred")
    assert unmet(given, "add-agenda-item") == ["session_called"]


def test_a_council_that_has_yet_to_get_the_text_cannot_vote_on_it() -> None:
    given = j.submitted(j.initiated(j.joined(j.joined(j.networked(Scenario())), "c2"), "c1", "c2"))
    j.opened(given, "s1", "2025-10-07")
    assert unmet(given, "record-vote") == []

    j.vote(given, "s1")

    (waiting,) = given.steps(P)["record-vote"].unmet
    assert (waiting.guard.code, waiting.found["found"]) == ("programme.text_laid", "c2")


def test_after_an_objection_the_council_must_deliberate_anew() -> None:
    given = objected()
    assert unmet(given, "record-vote") == ["new_deliberation_inscribed"]
    assert unmet(given, "add-agenda-item") == ["session_called"]

    j.inscribed(given, "s2", "2025-10-22", kind="new_deliberation")
    assert unmet(given, "record-vote") == ["sitting_awaited"]

    j.opened(given, "s2", "2025-10-22")
    assert unmet(given, "record-vote") == []

    j.vote(given, "s2")
    assert "record-vote" not in given.steps(P)


def test_a_draft_waits_for_its_consultation_and_that_for_its_closing_day() -> None:
    assert unmet(at(j.drafting), "open-consultation") == ["draft_published"]
    assert unmet(at(j.drafted), "open-consultation") == []

    given = in_consultation()

    assert unmet(given, "close-consultation") == ["consultation_runs"]
    assert unmet(given.at("2025-08-01"), "close-consultation") == []


@pytest.mark.parametrize("step", ELSEWHERE, ids=lambda step: step.command.command_name())
def test_a_step_elsewhere_is_taken_by_those_who_may_give_its_command_there(step: object) -> None:
    command, by = step.command, step.by  # type: ignore[attr-defined]

    assert DECIDERS[command.aggregate].rule(command).by == by
