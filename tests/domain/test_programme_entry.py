"""A programme that ran before this service knew it comes in with what is known and what is missing."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.idea.commands import SubmitIdea
from domain.kernel.corrections import CorrectRecord
from domain.programme import commands as c
from domain.programme.rules.behind import BEHIND, HALTED
from domain.programme.stages import OVER, Stage
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, refused
from tests.domain.programme_turns import PROOF, entering, member, taken_over
from tests.domain.scenario import Scenario


@pytest.mark.parametrize("stage", sorted(set(BEHIND) - {Stage.UNDER_CONTROL}))
def test_a_programme_enters_at_the_stage_that_it_had_reached(stage: Stage) -> None:
    state = taken_over(stage).state(P)

    assert state.stage == stage
    assert state.taken_over
    assert state.unverified == BEHIND[stage]
    assert set(state.missing) | {fact.part for fact in state.known} == set(BEHIND[stage])


def test_a_running_programme_brings_its_commitments_along() -> None:
    given = taken_over()

    (planned,) = given.state(P).commitments
    assert given.state(f"commitment:{planned.commitment_id}").status == "planned"
    assert given.state(P).adopted_version == 1


@pytest.mark.parametrize("stage", sorted(OVER))
def test_a_programme_does_not_enter_at_a_stage_that_it_never_leaves(stage: Stage) -> None:
    with pytest.raises(ValidationError, match="stage_reached"):
        c.TakeOverProgramme.model_validate(entering(stage))


def test_a_programme_can_enter_at_every_stage_that_goes_on() -> None:
    assert {stage for stage, _ in HALTED.values()} | set(BEHIND) == set(Stage) - OVER


@pytest.mark.parametrize("missing", [[], ["axes", "axes"], ["council_vote"]])
def test_every_part_behind_it_is_known_or_missing_once(missing: list[str]) -> None:
    fields = entering("in_execution", missing=missing)

    assert refused(member(), c.TakeOverProgramme, **fields) == ["parts_accounted"]


def test_an_adopted_programme_enters_with_its_text() -> None:
    fields = entering("adopted", commitments=[])

    assert refused(member(), c.TakeOverProgramme, **fields) == ["text_given"]


def test_a_programme_under_control_enters_with_its_regime_and_receipt() -> None:
    bare = entering("under_control")
    assert refused(member(), c.TakeOverProgramme, **bare) == ["control_known"]

    given = taken_over("under_control", regime="visa", received_on="2026-02-01")
    visa = {"collectivity_id": "c1", "granted_on": "2026-02-10"}
    given.when(P, c.GrantVisa, actor=j.GOVERNOR, **visa)

    assert given.state(P).stage == "executory"


def test_a_programme_that_collects_ideas_enters_with_the_channels_that_it_declared() -> None:
    bare = entering("idea_collection", channels=None)

    assert refused(member(), c.TakeOverProgramme, **bare) == ["channels_given"]


def test_ideas_are_taken_by_the_channels_that_a_programme_entered_with() -> None:
    given = taken_over("idea_collection")

    j.idea(given, "i1")

    assert given.state("idea:i1").status == "received"
    words = {"text": "نشر مقررات المجلس", "language": "ar"}
    said = {"programme_id": "p1", "channel": "workshop", "author": {"kind": "anonymous"}, "text": words}
    assert given.refusal("idea:i2", SubmitIdea, actor=j.FOCAL, **said) == ["participation.channel_declared"]


def test_a_channel_that_was_left_out_at_the_entry_is_added_by_a_correction() -> None:
    given = taken_over("idea_collection", channels=["paper"])
    change = {"target": given.log[-1].event_id, "field": "channels", "old": ["paper"], "new": ["online"]}

    given.when(P, CorrectRecord, actor=j.FOCAL, reason={"code": "correction_clerical"}, **change)
    j.idea(given, "i1")

    assert given.state("idea:i1").status == "received"


def test_a_receipt_before_entry_is_not_in_the_future() -> None:
    fields = entering("under_control", regime="visa", received_on="2026-02-11")

    assert refused(member(), c.TakeOverProgramme, **fields) == ["record.has_happened"]


def test_a_regime_is_not_given_where_no_control_is_under_way() -> None:
    fields = entering("executory", regime="visa", received_on="2026-02-01")

    assert refused(member(), c.TakeOverProgramme, **fields) == ["control_known"]


def test_its_text_is_sound_like_any_other() -> None:
    fields = entering("in_execution", commitments=[j.commitment(axis="other"), j.commitment(axis="other")])

    assert refused(member(), c.TakeOverProgramme, **fields) == ["keys_unique", "axis_known"]


def test_membership_is_asked_of_it_too() -> None:
    given = j.joined(j.networked(Scenario()), member=False).at("2026-02-10").registered(PROOF)

    assert refused(given, c.TakeOverProgramme, **entering("in_execution")) == ["active_membership"]


def test_commitments_found_later_are_entered_with_streams_of_their_own() -> None:
    given = taken_over(commitments=[])

    given.when(P, c.EnterCommitments, actor=j.FOCAL, commitments=[j.commitment()])
    given.when(P, c.EnterCommitments, actor=j.FOCAL, commitments=[j.commitment("portal")])

    assert [one.key for one in given.state(P).commitments] == ["publish", "portal"]
    assert [one.key for one in given.state(P).latest_draft.commitments] == ["publish", "portal"]


def test_a_commitment_is_not_entered_twice() -> None:
    found = refused(taken_over(), c.EnterCommitments, actor=j.FOCAL, commitments=[j.commitment()])

    assert found == ["keys_unique"]


def test_commitments_of_a_programme_seen_from_its_beginning_come_from_its_adoption() -> None:
    given = j.at(j.executing)

    found = refused(given, c.EnterCommitments, actor=j.FOCAL, commitments=[j.commitment("portal")])

    assert found == ["was_taken_over"]


def test_from_its_entry_the_ordinary_guards_apply() -> None:
    given = taken_over("executory")

    assert refused(given, c.StartExecution) == ["published"]


def test_a_consultation_before_entry_is_vouched_for_and_marked_unverified() -> None:
    given = taken_over("finalising")

    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)

    assert "consultation" in given.state(P).unverified


def test_a_court_may_annul_what_was_adopted_before_entry() -> None:
    given = taken_over(commitments=[])

    ruling = {"collectivity_id": "c1", "decided_on": "2026-02-10"}
    given.when(P, c.AnnulDeliberation, actor=j.COURT, **ruling)

    assert given.state(P).stage == "rejected"
