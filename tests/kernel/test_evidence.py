"""Evidence is a document of the register, with the content that was registered."""

from __future__ import annotations

from domain.commitment.commands import AddEvidence, ReportCommitmentComplete
from domain.council_session.decision_commands import DrawUpMinutes
from domain.document.commands import PublishTranslation
from domain.kernel.carried import carried
from domain.kernel.commands import command_types
from domain.kernel.corrections import CorrectRecord
from domain.kernel.values import Evidence
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.commitments import DONE, STREAM, report, started_commitment
from tests.domain.council import SECRETARY, SESSION, in_session
from tests.domain.programme_journey import P
from tests.domain.programme_turns import KNOWN, PROOF, entering, member
from tests.domain.scenario import Scenario, by

SHOWN = {"actor": by("lead_unit"), "statement": {"ar": "صورة"}}
OTHER = DONE | {"sha256": "b" * 64}
WHY = {"code": "correction_clerical"}


def test_evidence_with_another_digest_than_the_registered_document_is_refused() -> None:
    found = started_commitment().refusal(STREAM, AddEvidence, **SHOWN, evidence=[OTHER])

    assert found == ["record.evidence_matches"]


def test_evidence_that_is_not_in_the_register_is_refused_and_satisfies_no_guard() -> None:
    given = started_commitment()
    report(given, "m1")
    report(given, "m2")
    unknown = DONE | {"document_id": "nowhere"}
    done = {"actor": by("lead_unit"), "completed_on": "2026-01", "evidence": [unknown]}

    assert given.refusal(STREAM, ReportCommitmentComplete, **done) == ["record.evidence_registered"]


def test_a_published_translation_is_evidence_too() -> None:
    given = started_commitment()
    french = {"language": "fr", "version": 1, "title": "Rapport", "size": 10, "sha256": "b" * 64}
    given.when("document:d1", PublishTranslation, actor=by("focal_point"), **french)

    given.when(STREAM, AddEvidence, **SHOWN, evidence=[OTHER])

    assert given.state(STREAM).evidence_count == 1


def test_evidence_inside_a_known_fact_is_checked_too() -> None:
    strange = KNOWN | {"evidence": [PROOF | {"document_id": "nowhere"}]}

    found = member().refusal(P, c.TakeOverProgramme, **entering("adopted", known=[strange]))

    assert found == ["record.evidence_registered"]


def test_minutes_are_a_registered_document() -> None:
    fields = {"drawn_up_on": "2025-03-20", "minutes": DONE}

    found = in_session(15, 12, "a").refusal(SESSION, DrawUpMinutes, actor=SECRETARY, **fields)

    assert found == ["record.evidence_registered"]


def test_a_correction_names_registered_evidence_for_itself_and_for_the_fact_it_corrects() -> None:
    given = started_commitment()
    (added,) = given.when(STREAM, AddEvidence, **SHOWN, evidence=[DONE])
    wanted = {"target": added.event_id, "field": "evidence", "old": [DONE | {"language": "ar"}]}
    by_focal = {"actor": by("focal_point"), "reason": WHY}

    ungrounded = given.refusal(STREAM, CorrectRecord, **wanted, **by_focal, new=[], evidence=[OTHER])
    unregistered = given.refusal(STREAM, CorrectRecord, **wanted, **by_focal, new=[OTHER])

    assert ungrounded == ["record.evidence_matches"]
    assert unregistered == ["record.dependants_hold"]


def test_what_was_recorded_before_evidence_was_checked_can_still_be_corrected() -> None:
    given = _from_before()
    first = given.log[-1]
    wanted = {"target": first.event_id, "field": "title", "old": j.NAME, "new": j.CHANGES}

    given.when(P, CorrectRecord, actor=j.FOCAL, reason=WHY, **wanted)

    assert given.state(P).title.ar == j.CHANGES["ar"]


def _from_before() -> Scenario:
    """A programme whose first event names a document that nobody registered."""
    given = j.initiated()
    strange = Evidence.model_validate(DONE | {"document_id": "nowhere"})
    given.log[-1] = given.log[-1].model_copy(update={"evidence": (strange,)})
    return given


def test_every_command_carries_its_evidence_where_it_is_found() -> None:
    command = DrawUpMinutes.model_validate(
        {"actor": SECRETARY, "drawn_up_on": "2025-03-20", "minutes": DONE, "evidence": [OTHER]}
    )

    assert dict(carried(command, Evidence)) == {"minutes": command.minutes, "evidence.0": command.evidence[0]}
    assert all(list(carried(kind.model_construct(), Evidence)) == [] for kind in command_types().values())
