"""A programme begins, collects ideas, and walks to its closure (T1 to T5, and the straight way)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.idea.commands import FindIdeaAdmissible, WithdrawIdea
from domain.programme import commands as c
from domain.programme.stages import STAGES, Stage
from domain.programme.text import digest_of_ids
from domain.workshop.commands import AnnounceWorkshop, CancelWorkshop, RecordWorkshopHeld, RescheduleWorkshop
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.scenario import Scenario, by

PERIOD = {"title": j.NAME, "starts_on": "2026-01-01", "ends_on": "2027-12-31"}


def begun(given: Scenario, **fields: Any) -> list[str]:
    beginning = {"collectivity_ids": ["c1"], "actor": j.FOCAL} | PERIOD | fields
    return [
        code.removeprefix("programme.")
        for code in given.refusal("programme:p9", c.InitiateProgramme, **beginning)
    ]


def test_a_programme_walks_from_its_beginning_to_its_closure() -> None:
    given = j.rated(at(j.evaluating))
    decision = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    kept = given.state(P).commitments[0].commitment_id

    fate = {"commitment_id": kept, "fate": "carried_over", "reason": {"code": "needs_partner"}}
    given.when(P, c.CloseProgramme, actor=j.PRESIDENT, decisions=[decision], dispositions=[fate])

    assert given.state(P).stage == "closed"
    assert given.state(f"commitment:{kept}").status == "carried_over"


def test_every_stage_has_a_name_in_three_languages() -> None:
    assert set(STAGES) == set(Stage)
    assert all(name.ar and name.fr and name.en for name in STAGES.values())


def test_a_collectivity_outside_the_network_cannot_begin() -> None:
    given = j.joined(j.networked(Scenario()), member=False).at("2025-02-20")

    assert begun(given) == ["active_membership"]


def test_membership_is_asked_for_the_day_on_which_the_programme_began() -> None:
    given = j.joined(j.networked(Scenario())).at("2025-02-20")

    assert begun(given, effective_at="2024-11-15") == ["active_membership"]


def test_every_collectivity_of_a_joint_programme_must_be_a_member() -> None:
    given = j.joined(j.joined(j.networked(Scenario())), "c2", member=False).at("2025-02-20")

    assert begun(given, collectivity_ids=["c1", "c2"]) == ["active_membership"]


def test_a_second_programme_cannot_overlap_an_open_one() -> None:
    assert begun(j.initiated(), starts_on="2027-12-31", ends_on="2029-12-30") == ["no_overlap"]


def test_a_programme_may_follow_on_the_day_after_another() -> None:
    given = j.initiated()

    later = PERIOD | {"starts_on": "2028-01-01", "ends_on": "2029-12-31"}
    given.when("programme:p9", c.InitiateProgramme, actor=j.FOCAL, collectivity_ids=["c1"], **later)

    assert given.state("programme:p9").stage == "initiated"


def test_a_programme_may_replace_a_withdrawn_one() -> None:
    given = j.initiated()
    given.when(P, c.WithdrawProgramme, actor=j.PRESIDENT, reason=j.BECAUSE)

    given.when("programme:p9", c.InitiateProgramme, actor=j.FOCAL, collectivity_ids=["c1"], **PERIOD)

    assert given.state("programme:p9").stage == "initiated"


def test_a_period_ends_after_it_starts() -> None:
    given = j.joined(j.networked(Scenario())).at("2025-02-20")

    assert begun(given, ends_on="2026-01-01") == ["period_ordered"]


@pytest.mark.parametrize(("ends_on", "flags"), [("2027-12-31", ()), ("2028-06-30", ("period_length",))])
def test_an_unusual_length_is_flagged_and_not_refused(ends_on: str, flags: tuple[str, ...]) -> None:
    given = j.joined(j.networked(Scenario())).at("2025-02-20")

    period = PERIOD | {"ends_on": ends_on}
    given.when(P, c.InitiateProgramme, actor=j.FOCAL, collectivity_ids=["c1"], **period)

    assert given.state(P).flags == flags


def test_a_fifth_axis_is_flagged_since_no_law_limits_their_number() -> None:
    given = j.initiated()

    axes = [{"key": f"axis-{number}", "title": j.NAME} for number in range(5)]
    given.when(P, c.IdentifyAxes, actor=by("advisory_body"), axes=axes)

    assert given.state(P).flags == ("number_of_axes",)


def test_an_axis_cannot_be_named_twice() -> None:
    assert refused(j.initiated(), c.IdentifyAxes, axes=j.AXES * 2) == ["keys_unique"]


def test_an_advisory_opinion_is_a_fact_and_moves_nothing() -> None:
    given = j.initiated()

    given.when(P, c.RecordAdvisoryOpinion, actor=by("advisory_body"), consulted_on="2025-02")

    assert given.state(P).stage == "initiated"
    assert given.state(P).advisory_body_consulted_on.value == "2025-02"


def test_ideas_are_collected_once_axes_are_set_and_a_workshop_is_announced() -> None:
    found = refused(j.initiated(), c.OpenIdeaCollection, channels=["online"])

    assert found == ["axes_set", "workshop_announced"]


def test_what_is_missing_is_told_before_anybody_asks() -> None:
    steps = j.initiated().steps(P)

    missing = {check.guard.code for check in steps["open-idea-collection"].unmet}
    assert missing == {"programme.axes_set", "programme.workshop_announced"}
    assert not steps["identify-axes"].unmet


def test_a_cancelled_workshop_is_no_longer_announced() -> None:
    given = j.announced(j.initiated())
    given.when("workshop:w1", CancelWorkshop, actor=j.FOCAL, reason=j.BECAUSE)

    assert refused(given, c.OpenIdeaCollection, channels=["online"]) == ["workshop_announced"]


def test_a_workshop_at_short_notice_is_flagged() -> None:
    given = j.initiated()
    given.when(P, c.IdentifyAxes, actor=j.PRESIDENT, axes=j.AXES)
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-20", "agenda": j.SLOTS}
    given.at("2025-03-18").when("workshop:w1", AnnounceWorkshop, actor=j.FOCAL, programme_id="p1", **notice)

    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, channels=["workshop"])

    assert given.state(P).flags == ("workshop_notice",)


def test_notice_is_counted_from_the_announcement_however_late_it_is_entered() -> None:
    given = j.initiated().at("2026-11-27")
    then = {"actor": j.FOCAL, "effective_at": "2025-03-05"}
    given.when(P, c.IdentifyAxes, axes=j.AXES, **then)
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-25", "agenda": j.SLOTS}
    given.when("workshop:w1", AnnounceWorkshop, programme_id="p1", **notice, **then)

    opened = {"channels": ["workshop"], "effective_at": "2025-03-06", "closes_on": "2025-04-30"}
    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, **opened)

    assert given.state(P).flags == ()


def test_a_notice_entered_after_the_workshop_says_nothing_of_how_short_it_was() -> None:
    given = j.initiated()
    given.when(P, c.IdentifyAxes, actor=j.PRESIDENT, axes=j.AXES)
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-20", "agenda": j.SLOTS}
    given.at("2025-04-02").when("workshop:w1", AnnounceWorkshop, actor=j.FOCAL, programme_id="p1", **notice)
    held = {"held_on": "2025-03-20", "attendance": {"present": 40}}
    given.when("workshop:w1", RecordWorkshopHeld, actor=j.FOCAL, **held)

    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, channels=["workshop"])

    assert given.state(P).flags == ()


def test_a_workshop_put_off_at_short_notice_is_flagged() -> None:
    given = j.announced(j.initiated()).at("2025-03-19")
    moved = {"place": "مقر الجماعة", "held_on": "2025-03-21", "reason": j.BECAUSE}
    given.when("workshop:w1", RescheduleWorkshop, actor=j.FOCAL, **moved)

    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, channels=["workshop"])

    assert given.state(P).flags == ("workshop_notice",)


def test_a_collection_does_not_close_before_it_opens() -> None:
    given = j.announced(j.initiated())

    found = refused(given, c.OpenIdeaCollection, channels=["online"], closes_on="2025-02-28")

    assert found == ["closes_after_opening"]


def test_without_a_workshop_the_collection_closes_only_with_a_reason() -> None:
    given = j.announced(j.initiated())
    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, channels=["online"], closes_on="2025-03-30")

    assert refused(given, c.CloseIdeaCollection) == ["workshop_held"]
    given.when(P, c.CloseIdeaCollection, actor=j.FOCAL, workshop_waiver=j.NAME)

    assert given.state(P).stage == "drafting"


def test_closing_fixes_which_ideas_were_received_and_numbers_them() -> None:
    given = j.collecting(j.initiated())
    j.idea(given, "i2")

    _closing, numbered = given.when(P, c.CloseIdeaCollection, actor=j.FOCAL)

    assert given.state(P).ideas == 2
    assert given.state(P).ideas_digest == digest_of_ids(["i1", "i2"])
    assert numbered.data.model_dump() == {"first": 1, "idea_ids": ("i1", "i2")}


def test_hundreds_of_ideas_are_numbered_and_relied_on_in_several_events() -> None:
    given = j.collecting(j.initiated())
    for number in range(2, 450):
        j.idea(given, f"i{number}")

    events = given.when(P, c.CloseIdeaCollection, actor=j.FOCAL)

    assert [event.type for event in events] == ["IdeaCollectionClosed", "IdeasNumbered", "IdeasNumbered"]
    assert [len(event.data.idea_ids) for event in events[1:]] == [400, 49]


@pytest.mark.parametrize("admissible", [False, True])
def test_a_draft_waits_until_every_idea_is_answered(admissible: bool) -> None:
    given = j.collecting(j.initiated())
    given.when(P, c.CloseIdeaCollection, actor=j.FOCAL)
    if admissible:
        given.when("idea:i1", FindIdeaAdmissible, actor=j.FOCAL)

    text = [j.commitment()]
    assert refused(given, c.PublishDraft, actor=j.COMMITTEE, commitments=text) == ["ideas_answered"]


def test_a_withdrawn_idea_needs_no_answer_and_carries_no_commitment() -> None:
    given = j.collecting(j.initiated())
    given.when("idea:i1", WithdrawIdea, actor=j.FOCAL)
    given.when(P, c.CloseIdeaCollection, actor=j.FOCAL)

    assert refused(given, c.PublishDraft, actor=j.COMMITTEE, commitments=j.TEXT) == ["draft_ideas_accepted"]
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=[j.commitment()])

    assert given.state(P).latest_draft.version == 1
