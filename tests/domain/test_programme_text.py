"""The text of a programme: published in versions, consulted on, validated (T5 to T8)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import rfc8785

from domain.consultation.commands import CloseConsultation, OpenConsultation, PublishConsultationReport
from domain.idea.commands import DispositionIdea
from domain.kernel.corrections import AnnulEvents
from domain.kernel.decider import Facts
from domain.programme import commands as c
from domain.programme.rules.ideas import accepted_ideas_named
from domain.programme.text import digest
from domain.programme.values import MOST_IDEAS, ProposedCommitment
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import objected
from tests.domain.scenario import Scenario, by

DRAFT = {"actor": j.COMMITTEE, "changes": j.CHANGES}


def milestone(key: str = "m1", due_on: str = "2026-06-30", **more: Any) -> dict[str, Any]:
    return {"key": key, "title": j.NAME, "due_on": due_on} | more


def proposed(*given: Any, **more: Any) -> dict[str, Any]:
    """A commitment that names the idea which was accepted into it."""
    return j.commitment(*given, **{"idea_ids": ["i1"]} | more)


def decided_anew(given: Scenario, outcome: str, **more: Any) -> None:
    fields = {"outcome": outcome, "response": j.CHANGES, "reason": j.BECAUSE} | more
    given.when("idea:i1", DispositionIdea, actor=j.COMMITTEE, **fields)


def test_a_text_is_known_by_the_digest_of_its_canonical_json() -> None:
    given = at(j.drafted)

    draft = given.state(P).draft(1)

    content = [one.model_dump(mode="json", exclude_none=True) for one in draft.commitments]
    assert draft.sha256 == sha256(rfc8785.dumps(content)).hexdigest() == digest(draft.commitments)
    assert json.loads(rfc8785.dumps(content))[0]["key"] == "publish"


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ([proposed(), proposed()], "keys_unique"),
        ([proposed(milestones=[milestone(), milestone()])], "keys_unique"),
        ([proposed(axis="unheard-of")], "axis_known"),
        ([proposed(due_on="2028-01-01")], "within_period"),
        ([proposed(milestones=[milestone(starts_on="2025-12-31")])], "within_period"),
        ([proposed(milestones=[milestone(starts_on="2026-07-01")])], "within_period"),
        ([proposed(idea_ids=["i1", "i7"])], "draft_ideas_accepted"),
        ([j.commitment()], "accepted_ideas_named"),
        ([j.commitment("zz")], "accepted_ideas_named"),
        ([j.commitment("zz", idea_ids=["i1"])], "accepted_ideas_named"),
    ],
)
def test_a_text_must_be_sound(text: list[dict[str, Any]], guard: str) -> None:
    assert refused(at(j.drafting), c.PublishDraft, commitments=text, **DRAFT) == [guard]


def test_a_milestone_outside_the_period_is_possible_with_an_explanation() -> None:
    given = at(j.drafting)

    text = [proposed(milestones=[milestone(due_on="2028-02-01", outside_period=j.CHANGES)])]
    given.when(P, c.PublishDraft, commitments=text, **DRAFT)

    assert given.state(P).latest_draft.commitments[0].due_on.isoformat() == "2028-02-01"


def test_a_second_version_differs_and_says_how() -> None:
    given = at(j.drafted)

    found = refused(given, c.PublishDraft, actor=j.COMMITTEE, commitments=j.TEXT)

    assert found == ["changes_told", "text_changed"]


def test_only_the_committee_publishes_a_draft() -> None:
    assert refused(at(j.drafting), c.PublishDraft, commitments=j.TEXT) == ["record.role"]


def test_the_answer_to_an_idea_cannot_be_unmade_behind_a_published_text() -> None:
    given = at(j.drafted)
    answer = next(event for event in given.log if event.type == "IdeaDispositioned")

    unmade = [{"stream": "idea:i1", "event_id": answer.event_id}]
    fields = {"actor": j.COMMITTEE, "reason": j.BECAUSE, "events": unmade}

    assert set(given.refusal("idea:i1", AnnulEvents, **fields)) == {"record.dependants_hold"}


def test_an_answer_given_in_error_is_annulled_together_with_the_text_that_relies_on_it() -> None:
    given = at(j.drafting)
    answer = next(event for event in given.log if event.type == "IdeaDispositioned")
    published = given.at("2025-06-20").when(P, c.PublishDraft, commitments=j.TEXT, **DRAFT)

    unmade = [{"stream": event.stream, "event_id": event.event_id} for event in (answer, *published)]
    given.when("idea:i1", AnnulEvents, actor=j.COMMITTEE, reason=j.BECAUSE, events=unmade)

    assert given.state(P).drafts == ()
    assert given.state("idea:i1").status == "admissible"
    again = {"outcome": "not_retained", "response": j.CHANGES, "reason": {"code": "no_budget"}}
    given.when("idea:i1", DispositionIdea, actor=j.COMMITTEE, **again)


def test_half_a_decision_cannot_be_annulled() -> None:
    given = at(j.drafted)
    text = next(event for event in given.log if event.type == "DraftVersionPublished")

    half = [{"stream": P, "event_id": text.event_id}]

    assert "record.whole_decision" in given.refusal(
        P, AnnulEvents, actor=j.COMMITTEE, reason=j.BECAUSE, events=half
    )


def consultation(given: Scenario, **fields: Any) -> list[str]:
    asked = {
        "actor": j.FOCAL,
        "programme_id": "p1",
        "round": 1,
        "draft_version": 1,
        "closes_on": "2025-08-01",
        "channels": ["online"],
    }
    return given.refusal("consultation:q9", OpenConsultation, **asked | fields)


def test_a_consultation_is_about_the_latest_version_and_numbered_in_turn() -> None:
    found = consultation(at(j.drafted), round=2, draft_version=2)

    assert found == ["programme.round_number", "programme.latest_version"]


def test_a_consultation_needs_a_published_draft() -> None:
    assert consultation(at(j.drafting)) == ["programme.draft_published"]


def test_one_consultation_is_open_at_a_time() -> None:
    given = at(j.drafted).at("2025-07-01")
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["online"]}
    given.when("consultation:q1", OpenConsultation, actor=j.FOCAL, closes_on="2025-07-31", **fields)

    assert given.state(P).stage == "consultation"
    assert consultation(given, round=2) == ["programme.round_possible", "programme.no_open_round"]


def test_a_closed_consultation_brings_the_text_to_its_final_wording() -> None:
    given = at(j.drafted)
    j.consult(given, "q1", 1, "2025-07-01", "2025-07-31")

    assert given.state(P).stage == "finalising"
    assert given.state(P).consultation_ids == ("q1",)


def test_a_round_closes_even_when_the_programme_was_withdrawn_meanwhile() -> None:
    given = at(j.drafted).at("2025-07-01")
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["online"]}
    given.when("consultation:q1", OpenConsultation, actor=j.FOCAL, closes_on="2025-07-31", **fields)
    given.when(P, c.WithdrawProgramme, actor=j.PRESIDENT, reason=j.BECAUSE)

    given.at("2025-08-01").when("consultation:q1", CloseConsultation, actor=by("system:clock"))

    assert given.state(P).stage == "withdrawn"
    assert given.state(P).open_consultation_id is None


def test_the_committee_validates_only_after_the_report() -> None:
    given = at(j.drafted).at("2025-07-01")
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["online"]}
    given.when("consultation:q1", OpenConsultation, actor=j.FOCAL, closes_on="2025-07-31", **fields)
    given.at("2025-08-01").when("consultation:q1", CloseConsultation, actor=by("system:clock"))

    assert refused(given, c.ValidateDraft, actor=j.COMMITTEE, version=1) == ["report_published"]
    told = {"findings": j.CHANGES, "changes": j.CHANGES}
    given.when("consultation:q1", PublishConsultationReport, actor=j.COMMITTEE, **told)
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)

    assert given.state(P).validated_version == 1


def test_the_latest_version_is_validated_and_a_newer_one_undoes_the_validation() -> None:
    given = at(j.validated)
    given.when(P, c.PublishDraft, commitments=j.REVISED, **DRAFT)

    assert given.state(P).validated_version is None
    assert refused(given, c.ValidateDraft, actor=j.COMMITTEE, version=1) == ["latest_version"]
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=2)

    assert given.state(P).validated_version == 2


def test_a_commitment_leaves_the_text_only_once_its_ideas_are_decided_on_anew() -> None:
    given = at(j.drafting)
    without = {"commitments": [j.commitment("zz")], **DRAFT}
    assert refused(given, c.PublishDraft, **without) == ["accepted_ideas_named"]

    decided_anew(given, "not_retained")

    assert given.when(P, c.PublishDraft, **without)[0].type == "DraftVersionPublished"


def test_an_idea_accepted_after_the_draft_is_in_the_text_before_it_is_validated_and_laid() -> None:
    given = at(j.finalising).at("2025-08-20")
    decided_anew(given, "accepted", commitment_key="portal")

    found = refused(given, c.ValidateDraft, actor=j.COMMITTEE, version=1)
    texts = [j.commitment(), j.commitment("portal", "2027-03-31", idea_ids=["i1"])]
    given.when(P, c.PublishDraft, commitments=texts, **DRAFT)
    given.at("2025-09-01").when(P, c.ValidateDraft, actor=j.COMMITTEE, version=2)
    decided_anew(given, "accepted", commitment_key="publish")

    assert found == ["accepted_ideas_named"]
    unmet = given.steps(P)["submit-to-council"].unmet
    codes = [check.guard.code for check in unmet]
    assert codes == ["programme.accepted_ideas_named", "programme.text_inscribed"]
    assert "i1 (publish)" in unmet[0].sentence("en")


def test_an_idea_whose_commitment_an_objection_struck_out_is_decided_on_anew() -> None:
    given = objected()
    text = {"commitments": [j.commitment("portal", "2027-03-31")], **DRAFT}
    assert refused(given, c.PublishDraft, **text) == ["accepted_ideas_named"]

    decided_anew(given, "not_retained", reason={"code": "objection_governor"})

    assert given.when(P, c.PublishDraft, **text)[0].type == "DraftVersionPublished"


def test_a_commitment_that_names_as_many_ideas_as_it_can_carries_the_others_by_their_decision_alone() -> None:
    given = at(j.drafting)
    others = [f"o{number}" for number in range(MOST_IDEAS)]
    ideas = [given.state("idea:i1").model_copy(update={"stream": f"idea:{name}"}) for name in others]
    streams = {state.stream: state for state in (given.state("idea:i1"), *ideas)}
    facts = Facts(given.now, UUID(int=0), streams, {f"{P}/idea": tuple(streams)})
    texts = [ProposedCommitment.model_validate(j.commitment(idea_ids=others[:count])) for count in (199, 200)]

    assert [accepted_ideas_named(given.state(P), [text], facts).met for text in texts] == [False, True]
