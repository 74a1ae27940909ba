"""Documents: registered by digest, translated, redacted, and personal data erased."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.document.commands import ErasePersonalData, PublishTranslation, RedactContent, RegisterDocument
from domain.kernel.corrections import CorrectRecord
from tests.domain.scenario import Scenario, by

CLERK = by("focal_point")
WHY = {"code": "legal_obstacle"}
FILE = {"title": {"ar": "محضر"}, "kind": "minutes", "size": 1200, "sha256": "a" * 64}


@pytest.fixture
def minutes() -> Scenario:
    given = Scenario()
    given.when("document:d1", RegisterDocument, actor=CLERK, **FILE)
    return given


def french(version: int, **other: Any) -> dict[str, Any]:
    return {"language": "fr", "version": version, "title": "PV", "size": 9, "sha256": "b" * 64} | other


def test_a_document_is_known_by_digest_size_and_title(minutes: Scenario) -> None:
    state = minutes.state("document:d1")

    assert (state.kind, state.language, state.size, state.sha256) == ("minutes", "ar", 1200, "a" * 64)
    assert state.stage == "registered"


def test_scanned_minutes_of_hundreds_of_megabytes_are_registered_and_absurd_sizes_are_not() -> None:
    given = Scenario()

    given.when("document:d1", RegisterDocument, actor=CLERK, **FILE | {"size": 350_000_000})
    given.when("document:d1", PublishTranslation, actor=CLERK, **french(1, size=10_000_000_000))
    with pytest.raises(ValidationError, match="size"):
        RegisterDocument(actor=CLERK, **FILE | {"size": 10_000_000_001})

    assert given.state("document:d1").size == 350_000_000
    assert given.state("document:d1").translations[0].size == 10_000_000_000


def test_a_title_can_be_corrected_and_a_digest_cannot(minutes: Scenario) -> None:
    target = minutes.log[0].event_id
    why = {"code": "correction_clerical"}

    minutes.when(
        "document:d1",
        CorrectRecord,
        actor=CLERK,
        reason=why,
        target=target,
        field="title",
        old={"ar": "محضر"},
        new={"ar": "محضر الدورة"},
    )
    refused = minutes.refusal(
        "document:d1",
        CorrectRecord,
        actor=CLERK,
        reason=why,
        target=target,
        field="sha256",
        old="a" * 64,
        new="c" * 64,
    )

    assert minutes.state("document:d1").title.ar == "محضر الدورة"
    assert refused == ["record.field_correctable"]


def test_translations_of_one_language_follow_each_other(minutes: Scenario) -> None:
    minutes.when("document:d1", PublishTranslation, actor=CLERK, **french(1))
    skipped = minutes.refusal("document:d1", PublishTranslation, actor=CLERK, **french(3))
    minutes.when("document:d1", PublishTranslation, actor=CLERK, **french(2))

    assert skipped == ["document.next_version"]
    assert minutes.state("document:d1").latest("fr") == 2
    assert minutes.state("document:d1").latest("en") == 0


def test_a_translation_is_into_another_language(minutes: Scenario) -> None:
    refused = minutes.refusal("document:d1", PublishTranslation, actor=CLERK, **french(1, language="ar"))

    assert refused == ["document.other_language"]


def test_a_redacted_document_takes_the_place_of_the_first(minutes: Scenario) -> None:
    minutes.when("document:d2", RegisterDocument, actor=CLERK, **FILE | {"sha256": "d" * 64})

    minutes.when("document:d1", RedactContent, actor=CLERK, reason=WHY, new_document_id="d2")

    assert minutes.state("document:d1").redactions == ("d2",)
    assert minutes.state("document:d1").stage == "redacted"


def test_a_document_cannot_stand_in_for_itself_nor_be_replaced_by_an_unknown_one(minutes: Scenario) -> None:
    itself = minutes.refusal("document:d1", RedactContent, actor=CLERK, reason=WHY, new_document_id="d1")
    unknown = minutes.refusal("document:d1", RedactContent, actor=CLERK, reason=WHY, new_document_id="d9")

    assert itself == ["document.another_document"]
    assert unknown == ["document.redacted_version_registered"]


def test_an_erasure_names_what_is_gone_and_the_law_and_changes_nothing_else(minutes: Scenario) -> None:
    before = minutes.state("document:d1")

    minutes.when(
        "document:d1",
        ErasePersonalData,
        actor=CLERK,
        reason=WHY,
        refs=[before.sha256],
        legal_basis="09-08",
    )

    after = minutes.state("document:d1")
    assert (after.erased_refs, after.removed_basis) == ((before.sha256,), "09-08")
    assert after.removed_on is not None
    assert (after.title, after.stage, after.sha256) == (before.title, before.stage, before.sha256)


@pytest.mark.parametrize("more", [{"refs": ["t1"]}, {"person_ref": "person:p1"}, {"refs": ["0" * 64]}])
def test_what_is_no_content_of_a_document_or_is_gone_already_is_not_erased_by_it(
    minutes: Scenario, more: dict[str, Any]
) -> None:
    own = {"refs": [minutes.state("document:d1").sha256]}
    erasing = {"actor": CLERK, "reason": WHY, "legal_basis": "09-08"}

    assert minutes.refusal("document:d1", ErasePersonalData, **erasing, **(own | more)) == [
        "document.own_contents"
    ]
    minutes.when("document:d1", ErasePersonalData, **erasing, **own)
    assert minutes.refusal("document:d1", ErasePersonalData, **erasing, **own) == ["document.own_contents"]


def test_an_erasure_says_what_it_erases() -> None:
    with pytest.raises(ValueError, match="expected refs, person_ref"):
        ErasePersonalData(actor=CLERK, legal_basis="09-08")
