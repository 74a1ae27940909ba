"""A programme enters in its consultation, before the council, or stopped, and goes on from there."""

from __future__ import annotations

from typing import Any

import pytest

from domain.consultation.commands import CloseConsultation, PublishConsultationReport
from domain.contribution.commands import AnswerContribution, SubmitContribution
from domain.council_session.commands import AddAgendaItem
from domain.council_session.decision_commands import RecordVote
from domain.programme import commands as c
from domain.programme.rules.behind import HALTED
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, refused
from tests.domain.programme_turns import OF_C1, entering, halted, member, record, taken_over
from tests.domain.scenario import Scenario, by

CLOCK = by("system:clock")


def _stopped(halted_by: str, **more: Any) -> Scenario:
    stage, _ = HALTED[halted_by]  # type: ignore[index]
    return taken_over(stage, **halted(halted_by, **more))


def _laid(given: Scenario, version: int = 1) -> None:
    place = j.inscribed(given.at("2026-03-20"), "s1", "2026-04-07", version=version)
    text = {"version": version, "sha256": given.state(P).draft(version).sha256}
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text)
    j.opened(given, "s1", "2026-04-07")


@pytest.mark.parametrize("halted_by", HALTED)
def test_a_stopped_programme_enters_with_what_stopped_it(halted_by: str) -> None:
    state = _stopped(halted_by).state(P)

    assert (state.stage, state.unverified) == HALTED[halted_by]  # type: ignore[index]
    assert state.passage is not None
    assert state.passage.status(("c1",)) == state.stage or state.execution_suspended


@pytest.mark.parametrize(
    "fields",
    [
        {},
        halted("visa_refusal"),
        halted("council_rejection", collectivity_id="c9"),
        {"halt": halted("council_rejection")["halt"]},
    ],
)
def test_what_stopped_it_fits_the_stage_and_the_programme_and_has_a_reason(fields: dict[str, Any]) -> None:
    given, asked = member(), entering("rejected", **halted("council_rejection"))
    asked = {name: value for name, value in asked.items() if name not in ("halt", "reason")} | fields

    assert "halt_known" in refused(given, c.TakeOverProgramme, **asked)


def test_a_programme_that_goes_on_was_stopped_by_nothing() -> None:
    asked = entering("in_execution") | halted("execution_suspended")

    assert "halt_known" in refused(member(), c.TakeOverProgramme, **asked)


@pytest.mark.parametrize("stage", ["consultation", "submitted"])
def test_a_programme_in_consultation_or_before_the_council_enters_with_its_text(stage: str) -> None:
    assert refused(member(), c.TakeOverProgramme, **entering(stage, commitments=[])) == ["text_given"]


@pytest.mark.parametrize("days", [None, {"opened_on": "2026-02-01", "closes_on": "2026-01-31"}])
def test_a_programme_in_consultation_enters_with_the_days_of_it(days: dict[str, str] | None) -> None:
    asked = entering("consultation", consultation=days)

    assert refused(member(), c.TakeOverProgramme, **asked) == ["consultation_known"]


def test_a_consultation_that_is_still_to_open_is_not_entered_as_open() -> None:
    asked = entering("consultation", consultation={"opened_on": "2026-02-11", "closes_on": "2026-03-15"})

    assert refused(member(), c.TakeOverProgramme, **asked) == ["record.has_happened"]


def test_a_consultation_entered_open_at_short_length_is_flagged() -> None:
    given = taken_over("consultation", consultation={"opened_on": "2026-02-01", "closes_on": "2026-02-12"})

    assert given.state(f"consultation:{given.state(P).open_consultation_id}").flags == (
        "consultation_length",
    )


def test_the_days_of_a_consultation_are_given_only_where_one_is_open() -> None:
    asked = entering("drafting", consultation={"opened_on": "2026-02-01", "closes_on": "2026-03-15"})

    assert refused(member(), c.TakeOverProgramme, **asked) == ["consultation_known"]


def test_a_consultation_that_was_open_at_the_entry_goes_on_to_the_council() -> None:
    given = taken_over("consultation")
    consultation = f"consultation:{given.state(P).open_consultation_id}"
    said = {"consultation_id": given.state(P).open_consultation_id, "channel": "online"}
    words = {"author": {"kind": "anonymous"}, "text": {"text": "رأي", "language": "ar"}}
    given.when("contribution:b1", SubmitContribution, actor=by("citizen"), **said, **words)
    assert given.state("contribution:b1").counted

    given.when("contribution:b1", AnswerContribution, actor=j.COMMITTEE, response=j.CHANGES)
    given.at("2026-03-16").when(consultation, CloseConsultation, actor=CLOCK)
    given.when(
        consultation, PublishConsultationReport, actor=j.COMMITTEE, findings=j.CHANGES, changes=j.CHANGES
    )
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)
    _laid(given)
    j.vote(given, "s1")

    assert given.state(P).stage == "adopted"


