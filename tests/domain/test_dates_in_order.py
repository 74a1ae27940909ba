"""A council decides on what exists on its day; what is entered late carries its own dates."""

from __future__ import annotations

from typing import Any

import pytest

from domain.council_session.commands import AddAgendaItem, CallSession, IssueConvocation, OpenSitting
from domain.council_session.decision_commands import RecordVote
from domain.kernel.corrections import CorrectRecord
from domain.kernel.dates import PartialDate
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at, refused
from tests.domain.programme_turns import OF_C1, record
from tests.domain.scenario import Scenario

SESSION = "council_session:s1"
BALLOT = {"sitting_id": "j1", "item_id": "a", "votes_for": 9, "votes_against": 3, "outcome": "adopted"}


def _laid_before_a_past_session(given: Scenario, **submission: str) -> None:
    """The session of 7 October 2025, entered in March 2026 with everything that led to it."""
    given.at("2026-03-02")
    call = {"collectivity_id": "c1", "session_kind": "ordinary", "month": "2025-10"}
    given.when(SESSION, CallSession, actor=j.PRESIDENT, **call)
    item = {"item_id": "a", "title": j.NAME, "matter": j.matter(given, "programme_adoption", 1)}
    given.when(SESSION, AddAgendaItem, actor=j.PRESIDENT, **item)
    convened = {"issued_on": "2025-09-20", "held_on": "2025-10-07", "starts_at": "10:00"}
    given.when(SESSION, IssueConvocation, actor=j.PRESIDENT, place="قاعة", **convened)
    place = {"collectivity_id": "c1", "session_id": "s1", "item_id": "a", "version": 1}
    text = {"sha256": given.state(P).draft(1).sha256}
    given.when(P, c.SubmitToCouncil, actor=j.PRESIDENT, **place, **text, **submission)
    opened = {"sitting_id": "j1", "held_on": "2025-10-07", "present": 12}
    given.when(SESSION, OpenSitting, actor=j.PRESIDENT, **opened)


def test_a_council_cannot_adopt_a_text_that_was_published_after_the_sitting() -> None:
    given = j.drafting(j.initiated()).at("2026-01-10")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.TEXT)
    j.consult(given, "q1", 1, "2026-01-12", "2026-02-12")
    given.at("2026-02-20").when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)
    _laid_before_a_past_session(given)

    found = given.refusal(SESSION, RecordVote, actor=j.SECRETARY, **BALLOT)

    assert found == [
        "programme.after_publication",
        "programme.after_validation",
        "programme.after_submission",
    ]


def test_a_vote_of_october_is_entered_in_march_with_the_day_of_its_submission() -> None:
    given = at(j.validated)
    _laid_before_a_past_session(given, effective_at="2025-09-20")

    given.when(SESSION, RecordVote, actor=j.SECRETARY, **BALLOT)

    assert given.state(P).stage == "adopted"


def test_a_vote_entered_late_is_refused_while_the_submission_is_dated_as_of_its_entry() -> None:
    given = at(j.validated)
    _laid_before_a_past_session(given)

    assert given.refusal(SESSION, RecordVote, actor=j.SECRETARY, **BALLOT) == ["programme.after_submission"]


def test_a_submission_known_only_by_its_month_is_in_doubt_and_refuses_nothing() -> None:
    given = at(j.validated)
    _laid_before_a_past_session(given, effective_at="2025-10")

    given.when(SESSION, RecordVote, actor=j.SECRETARY, **BALLOT)

    assert given.state(P).stage == "adopted"


def test_a_text_is_not_validated_or_submitted_before_it_was_published() -> None:
    given = at(j.finalising).at("2025-09-01")
    early = {"actor": j.COMMITTEE, "version": 1, "effective_at": "2025-06-01"}
    assert refused(given, c.ValidateDraft, **early) == ["in_order", "after_publication", "in_order"]
    given.when(P, c.ValidateDraft, actor=j.COMMITTEE, version=1)
    place = j.inscribed(given.at("2025-09-20"), "s1", "2025-10-07")

    text = {"version": 1, "sha256": given.state(P).draft(1).sha256, "effective_at": "2025-08-31"}

    assert refused(given, c.SubmitToCouncil, **place, **text) == ["after_validation"]


def test_a_council_does_not_deliberate_anew_before_the_objection_that_asks_for_it() -> None:
    given = at(j.objection_window).at("2025-10-14")
    j.inscribed(given, "s2", "2025-10-15", kind="new_deliberation")
    j.opened(given, "s2", "2025-10-15")
    given.at("2025-10-20")
    record(given, c.RecordObjection, actor=j.GOVERNOR, notified_on="2025-10-16")

    found = given.refusal("council_session:s2", RecordVote, actor=j.SECRETARY, **BALLOT)

    assert found == ["programme.after_objection"]


def test_a_publication_cannot_be_corrected_to_a_day_after_the_vote() -> None:
    given = at(j.adopted)
    published = next(event for event in given.log if event.type == "DraftVersionPublished")
    fields = {"target": published.event_id, "field": "effective_at", "old": str(published.effective_at)}

    found = given.refusal(P, CorrectRecord, actor=j.FOCAL, reason=j.BECAUSE, **fields, new="2025-10-08")

    assert found == ["record.not_in_future"]  # the vote came after its recording


def test_a_part_known_date_ends_before_another_only_where_that_is_certain() -> None:
    october, day = PartialDate("2025-10"), PartialDate("2025-11-01")

    assert october.ends_before(day)
    assert not october.ends_before(PartialDate("2025-10-31"))
    assert not october.ends_before(PartialDate("unknown"))
    assert not PartialDate("unknown").ends_before(day)


@pytest.mark.parametrize(
    ("reach", "command", "fields", "guard", "last_day", "earlier"),
    [
        (j.objection_window, c.ExpireObjectionWindow, OF_C1, "window_over", "2025-10-16", "2025-10-15"),
        (j.under_visa, c.RecordVisaDeadlineElapsed, OF_C1, "visa_time_over", "2025-11-02", "2025-11-01"),
        (j.executing, c.EndExecutionPeriod, {}, "period_over", "2027-12-31", "2027-06-30"),
    ],
)
def test_a_time_that_ran_out_is_not_dated_before_its_last_day(
    reach: Any, command: type[Any], fields: dict[str, Any], guard: str, last_day: str, earlier: str
) -> None:
    given = at(reach).at("2028-01-10")

    assert refused(given, command, **fields, effective_at=earlier) == [guard]

    (*_, event) = given.when(P, command, actor=j.PRESIDENT, **fields, effective_at=last_day)
    assert event.effective_at.value == last_day
