"""A consultation that took place before it is entered keeps its own days."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.clock import due
from domain.consultation.commands import CloseConsultation, ExtendConsultation, OpenConsultation
from domain.contribution.commands import SubmitContribution
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.scenario import Scenario

Q = "consultation:q1"
ROUND = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["online", "paper"]}


def _drafted_in_september(given: Scenario | None = None) -> Scenario:
    given = (given or j.drafting(j.initiated())).at("2025-11-25")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.TEXT, effective_at="2025-09-10")
    return given


def _opening(given: Scenario, effective_at: str, closes_on: str = "2025-10-31") -> dict[str, Any]:
    fields = {"actor": j.FOCAL, "effective_at": effective_at, "closes_on": closes_on}
    return ROUND | fields


def test_a_consultation_does_not_open_before_the_draft_it_is_about_was_published() -> None:
    given = j.drafting(j.initiated()).at("2025-11-25")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.TEXT)

    found = given.refusal(Q, OpenConsultation, **_opening(given, "2025-10-01", "2025-12-31"))

    assert found == ["programme.after_publication"]


def test_a_past_consultation_opens_and_closes_on_its_own_days() -> None:
    given = _drafted_in_september()
    (opened, round_opened) = given.when(Q, OpenConsultation, **_opening(given, "2025-10-01"))
    assert opened.data.opens_on == date(2025, 10, 1)
    assert round_opened.effective_at.value == "2025-10-01"

    (close,) = [command for _, command in due(given.state(Q), given.now)]
    given.when(Q, close)

    state = given.state(Q)
    assert (state.opened_on, state.closed_on) == (date(2025, 10, 1), date(2025, 10, 31))
    assert not state.early_close
    assert given.log[-1].effective_at.value == "2025-10-31"
    assert given.log[-1].recorded_at.date() == date(2025, 11, 25)


def test_its_extension_is_entered_with_the_day_on_which_it_was_decided() -> None:
    given = _drafted_in_september()
    given.when(Q, OpenConsultation, **_opening(given, "2025-10-01"))
    longer = {"actor": j.FOCAL, "closes_on": "2025-11-15", "reason": j.BECAUSE}
    assert given.refusal(Q, ExtendConsultation, **longer) == ["consultation.not_over"]

    given.when(Q, ExtendConsultation, **longer, effective_at="2025-10-30")

    assert given.state(Q).closes_on == date(2025, 11, 15)


def test_an_early_end_is_entered_late_with_its_reason_and_its_day() -> None:
    given = _drafted_in_september()
    given.when(Q, OpenConsultation, **_opening(given, "2025-10-01"))
    early = {"actor": j.FOCAL, "effective_at": "2025-10-20"}
    assert given.refusal(Q, CloseConsultation, **early) == ["consultation.closing_day_over"]
    before = early | {"effective_at": "2025-09-30", "reason": j.BECAUSE}
    assert given.refusal(Q, CloseConsultation, **before) == ["consultation.closed_after_opening"]

    given.when(Q, CloseConsultation, **early, reason=j.BECAUSE)

    assert (given.state(Q).early_close, given.state(Q).last_day) == (True, date(2025, 10, 20))


def test_an_opening_day_that_is_known_only_in_part_is_refused() -> None:
    given = _drafted_in_september()

    for known in ("2025-10", "unknown"):
        found = given.refusal(Q, OpenConsultation, **_opening(given, known, "2025-12-31"))
        assert found == ["consultation.day_known"]


def test_a_contribution_on_paper_of_those_days_counts_when_it_is_entered_late() -> None:
    given = _drafted_in_september()
    given.when(Q, OpenConsultation, **_opening(given, "2025-10-01"))
    words = {"text": {"text": "رأي", "language": "ar"}, "author": {"kind": "anonymous"}, "channel": "paper"}

    (event,) = given.when(
        "contribution:k1",
        SubmitContribution,
        actor=j.FOCAL,
        consultation_id="q1",
        effective_at="2025-10-15",
        **words,
    )

    assert event.type == "ContributionReceived"