def test_a_text_before_the_council_at_the_entry_is_laid_on_an_agenda_here_and_voted_on() -> None:
    given = taken_over("submitted")
    assert "record-vote" not in given.steps(P)

    _laid(given)
    j.vote(given, "s1")

    assert given.state(P).stage == "adopted"


def test_a_text_rejected_before_the_entry_is_reopened() -> None:
    for halted_by in ("council_rejection", "court_annulment"):
        given = _stopped(halted_by)
        again = {"committee_consulted_on": "2026-02-10", "reason": j.BECAUSE}

        given.when(P, c.ReopenProgramme, actor=j.PRESIDENT, **again)
        given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=_revised(), changes=j.CHANGES)

        assert (given.state(P).stage, given.state(P).latest_draft.version) == ("drafting", 2)


def _revised() -> list[dict[str, Any]]:
    return [j.commitment(), j.commitment("portal", "2027-03-31")]


def test_nothing_goes_on_before_it_was_stopped() -> None:
    given = _stopped("council_rejection")
    early = {"committee_consulted_on": "2026-01-10", "reason": j.BECAUSE, "effective_at": "2026-01-19"}

    assert refused(given, c.ReopenProgramme, **early) == ["in_order"]


def test_a_text_sent_back_by_the_council_before_the_entry_is_worked_on_again() -> None:
    given = _stopped("council_referral", material=True)
    assert refused(given, c.ResumeDrafting, to="finalising") == ["material_to_drafting"]

    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to="drafting")

    assert given.state(P).consultation_required


def test_an_objection_before_the_entry_is_deliberated_on_anew() -> None:
    given = _stopped("authority_objection")
    assert AddAgendaItem.command_name() in given.steps(P)
    j.inscribed(given, "s2", "2026-02-16", kind="new_deliberation")
    j.opened(given, "s2", "2026-02-16")

    j.vote(given, "s2")

    assert given.state(P).stage == "under_control"
    regime = {"regime": "objection_window", "authority": j.LAW}
    record(given, c.DetermineControlRegime, **regime)
    record(given, c.TransmitDeliberation, received_on="2026-02-16")


def test_a_visa_refused_before_the_entry_sends_the_text_back_to_drafting() -> None:
    given = _stopped("visa_refusal")

    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to="drafting")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=_revised(), changes=j.CHANGES)

    assert given.state(P).latest_draft.version == 2


def test_a_judge_lifts_the_suspension_of_a_deliberation_that_entered_suspended() -> None:
    control = {"regime": "visa", "received_on": "2026-01-10"}
    given = taken_over("suspended", **halted("deliberation_suspended"), **control)

    given.when(P, c.LiftSuspension, actor=j.COURT, **OF_C1, decided_on="2026-02-10")
    record(given, c.GrantVisa, actor=j.GOVERNOR, granted_on="2026-02-10")

    assert given.state(P).stage == "executory"


def test_execution_that_was_suspended_before_the_entry_is_resumed() -> None:
    given = _stopped("execution_suspended", stops_deadlines=True)
    (planned,) = given.state(P).commitments
    assert given.state(f"commitment:{planned.commitment_id}").status == "planned"
    assert str(given.state(P).deadlines_stopped_on) == "2026-01-20"

    given.when(P, c.ResumeProgramme, actor=j.COURT, decided_by="court")

    assert given.state(P).stage == "in_execution"
    assert given.state(P).ends_on.isoformat() == "2028-01-21"


def test_deadlines_stop_on_a_day_that_is_known() -> None:
    asked = entering("suspended", **halted("execution_suspended", stops_deadlines=True, halted_on="2026-01"))

    assert refused(member(), c.TakeOverProgramme, **asked) == ["halt_known"]


def test_a_vote_is_not_recorded_on_a_text_that_was_not_laid_before_the_council_here() -> None:
    given = taken_over("submitted")
    j.inscribed(given.at("2026-03-20"), "s1", "2026-04-07")
    j.opened(given, "s1", "2026-04-07")
    ballot = {"sitting_id": "j1", "item_id": "a", "votes_for": 9, "votes_against": 3, "outcome": "adopted"}

    found = given.refusal("council_session:s1", RecordVote, actor=j.SECRETARY, **ballot)

    assert found == ["programme.submitted_here"]
