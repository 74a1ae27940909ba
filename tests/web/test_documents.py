"""The page of a document tells all that is recorded of it, whatever became of its content."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from domain.document.commands import ErasePersonalData, RecordErasure
from service.messages import LANGUAGES, table
from service.store.log import Log
from tests.documents import files
from tests.documents.conftest import keeping, kept
from tests.documents.giving import file_of, flipped, given, registered, sealed
from tests.domain.scenario import Scenario, by
from tests.handling.recorded import handler
from tests.web.reading import Read
from tests.web.showing import showing

__all__ = ["keeping", "kept"]
TITLE = "محضر الدورة"
FINGERPRINT = "The fingerprint is in the record for ever"
SEAL = "The record has no fingerprint of this content"
DESTROYED = "That number was destroyed with the content"
ERASING = {
    "actor": by("operator"),
    "legal_basis": "law 09-08, article 8",
    "reason": {"code": "legal_obstacle"},
}


def page(client: httpx.Client, path: str = "en/documents/d1") -> Read:
    answer = client.get(f"/{path}")
    assert answer.status_code == 200, answer.text
    return Read(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_whose_content_is_damaged_is_shown_and_says_that_it_is_not_given_out(
    kept: Log, language: str
) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)
    flipped(file_of(kept, found))
    with showing(kept, Scenario()) as client:
        shown = page(client, f"{language}/documents/d1")

    assert shown.headings[0] == (1, TITLE)
    assert table("problems")["content_wrong"][language] in shown.words
    assert table("documents")["altered"][language] in shown.words
    assert found.name in shown.words
    assert f"/{language}/documents/d1/history" in shown.links
    assert "/api/v1/documents/d1/content" not in shown.links


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_was_looked_at_before_the_damage_says_so_as_soon_as_it_is_found(
    kept: Log, language: str
) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)
    with showing(kept, Scenario()) as client:
        path = f"/{language}/documents/d1"
        before = client.get(path)  # and is kept ready
        flipped(file_of(kept, found))
        refused = client.get("/api/v1/documents/d1/content")
        after = client.get(path, headers={"If-None-Match": before.headers["etag"]})

    assert refused.status_code == 503
    assert after.status_code == 200
    assert "/api/v1/documents/d1/content" not in Read(after.text).links
    assert table("problems")["content_wrong"][language] in Read(after.text).words


def test_a_content_that_is_put_back_is_offered_at_once_and_told_as_wrong_no_more(kept: Log) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)
    flipped(file_of(kept, found))
    with showing(kept, Scenario()) as client:
        damaged = page(client)
        told = kept.contents.findings.health()
        file_of(kept, found).write_bytes(files.PDF)
        healed = page(client)

    assert "/api/v1/documents/d1/content" not in damaged.links
    assert told["documents"]["wrong_contents"] == 1
    assert "/api/v1/documents/d1/content" in healed.links
    assert kept.contents.findings.health() == {}
    assert kept.ask("SELECT wrong FROM documents.contents", []) == [(None,)]


def test_a_content_that_is_given_in_after_its_document_was_shown_is_offered(kept: Log) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)
    file_of(kept, found).rename(file_of(kept, found).with_name("elsewhere"))
    with showing(kept, Scenario()) as client:
        before = page(client)
        given(kept, files.PDF)
        after = page(client)

    assert "/api/v1/documents/d1/content" not in before.links
    assert "/api/v1/documents/d1/content" in after.links


def test_of_a_public_content_the_fingerprint_is_told(kept: Log) -> None:
    registered(kept, given(kept, files.PDF))
    with showing(kept, Scenario()) as client:
        shown = page(client)

    assert FINGERPRINT in shown.words
    assert SEAL not in shown.words


@pytest.mark.parametrize("by_a_record_of_its_own", [False, True])
def test_of_a_content_with_personal_data_no_fingerprint_is_claimed_before_or_after_its_erasure(
    kept: Log, by_a_record_of_its_own: bool
) -> None:
    found = sealed(kept, files.PDF)
    registered(kept, found)
    with showing(kept, Scenario()) as client:
        before = page(client)
        erasing = ERASING | {"refs": [found.name]}
        handling = handler(kept, lambda: datetime.now(UTC))
        done = (
            handling.handle("document", RecordErasure.model_validate(erasing))
            if by_a_record_of_its_own
            else handling.handle("document:d1", ErasePersonalData.model_validate(erasing))
        )
        after = page(client, f"en/documents/d1?after_position={done.position}")

    assert SEAL in before.words
    assert DESTROYED not in before.words
    assert DESTROYED in after.words
    assert "law 09-08, article 8" in after.words
    assert "/api/v1/documents/d1/content" not in after.links
    assert FINGERPRINT not in before.words + after.words


def test_the_register_says_that_a_file_was_erased_and_no_words(kept: Log) -> None:
    one, public, other = sealed(kept, files.PDF), given(kept, files.PNG), sealed(kept, files.TEXT)
    registered(kept, one)
    registered(kept, public, "d2")
    handling = handler(kept, lambda: datetime.now(UTC))
    for stream, kind, ref in (
        ("document:d1", ErasePersonalData, one.name),
        ("document", RecordErasure, public.name),
        ("document", RecordErasure, other.name),
    ):
        handling.handle(stream, kind.model_validate(ERASING | {"refs": [ref]}))
    with showing(kept, Scenario()) as client:
        entries = client.get("/api/v1/redactions").json()["items"]
        shown = client.get("/en/redactions").text

    assert [one["erased"] for one in entries] == [["files"], ["files"], ["texts_or_files"]]
    assert shown.count("<dd>the file of the document</dd>") == 2
    assert shown.count("<dd>texts or files that no record is about</dd>") == 1
    assert "<dd>the words</dd>" not in shown
