"""An extension that was granted outlives a change of the text that says nothing of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.commitment import commands as k
from domain.commitment.events import MilestoneDeadlineExtended
from domain.programme import commands as c
from domain.programme.values import LAST_DAY
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import taken_over
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import IN_FORCE, proposed, voted

LEAD = [j.commitment(lead="الكتابة العامة", idea_ids=["i1"])]
STEPS = {"m1": "2026-06-30", "m2": "2026-09-30"}


def text(**changes: Any) -> list[dict[str, Any]]:
    title = {"ar": "مرحلة"}
    milestones = [{"key": key, "title": title, "due_on": day} for key, day in (STEPS | changes).items()]
    return [j.commitment(milestones=milestones)]


def extended(given: Scenario, due_on: str, **milestones: str) -> Scenario:
    stream, told = kept(given).stream, {"actor": j.PRESIDENT, "reason": j.BECAUSE}
    given.when(stream, k.ExtendCommitmentDeadline, due_on=due_on, **told)
    for milestone, day in milestones.items():
        given.when(stream, k.ExtendMilestoneDeadline, milestone=milestone, due_on=day, **told)
    return given


def kept(given: Scenario) -> Any:
    return given.state(f"commitment:{given.state(P).commitments[0].commitment_id}")


def amended(given: Scenario, text: list[dict[str, Any]]) -> Scenario:
    proposed(text, material=False, given=given)
    version = given.state(P).amendment.version
    given.when(P, c.ApproveMinorAmendment, actor=j.COMMITTEE, version=version)
    given.when(P, c.BringAmendmentIntoForce, version=version, **IN_FORCE)
    return given


def materially(given: Scenario, text: list[dict[str, Any]]) -> Scenario:
    given = voted(text, given=given)
    j.under(given.at("2026-10-12"), "none")
    given.when(P, c.BringAmendmentIntoForce, version=given.state(P).amendment.version, **IN_FORCE)
    return given


def test_a_change_of_wording_leaves_an_extended_deadline_where_it_is() -> None:
    given = extended(at(j.executing), "2026-11-30", m1="2026-10-31")

    amended(given, LEAD)

    assert kept(given).lead == "الكتابة العامة"
    assert kept(given).current_deadline == date(2026, 11, 30)
    assert kept(given).milestone("m1").due_on == date(2026, 10, 31)
    assert (kept(given).times_moved, len(kept(given).milestone("m1").deadlines)) == (1, 2)


def test_a_revision_relies_on_the_extensions_that_it_leaves_standing() -> None:
    given = extended(at(j.executing), "2026-11-30", m1="2026-10-31")
    granted = [event.event_id for event in given.log[-2:]]

    amended(given, LEAD)

    revised = given.log[-1]
    assert revised.type == "CommitmentRevised"
    assert set(granted) <= set(revised.relies_on)


def test_a_day_stands_through_several_changes_of_wording() -> None:
    given = amended(extended(at(j.executing), "2026-11-30"), LEAD)

    amended(given, [j.commitment(title={"ar": "نشر مقررات المجلس"}, idea_ids=["i1"])])

    assert kept(given).current_deadline == date(2026, 11, 30)
    assert kept(given).milestone("m1").due_on == date(2026, 6, 30)


def test_an_amendment_that_names_another_day_moves_the_deadline() -> None:
    given = extended(at(j.executing), "2026-11-30", m1="2026-10-31")

    materially(given, [j.commitment(due_on="2027-02-28", idea_ids=["i1"])])

    assert kept(given).current_deadline == date(2027, 2, 28)
    assert kept(given).milestone("m1").due_on == date(2027, 2, 28)


def test_a_commitment_is_never_due_before_a_milestone_whose_extension_stands() -> None:
    given = taken_over(commitments=text())
    extended(given, "2027-10-31", m2="2027-10-31")

    materially(given, text(m1="2026-12-31"))

    assert kept(given).milestone("m1").due_on == date(2026, 12, 31)
    assert kept(given).milestone("m2").due_on == date(2027, 10, 31)
    assert kept(given).current_deadline == date(2027, 10, 31)


def test_a_day_that_no_text_can_have_any_more_does_not_stop_an_amendment() -> None:
    given = at(j.executing)
    given.given(kept(given).stream, MilestoneDeadlineExtended(milestone="m1", due_on=date.max))

    amended(given, LEAD)

    assert kept(given).milestone("m1").due_on == LAST_DAY
