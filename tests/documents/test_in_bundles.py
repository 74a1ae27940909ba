"""A bundle of a programme whose evidence has personal data verifies, and shows the commitment to it."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

from domain.commitment.commands import AddEvidence
from domain.document.commands import ErasePersonalData, RegisterDocument
from service.store.log import Log
from tests.bundles.making import Kept, bundled, events_in, failures, new_signer, verified
from tests.domain.commitments import STREAM, started_commitment
from tests.domain.scenario import by
from tests.domain.test_sealed_document import CITED, SEALED, SHEET, SHOWN
from tests.handling.recorded import recorded


def test_a_cited_commitment_is_in_the_bundle_with_its_document_also_after_erasure(log: Log) -> None:
    given = started_commitment()
    given.when("document:sheet", RegisterDocument, actor=by("focal_point"), **SHEET)
    given.when(STREAM, AddEvidence, **SHOWN, evidence=[CITED])
    erasing = {"refs": [SEALED["ref"]], "legal_basis": "09-08", "reason": {"code": "legal_obstacle"}}
    given.when("document:sheet", ErasePersonalData, actor=by("focal_point"), **erasing)
    recorded(log, given)
    kept = Kept([row.body for row in log.since(0, 10_000)], new_signer())

    bundle = bundled(kept, "p1", events_in(log, "p1", log.head()))

    findings = verified(bundle, kept.signer)
    assert failures(findings) == {}
    with ZipFile(BytesIO(bundle)) as archive:
        events = archive.read("events.jsonl")
        lines = [json.loads(line) for line in archive.read("documents.jsonl").splitlines()]
    assert b'"stream":"document:sheet"' in events
    [sheet] = [line for line in lines if line["document"] == "sheet"]
    assert sheet == {
        "document": "sheet",
        "commitment": "c" * 64,
        "cited": 1,
        "held": False,
        "bytes": 1200,
        "language": "ar",
    }
