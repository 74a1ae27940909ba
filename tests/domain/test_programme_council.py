"""A programme before the councils, and back from them (T9 to T15, T29)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.consultation.commands import OpenConsultation
from domain.council_session.commands import AddAgendaItem, CallSession, WithdrawAgendaItem
from domain.council_session.decision_commands import DeferItem, OrderRevote, RecordVote
from domain.kernel.corrections import AnnulEvents
from domain.kernel.guards import Refused
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import joint, rejected, sent_back
from tests.domain.scenario import Scenario


def resubmitted(given: Scenario, session: str, day: str, version: int) -> None:
    place = j.inscribed(given, session, day, version=version)
    text = {"version": version, "sha256": given.state(P).draft(version).sha256}
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)


def test_what_was_validated_after_consultation_is_what_the_council_gets() -> None:
    given = at(j.finalising).at("2025-09-20")
    place = j.inscribed(given, "s1", "2025-10-07")

    found = refused(given, c.SubmitToCouncil, **place, version=1, sha256="0" * 64)

    assert found == ["validated", "same_text", "item_on_this_text"]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"sha256": "0" * 64}, ["same_text"]),
        ({"version": 9}, ["version_known"]),
        ({"programme_id": "p9"}, ["record.named_exists"]),
    ],
)
def test_only_a_text_of_the_programme_is_put_on_an_agenda(wrong: dict[str, Any], expected: list[str]) -> None:
    given = at(j.validated).at("2025-09-20")
    call = {"collectivity_id": "c1", "session_kind": "extraordinary"}
    given.when("council_session:s1", CallSession, actor=j.PRESIDENT, **call)
    item = {"item_id": "a", "title": j.NAME, "matter": j.matter(given, "programme_adoption", 1) | wrong}

    found = given.refusal("council_session:s1", AddAgendaItem, actor=j.PRESIDENT, **item)

    assert [code.removeprefix("programme.") for code in found] == expected


def test_a_text_laid_under_an_item_on_another_version_is_refused_with_what_differs() -> None:
    given = at(j.finalising).at("2025-09-01")
    place = j.inscribed(given, "s1", "2025-10-07")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.REVISED, changes=j.CHANGES)
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=2)
    text = {"version": 2, "sha256": given.state(P).draft(2).sha256}

    with pytest.raises(Refused) as refusal:
        given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)

    [check] = refusal.value.unmet
    assert check.guard.code == "programme.item_on_this_text"
    assert f"is about version 1 with the digest {given.state(P).draft(1).sha256}" in check.sentence("en")
    assert f"laid here: version 2 with the digest {text['sha256']}" in check.sentence("en")


def test_a_text_laid_under_an_item_on_another_matter_is_refused_with_what_the_item_is_about() -> None:
    given = at(j.validated).at("2025-09-20")
    place = j.inscribed(given, "s1", "2025-10-07", kind="programme_closure", version=None)
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}

    with pytest.raises(Refused) as refusal:
        given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)

    [check] = refusal.value.unmet
    assert check.guard.code == "programme.item_on_this"
    assert "is about: closure of the openness programme (p1)" in check.sentence("en")


def test_a_text_is_not_laid_under_an_item_that_was_withdrawn() -> None:
    given = at(j.validated).at("2025-09-20")
    place = j.inscribed(given, "s1", "2025-10-07")
    given.when("council_session:s1", WithdrawAgendaItem, actor=j.PRESIDENT, item_id="a", reason=j.BECAUSE)
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}

    assert refused(given, c.SubmitToCouncil, **place, **text) == ["item_open"]


@pytest.mark.parametrize("wrong", [{"session_id": "s9"}, {"item_id": "b"}, {"collectivity_id": "c9"}])
def test_the_text_must_stand_on_the_agenda_of_that_council(wrong: dict[str, str]) -> None:
    given = at(j.validated).at("2025-09-20")
    place = j.inscribed(given, "s1", "2025-10-07") | wrong

    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    found = refused(given, c.SubmitToCouncil, **place, **text)

    assert found[-1] == "item_inscribed"


def test_a_council_adopts_and_the_commitments_are_planned_in_the_same_decision() -> None:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")

    events = j.vote(given, "s1")

    assert [event.type for event in events] == [
        "VoteRecorded",
        "ProgrammeAdoptedByCouncil",
        "ProgrammeAdopted",
        "CommitmentPlanned",
    ]
    assert given.state(P).stage == "adopted"
    planned = given.state(P).commitments[0]
    assert given.state(f"commitment:{planned.commitment_id}").key == planned.key == "publish"
    assert given.state(P).adopted_version == given.state(P).validated_version == 1


def test_a_programme_that_outlasts_the_council_says_so() -> None:
    assert at(j.adopted).state(P).flags == ("period_crosses_mandate",)


def test_a_council_cannot_vote_on_a_text_that_was_not_laid_before_it() -> None:
    given = at(j.validated).at("2025-09-20")
    j.inscribed(given, "s1", "2025-10-07")
    j.opened(given, "s1", "2025-10-07")

    ballot = {"sitting_id": "j1", "item_id": "a", "votes_for": 9, "votes_against": 3, "outcome": "adopted"}
    found = given.refusal("council_session:s1", RecordVote, actor=j.SECRETARY, **ballot)

    assert found == ["programme.before_the_council", "programme.submitted_here"]


def test_a_lost_quorum_or_a_deferred_item_is_no_stage() -> None:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")

    put_off = {"sitting_id": "j1", "item_id": "a", "reason": j.BECAUSE}
    given.when("council_session:s1", DeferItem, actor=j.SECRETARY, **put_off)

    assert given.state(P).stage == "submitted"


def test_a_deferred_text_is_laid_before_a_later_session() -> None:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")
    put_off = {"sitting_id": "j1", "item_id": "a", "reason": j.BECAUSE}
    given.when("council_session:s1", DeferItem, actor=j.SECRETARY, **put_off)

    resubmitted(given, "s2", "2025-10-20", 1)
    j.opened(given, "s2", "2025-10-20")
    j.vote(given, "s2")

    assert given.state(P).stage == "adopted"
    assert given.state(P).votes[0].session_id == "s2"


def test_a_rejected_text_is_adopted_by_an_ordered_revote() -> None:
    given = rejected()
    session = "council_session:s1"
    first = given.state(session).item("a").votes[0].event_id
    assert given.state(P).stage == "rejected"

    given.when(session, OrderRevote, actor=j.PRESIDENT, item_id="a", reason=j.BECAUSE)
    j.vote(given, "s1", 9, 3, supersedes=first)

    assert given.state(P).stage == "adopted"
    assert [v.outcome for v in given.state(session).item("a").votes] == ["rejected", "adopted"]


def test_a_rejected_programme_is_reopened_for_a_reason_and_walks_again() -> None:
    given = rejected()
    assert refused(given, c.ReopenProgramme, committee_consulted_on="2025-10-07") == ["record.reason_given"]

    given.at("2025-10-10")
    consulted = {"committee_consulted_on": "2025-10-09", "reason": j.BECAUSE}
    given.when(P, c.ReopenProgramme, actor=j.PRESIDENT, **consulted)

    assert given.state(P).stage == "drafting"
    assert given.state(P).votes == ()
    assert given.state(P).drafts


def test_the_committee_cannot_have_been_consulted_in_the_future() -> None:
    consulted = {"committee_consulted_on": "2025-12-01", "reason": j.BECAUSE}

    assert refused(rejected(), c.ReopenProgramme, **consulted) == ["record.has_happened"]


def test_a_council_asks_for_other_words_and_gets_them_without_a_new_consultation() -> None:
    given = sent_back(material=False)
    assert given.state(P).stage == "referred_back"

    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to="finalising")
    text = [j.commitment(title={"ar": "صياغة أخرى"}, idea_ids=["i1"])]
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=text, changes=j.CHANGES)
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=2)
    resubmitted(given, "s2", "2025-10-20", 2)
    j.opened(given, "s2", "2025-10-20")
    j.vote(given, "s2")

    assert given.state(P).adopted_version == 2


def test_a_material_change_goes_through_drafting_and_a_new_consultation() -> None:
    given = sent_back(material=True)

    assert refused(given, c.ResumeDrafting, to="finalising") == ["material_to_drafting"]
    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to="drafting")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.REVISED, changes=j.CHANGES)

    assert given.state(P).consultation_required
    j.consult(given, "q2", 2, "2025-10-10", "2025-10-30")
    assert not given.state(P).consultation_required


def _another_text(given: Scenario) -> Scenario:
    """In finalising, a text of other substance is published and validated."""
    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to="finalising")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.REVISED, changes=j.CHANGES)
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=2)
    return given


def _visa_refused() -> Scenario:
    given = at(j.under_visa)
    fields = {"collectivity_id": "c1", "refused_on": "2025-10-13", "reason": j.BECAUSE}
    given.when(P, c.RefuseVisa, actor=j.GOVERNOR, **fields)
    return given


@pytest.mark.parametrize("back", [lambda: sent_back(material=False), _visa_refused])
def test_a_text_of_other_substance_is_consulted_on_anew_whatever_was_foreseen(back: Any) -> None:
    given = _another_text(back())
    place = j.inscribed(given, "s2", "2025-11-20", version=2)
    text = {"version": 2, "sha256": given.state(P).draft(2).sha256}
    assert refused(given, c.SubmitToCouncil, **place, **text) == ["consultation_renewed"]
    assert given.steps(P)["open-consultation"].unmet == ()

    j.consult(given, "q2", 2, "2025-10-14", "2025-11-04")
    assert refused(given, c.SubmitToCouncil, **place, **text) == ["validated"]
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=2)
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)

    assert given.state(P).stage == "submitted"


def test_no_round_is_opened_on_a_text_that_kept_its_substance() -> None:
    given = sent_back(material=False)
    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to="finalising")
    asked = {"programme_id": "p1", "round": 2, "draft_version": 1, "channels": ["online"]}

    found = given.refusal("consultation:q2", OpenConsultation, actor=j.FOCAL, closes_on="2025-11-30", **asked)

    assert found == ["programme.round_possible"]


def test_a_text_that_was_sent_back_is_not_published_from_there() -> None:
    draft = {"actor": j.COMMITTEE, "commitments": j.REVISED, "changes": j.CHANGES}

    assert refused(sent_back(material=True), c.PublishDraft, **draft) == ["text_open"]


@pytest.mark.parametrize("reach", [j.initiated, j.collecting, j.drafted, j.finalising, j.submitted])
def test_the_president_withdraws_before_the_vote(reach: Any) -> None:
    given = j.initiated() if reach is j.initiated else at(reach)

    given.when(P, c.WithdrawProgramme, actor=j.PRESIDENT, reason=j.BECAUSE)

    assert given.state(P).stage == "withdrawn"


def test_after_a_vote_the_president_can_no_longer_withdraw() -> None:
    withdrawal = {"reason": j.BECAUSE}

    assert refused(at(j.adopted), c.WithdrawProgramme, **withdrawal) == ["record.stage"]


def test_after_the_vote_the_council_withdraws_and_the_commitments_fall() -> None:
    given = at(j.objection_window)
    planned = given.state(P).commitments[0].commitment_id

    j.decided(given, "s2", "2025-10-16", "programme_withdrawal")

    assert given.state(P).stage == "withdrawn"
    assert given.state(f"commitment:{planned}").status == "dropped"


def test_a_failed_motion_to_withdraw_changes_nothing() -> None:
    given = at(j.objection_window)
    j.inscribed(given, "s2", "2025-10-16", kind="programme_withdrawal", version=None)
    j.opened(given, "s2", "2025-10-16")

    j.vote(given, "s2", 3, 9)

    assert given.state(P).stage == "under_control"


def test_an_executory_programme_is_no_longer_withdrawn() -> None:
    given = at(j.executory)
    j.inscribed(given, "s2", "2025-10-16", kind="programme_withdrawal", version=None)
    j.opened(given, "s2", "2025-10-16")

    ballot = {"sitting_id": "j1", "item_id": "a", "votes_for": 9, "votes_against": 3, "outcome": "adopted"}
    found = given.refusal("council_session:s2", RecordVote, actor=j.SECRETARY, **ballot)

    assert found == ["programme.after_the_vote"]


def test_a_joint_programme_is_adopted_when_the_last_council_adopts() -> None:
    given = joint()
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")
    assert given.state(P).stage == "submitted"
    assert given.state(P).commitments == ()

    j.opened(given, "s2", "2025-10-08")
    j.vote(given, "s2")

    assert given.state(P).stage == "adopted"
    assert given.state(P).mandates == {"c1": "m1", "c2": "m1"}


def test_one_rejection_rejects_a_joint_programme() -> None:
    given = joint()
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")
    j.opened(given, "s2", "2025-10-08")

    j.vote(given, "s2", 2, 10)

    assert given.state(P).stage == "rejected"


def test_a_council_that_adopted_is_not_asked_again() -> None:
    given = joint()
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1")

    place = j.inscribed(given, "s3", "2025-10-20")
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}

    assert refused(given, c.SubmitToCouncil, **place, **text) == ["not_yet_adopted"]


def test_each_deliberation_of_a_joint_programme_has_its_own_control() -> None:
    given = joint()
    for session, day in (("s1", "2025-10-07"), ("s2", "2025-10-08")):
        j.opened(given, session, day)
        j.vote(given, session)

    j.under(given, "none")
    assert given.state(P).stage == "under_control"
    other = {"collectivity_id": "c2", "regime": "none"}
    given.when(P, c.DetermineControlRegime, actor=j.PRESIDENT, authority=j.LAW, **other)

    assert given.state(P).stage == "executory"


def test_a_vote_is_annulled_with_all_that_it_set_in_motion() -> None:
    given = at(j.submitted)
    j.opened(given, "s1", "2025-10-07")
    events = j.vote(given, "s1")
    fields = {"actor": j.SECRETARY, "reason": j.BECAUSE}

    alone = [{"stream": "council_session:s1", "event_id": events[0].event_id}]
    assert given.refusal("council_session:s1", AnnulEvents, events=alone, **fields) == [
        "record.whole_decision"
    ]
    whole = [{"stream": event.stream, "event_id": event.event_id} for event in events]
    given.when("council_session:s1", AnnulEvents, events=whole, **fields)

    assert given.state(P).stage == "submitted"
    assert given.state(P).commitments == ()
