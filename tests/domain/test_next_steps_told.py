"""The next steps of a programme: what leads on first, what is missing, and nothing that cannot be."""

from __future__ import annotations

import pytest

from domain.commitment.commands import ContestEvidence, ReportMilestone, StartCommitment
from domain.council_session.commands import AddAgendaItem, CallSession
from domain.kernel.next_steps import NextStep
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import joint, objected, suspended
from tests.domain.programme_walks import closed, in_consultation, joint_with_one_settled
from tests.domain.scenario import Scenario, by


def told(given: Scenario, stream: str = P) -> list[NextStep]:
    return list(given.steps(stream).values())


def possible(given: Scenario, stream: str = P) -> list[str]:
    return [step.command.command_name() for step in told(given, stream) if not step.unmet]


def missing(given: Scenario, command: str, stream: str = P) -> list[str]:
    return [check.guard.code.partition(".")[2] for check in given.steps(stream)[command].unmet]


def promise(given: Scenario) -> str:
    return f"commitment:{given.state(P).commitments[0].commitment_id}"


def under_way(given: Scenario) -> Scenario:
    given.when(promise(given), StartCommitment, actor=by("lead_unit"))
    return given


def test_a_text_on_no_agenda_cannot_be_submitted_and_the_session_to_call_is_named() -> None:
    given = at(j.validated).at("2025-09-20")
    assert missing(given, "submit-to-council") == ["text_inscribed"]
    assert missing(given, "add-agenda-item") == ["session_called"]
    assert possible(given)[0] == "call-session"

    call = {"collectivity_id": "c1", "session_kind": "extraordinary"}
    given.when("council_session:s1", CallSession, actor=j.PRESIDENT, **call)
    assert possible(given)[0] == "add-agenda-item"

    item = {"item_id": "a", "title": j.NAME, "matter": j.matter(given, "programme_adoption", 1)}
    given.when("council_session:s1", AddAgendaItem, actor=j.PRESIDENT, **item)
    assert possible(given)[0] == "submit-to-council"


def test_a_text_that_lies_before_every_council_is_not_to_be_submitted_again() -> None:
    assert "submit-to-council" not in at(j.submitted).steps(P)
    assert "submit-to-council" not in joint().steps(P)


def test_only_what_is_contested_can_be_resolved() -> None:
    given = under_way(at(j.executing))
    assert "resolve-dispute" not in given.steps(promise(given))
    assert "resolve-dispute" not in given.steps(P)

    given.when(promise(given), ContestEvidence, actor=by("civil_society"), statement=j.CHANGES)

    assert "resolve-dispute" in possible(given, promise(given))
    assert given.steps(P)["resolve-dispute"].streams == (promise(given),)


def test_nothing_is_to_be_resolved_in_a_closed_programme_that_nobody_contested() -> None:
    given = closed()

    assert "resolve-dispute" not in given.steps(promise(given))


def test_a_milestone_is_verified_once_one_is_reported() -> None:
    given = under_way(at(j.executing))
    assert "verify-milestone" not in given.steps(promise(given))

    reached = {"milestone": "m1", "reached_on": "2026-01-02"}
    given.when(promise(given), ReportMilestone, actor=by("lead_unit"), **reached)

    assert "verify-milestone" in possible(given, promise(given))
    assert "report-milestone" not in given.steps(promise(given))


def test_at_the_beginning_axes_and_a_workshop_lead_to_the_collection() -> None:
    given = j.initiated()
    assert possible(given)[:2] == ["identify-axes", "announce-workshop"]
    assert missing(given, "open-idea-collection") == ["axes_set", "workshop_announced"]

    assert possible(j.announced(given))[0] == "open-idea-collection"


def test_while_ideas_are_collected_the_workshop_is_held_and_ideas_are_given() -> None:
    from domain.programme.commands import OpenIdeaCollection

    given = j.announced(j.initiated())
    given.when(P, OpenIdeaCollection, actor=j.FOCAL, channels=["online"])

    assert missing(given, "record-workshop-held") == ["day_has_come"]
    given.at("2025-03-20")

    assert possible(given)[0] == "record-workshop-held"
    assert "submit-idea" in possible(given)
    assert given.steps(P)["record-workshop-held"].streams == ("workshop:w1",)
    assert missing(given, "close-idea-collection") == ["workshop_held"]


def test_a_draft_waits_for_the_ideas_that_nobody_has_decided_on() -> None:
    from domain.programme.commands import CloseIdeaCollection

    given = at(j.collecting).at("2025-04-30")
    given.when(P, CloseIdeaCollection, actor=j.FOCAL)

    assert missing(given, "publish-draft") == ["ideas_answered"]
    assert given.steps(P)["find-idea-admissible"].streams == ("idea:i1",)


def test_a_round_takes_contributions_until_its_last_day() -> None:
    given = in_consultation()

    assert told(given)[0].command.command_name() == "close-consultation"
    assert missing(given, "close-consultation") == ["consultation_runs"]
    assert "submit-contribution" in possible(given)


def test_in_execution_work_is_begun_and_nothing_impossible_is_listed() -> None:
    given = at(j.executing)

    assert given.steps(P)["start-commitment"].streams == (promise(given),)
    assert {step.command.command_name() for step in told(given)} == {
        *("start-commitment", "record-mid-term-review", "propose-amendment", "end-execution-period")
    }
    assert "report-milestone" in possible(under_way(given))


def test_the_final_evaluation_waits_for_assessments_and_for_the_council() -> None:
    given = at(j.evaluating)
    published = {"publish-self-assessment", "publish-independent-assessment", "record-evaluation-workshop"}
    assert published | {"call-session"} <= set(possible(given))

    j.rated(given)
    assert not published & set(given.steps(P))
    assert missing(given, "close-programme") == ["council_decisions_taken"]

    j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    assert possible(given)[0] == "close-programme"


def test_of_two_councils_the_one_that_still_waits_for_control_counts() -> None:
    assert "determine-control-regime" in possible(joint_with_one_settled())


def test_a_sitting_is_not_opened_before_the_day_it_is_convened_for() -> None:
    given = at(j.submitted)
    session = "council_session:s1"
    assert missing(given, "open-sitting", session) == ["on_convened_day"]

    assert missing(given.at("2025-10-07"), "open-sitting", session) == []
    assert possible(given)[0] == "open-sitting"


@pytest.mark.parametrize(
    "reached",
    [lambda: at(j.executing), lambda: at(j.finalising), objected, lambda: suspended(stops_deadlines=False)],
)
def test_possible_steps_come_before_those_for_which_something_is_missing(reached: object) -> None:
    steps = told(reached())  # type: ignore[operator]

    first, rest = steps[0], steps[1:]
    assert [bool(step.unmet) for step in rest] == sorted(bool(step.unmet) for step in rest)
    assert not first.unmet or not any(not step.unmet and step.streams for step in rest)


def test_work_and_workshops_wait_for_documents_in_the_register() -> None:
    given = under_way(at(j.executing))

    assert "register-document" in possible(given, promise(given))
    assert "register-document" in possible(at(j.collecting), "workshop:w1")
    assert "register-document" not in closed().steps(promise(closed()))
