"""A refusal names all that is unmet, so that a clerk need not come twice."""

from __future__ import annotations

from domain.council_session.commands import CallSession
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.council import SESSION, with_council
from tests.domain.programme_journey import at, refused
from tests.domain.programme_turns import OF_C1

UNKNOWN = {"document_id": "d9", "sha256": "9" * 64, "kind": "minutes"}
ON_TIME = {"notified_on": "2025-10-13"} | OF_C1


def test_a_missing_reason_does_not_hide_what_the_matter_lacks() -> None:
    assert refused(at(j.executory), c.RecordObjection, **ON_TIME) == ["record.reason_given", "transmitted"]


def test_a_wrong_role_does_not_hide_what_the_matter_lacks() -> None:
    found = refused(at(j.executory), c.RecordObjection, actor=j.COMMITTEE, reason=j.BECAUSE, **ON_TIME)

    assert found == ["record.role", "transmitted"]


def test_unknown_evidence_does_not_hide_what_the_matter_lacks() -> None:
    fields = ON_TIME | {"evidence": [UNKNOWN], "reason": j.BECAUSE}

    found = refused(at(j.executory), c.RecordObjection, **fields)

    assert found == ["record.evidence_registered", "transmitted"]


def test_another_stage_leaves_nothing_more_to_be_asked() -> None:
    found = refused(at(j.under_visa), c.PublishProgramme, actor=j.COMMITTEE, languages=["fr"])

    assert found == ["record.stage", "record.role"]


def test_a_record_that_is_not_there_leaves_nothing_more_to_be_asked() -> None:
    given = at(j.executory)

    found = given.refusal("programme:p9", c.RecordObjection, actor=j.GOVERNOR, **ON_TIME)

    assert found == ["record.exists", "record.reason_given"]


def test_a_day_that_has_not_come_is_named_beside_the_rest() -> None:
    fields = {"notified_on": "2200-12-31", "reason": j.BECAUSE} | OF_C1

    unmet = ["record.not_in_future", "record.has_happened", "transmitted"]
    assert refused(at(j.executory), c.RecordObjection, **fields) == unmet


def test_a_day_without_a_known_law_is_named_beside_the_rest() -> None:
    given = with_council(15)
    asked = {"collectivity_id": "c1", "session_kind": "extraordinary", "requested_on": "1990-01-01"}

    found = given.refusal(SESSION, CallSession, actor=j.COMMITTEE, **asked)

    assert found[0] == "record.role"
    assert "council_session.council_in_office" in found
    assert len(found) > 2
