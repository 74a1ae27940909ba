"""Documents with personal data: in the events by a commitment, and cited by it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.commitment.commands import AddEvidence
from domain.document.commands import ErasePersonalData, PublishTranslation, RegisterDocument
from domain.kernel.values import Evidence
from tests.domain.commitments import STREAM, started_commitment
from tests.domain.scenario import Scenario, by

CLERK = by("focal_point")
SEALED = {"ref": "3f0c9b52-8c1a-4f5e-9d2e-0a4f5f1f7a11", "commitment": "c" * 64}
SHEET = {"title": {"ar": "لائحة الحضور"}, "kind": "attendance_sheet", "size": 1200, "sealed": SEALED}
PUBLIC = {"title": {"ar": "محضر"}, "kind": "minutes", "size": 1200, "sha256": "a" * 64}
SHOWN = {"actor": by("lead_unit"), "statement": {"ar": "لائحة"}}
CITED = {"document_id": "sheet", "commitment": "c" * 64, "kind": "attendance_sheet"}


def french(**content: Any) -> dict[str, Any]:
    return {"language": "fr", "version": 1, "title": "Liste", "size": 9} | content


@pytest.fixture
def given() -> Scenario:
    begun = started_commitment()
    begun.when("document:sheet", RegisterDocument, actor=CLERK, **SHEET)
    return begun


def test_a_document_with_personal_data_is_known_by_a_commitment_and_has_no_digest(given: Scenario) -> None:
    [event] = [one for one in given.log if one.stream == "document:sheet"]
    state = given.state("document:sheet")

    assert (state.sealed.commitment, state.digests) == ("c" * 64, frozenset())
    assert "sha256" not in event.wire()["data"]


@pytest.mark.parametrize("content", [{}, {"sha256": "a" * 64, "sealed": SEALED}], ids=["neither", "both"])
@pytest.mark.parametrize("kind", [RegisterDocument, PublishTranslation])
def test_a_document_names_its_content_in_exactly_one_way(kind: Any, content: dict[str, Any]) -> None:
    fields = PUBLIC | {"sha256": None} | content if kind is RegisterDocument else french(**content)

    with pytest.raises(ValidationError, match="exactly_one"):
        kind(actor=CLERK, **fields)


@pytest.mark.parametrize("both", [{}, {"sha256": "a" * 64, "commitment": "c" * 64}], ids=["neither", "both"])
def test_evidence_names_a_content_in_exactly_one_way(both: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="exactly_one"):
        Evidence.model_validate({"document_id": "sheet", "kind": "report"} | both)


def test_a_document_with_personal_data_is_cited_by_its_commitment(given: Scenario) -> None:
    given.when(STREAM, AddEvidence, **SHOWN, evidence=[CITED])

    assert given.state(STREAM).evidence_count == 1


def test_a_commitment_is_no_digest_and_a_digest_no_commitment(given: Scenario) -> None:
    as_digest = {"document_id": "sheet", "sha256": "c" * 64, "kind": "attendance_sheet"}
    given.when("document:minutes", RegisterDocument, actor=CLERK, **PUBLIC)
    as_commitment = {"document_id": "minutes", "commitment": "a" * 64, "kind": "minutes"}

    assert given.refusal(STREAM, AddEvidence, **SHOWN, evidence=[as_digest]) == ["record.evidence_matches"]
    assert given.refusal(STREAM, AddEvidence, **SHOWN, evidence=[as_commitment]) == [
        "record.evidence_matches"
    ]


def test_a_translation_is_sealed_where_the_document_is_and_nowhere_else(given: Scenario) -> None:
    given.when("document:minutes", RegisterDocument, actor=CLERK, **PUBLIC)
    sealed = {"ref": "other", "commitment": "d" * 64}

    leaking = given.refusal("document:sheet", PublishTranslation, actor=CLERK, **french(sha256="b" * 64))
    hiding = given.refusal("document:minutes", PublishTranslation, actor=CLERK, **french(sealed=sealed))
    given.when("document:sheet", PublishTranslation, actor=CLERK, **french(sealed=sealed))

    assert leaking == hiding == ["document.personal_as_original"]
    assert given.state("document:sheet").commitments == {"c" * 64, "d" * 64}


def test_an_erasure_leaves_the_commitment_so_that_what_cites_it_still_holds(given: Scenario) -> None:
    why = {"code": "legal_obstacle"}
    erasing = {"refs": [SEALED["ref"]], "legal_basis": "09-08"}
    given.when("document:sheet", ErasePersonalData, actor=CLERK, reason=why, **erasing)

    given.when(STREAM, AddEvidence, **SHOWN, evidence=[CITED])

    assert given.state("document:sheet").erased_refs == (SEALED["ref"],)
