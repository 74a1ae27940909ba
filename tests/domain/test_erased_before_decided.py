"""Words that were erased before anybody decided on them wait for no decision: nothing is left to look at."""

from __future__ import annotations

from typing import Any

import pytest

from domain.consultation import commands as q
from domain.contribution import commands as contribution
from domain.idea import commands as idea
from domain.kernel.corrections import AnnulEvents
from domain.programme import commands as p
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.public_words import KNOWN, REPLY
from tests.domain.scenario import Scenario
from tests.domain.test_contribution_admission import B1, COMMITTEE, FOCAL, REPORT, ROUND, closed, sent

BASIS = {"reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}}, "legal_basis": "law 09-08"}
TEXT: dict[str, Any] = {"actor": j.COMMITTEE}
ADMISSIBLE = pytest.mark.parametrize("admissible", [False, True], ids=["unseen", "found admissible"])


def drafting_with_erased(scope: str, *, admissible: bool) -> Scenario:
    """A programme of whose two ideas one was answered, and one erased before anybody decided on it."""
    given = j.collecting(j.initiated())
    given.when("idea:i1", idea.FindIdeaInadmissible, actor=j.FOCAL, reason=j.BECAUSE, response=REPLY)
    j.idea(given, "i2", author=KNOWN)
    given.when(P, p.CloseIdeaCollection, actor=j.FOCAL)
    if admissible:
        given.when("idea:i2", idea.FindIdeaAdmissible, actor=j.FOCAL)
    given.when("idea:i2", idea.EraseIdeaPersonalData, actor=j.FOCAL, scope=scope, **BASIS)
    return given


@ADMISSIBLE
def test_an_idea_whose_words_are_gone_holds_up_no_text_and_no_step_waits_for_it(admissible: bool) -> None:
    given = drafting_with_erased("words", admissible=admissible)

    told = given.steps(P)
    given.when(P, p.PublishDraft, commitments=[j.commitment(idea_ids=[])], **TEXT)

    assert not {"find-idea-admissible", "find-idea-inadmissible", "disposition-idea"} & told.keys()
    assert given.state("idea:i2").status == ("admissible" if admissible else "received")


@ADMISSIBLE
def test_an_idea_whose_author_is_gone_still_waits(admissible: bool) -> None:
    given = drafting_with_erased("identity", admissible=admissible)

    refused = j.refused(given, p.PublishDraft, commitments=[j.commitment(idea_ids=[])], **TEXT)

    assert refused == ["ideas_answered"]


def test_nobody_finds_admissible_what_is_gone_and_who_had_read_it_may_still_answer() -> None:
    unseen, known = (drafting_with_erased("words", admissible=one) for one in (False, True))
    deferred = {"outcome": "deferred", "response": REPLY, "reason": j.BECAUSE}

    refused = unseen.refusal("idea:i2", idea.FindIdeaAdmissible, actor=j.FOCAL)
    closing = {"reason": BASIS["reason"], "response": REPLY}
    unseen.when("idea:i2", idea.FindIdeaInadmissible, actor=j.FOCAL, **closing)
    known.when("idea:i2", idea.DispositionIdea, actor=j.COMMITTEE, **deferred)

    assert refused == ["participation.words_there"]
    assert "find-idea-admissible" not in unseen.steps("idea:i2")
    assert unseen.state("idea:i2").status == "inadmissible"
    assert known.state("idea:i2").status == "deferred"


def test_an_erasure_cannot_be_annulled_behind_the_text_that_counts_on_it() -> None:
    given = drafting_with_erased("words", admissible=True)
    erasure = given.log[-1]
    annulment = {"events": [{"stream": erasure.stream, "event_id": erasure.event_id}], "reason": j.BECAUSE}
    given.when(P, p.PublishDraft, commitments=[j.commitment(idea_ids=[])], **TEXT)

    refused = given.refusal("idea:i2", AnnulEvents, actor=j.FOCAL, **annulment)

    assert refused


@ADMISSIBLE
def test_a_contribution_whose_words_are_gone_holds_up_no_report_which_still_counts_it(
    admissible: bool,
) -> None:
    given = sent()
    if admissible:
        given.when(B1, contribution.FindContributionAdmissible, actor=FOCAL)
    given.when(B1, contribution.EraseContributionPersonalData, actor=FOCAL, **BASIS)

    closed(given).when(ROUND, q.PublishConsultationReport, actor=COMMITTEE, **REPORT)

    report = next(event for event in given.log if event.type == "ConsultationReportPublished").data
    assert (report.counted, report.withdrawn, report.inadmissible) == (1, 0, 0)
    accounted = next(event for event in given.log if event.type == "ContributionsAccountedFor")
    erasure = next(event for event in given.log if event.type == "PersonalDataErased")
    assert erasure.event_id in accounted.relies_on
