"""A bundle that was not touched: what it holds, and what verifying says of it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest

from domain.kernel.amend import fold
from domain.kernel.stored import decode
from domain.registry import DECIDERS
from domain.rules.rule_sets import all_rule_sets
from projections.bundles.manifest import NAMES
from projections.bundles.verification import verify_bundle
from projections.digests import state_digest
from projections.transparency.merkle import leaf_hash
from service.bundling.closure import concerned_streams
from service.cli.findings import Verdict, verdict
from tests.bundles.conftest import Example
from tests.bundles.making import bundled, failures, new_signer, verified

CHECKS = {
    "layout",
    "manifest",
    "files",
    "checkpoint",
    "signatures",
    "tree",
    "inclusion",
    "streams",
    "replay",
    "documents",
}


def test_with_the_key_every_check_holds(example: Example) -> None:
    findings = verified(example.bundle, example.kept.signer)

    assert {found.check for found in findings} == CHECKS
    assert failures(findings) == {}
    assert verdict(findings) is Verdict.HELD


def test_without_a_key_it_is_consistent_but_not_authenticated(example: Example) -> None:
    findings = verified(example.bundle)

    assert failures(findings) == {}
    assert verdict(findings) is Verdict.UNAUTHENTICATED


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 700, 1000])
def test_it_continues_every_older_checkpoint_of_its_log(example: Example, size: int) -> None:
    older = example.kept.checkpoint(size)

    findings = verified(example.bundle, example.kept.signer, older=older)

    assert [found.number for found in findings if found.check == "older" and found.held] == [size]


def test_the_same_log_gives_the_same_bytes(example: Example) -> None:
    assert bundled(example.kept, example.programme, example.events) == example.bundle


def test_any_zip_program_can_read_it(example: Example) -> None:
    with zipfile.ZipFile(BytesIO(example.bundle)) as archive:
        assert archive.testzip() is None
        assert tuple(archive.namelist()) == NAMES
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_each_line_is_the_bytes_that_were_hashed(example: Example) -> None:
    with zipfile.ZipFile(BytesIO(example.bundle)) as archive:
        lines = archive.read("events.jsonl").splitlines()
        positions = [int(line) for line in archive.read("positions.txt").splitlines()]
        hashes = archive.read("leaf-hashes.bin")

    assert lines == [example.kept.bodies[position - 1] for position in positions]
    for line, position in zip(lines, positions, strict=True):
        assert hashes[32 * (position - 1) : 32 * position] == leaf_hash(line)


def test_it_holds_the_rule_sets_the_words_and_the_digests_of_documents(example: Example) -> None:
    with zipfile.ZipFile(BytesIO(example.bundle)) as archive:
        rules, words = (json.loads(archive.read(f"{name}.json")) for name in ("rule-sets", "vocabulary"))
        documents = [json.loads(line) for line in archive.read("documents.jsonl").splitlines()]
    events = [decode(body) for _, body in example.events]

    assert {rule["id"] for rule in rules} == {rule.id for rule in all_rule_sets()}
    assert {event.type for event in events} <= words["events"].keys()
    cited = {(one.document_id, one.sha256) for event in events for one in event.evidence}
    assert cited <= {(one["document"], one["sha256"]) for one in documents}
    assert not any(one["held"] for one in documents)


@pytest.mark.parametrize(("language", "word"), [("ar", "التحقق"), ("fr", "Vérifier"), ("en", "To verify")])
def test_its_readme_is_in_three_languages(example: Example, language: str, word: str) -> None:
    with zipfile.ZipFile(BytesIO(example.bundle)) as archive:
        assert word in archive.read(f"README.{language}.md").decode()


def test_it_holds_whole_streams_and_no_others_than_the_programme_leans_on(example: Example) -> None:
    streams: dict[str, list[int]] = {}
    for _, body in example.events:
        event = decode(body)
        streams.setdefault(event.stream, []).append(event.version)
    of_programme = {row.stream for row in example.log.tagged(f"programme:{example.programme}")}
    collectivities = [stream for stream in streams if stream.startswith("collectivity:")]

    assert of_programme <= streams.keys()
    assert collectivities == ["collectivity:beni-mellal-khenifra-commune-15"]
    for stream, versions in streams.items():
        assert versions == list(range(1, len(example.log.load([stream])[stream]) + 1)), stream


def test_a_programme_without_events_concerns_no_stream(example: Example) -> None:
    import psycopg

    with psycopg.connect(example.log.conninfo) as connection:
        assert concerned_streams(connection, "nobody-s", 1_000) == []


def test_no_words_of_a_citizen_are_in_it(example: Example) -> None:
    from service.example.texts import IDEAS

    for _channel, words in IDEAS.values():
        assert words.encode() not in example.bundle


def test_digests_are_of_canonical_json(example: Example) -> None:
    import hashlib

    import rfc8785

    streams: dict[str, list] = {}
    for body in example.kept.bodies:
        event = decode(body)
        streams.setdefault(event.stream, []).append(event)
    for stream, events in streams.items():
        state = fold(DECIDERS[stream.partition(":")[0]], events)
        canonical = rfc8785.dumps(state.model_dump(mode="json", exclude_none=True))
        assert state_digest(state) == hashlib.sha256(canonical).hexdigest(), stream


def test_a_witness_named_by_key_must_have_signed(example: Example) -> None:
    witness = new_signer("witness.example")

    found = failures(verified(example.bundle, example.kept.signer, witness))

    assert found.keys() == {"signatures"}
    assert found["signatures"].expected == witness.vkey


def test_verifying_loads_no_database_no_server_and_no_network() -> None:
    program = (
        "import sys, projections.bundles.verification\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[1:])))"
    )
    outside = ["psycopg", "eventsourcing", "fastapi", "starlette", "http", "urllib3", "httpx", "service"]

    done = subprocess.run(
        [sys.executable, "-c", program, *outside], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_a_bundle_of_an_empty_file_is_refused() -> None:
    assert failures(verify_bundle(BytesIO(b""), []).findings).keys() == {"layout"}
