"""The log over HTTP: what a stranger reads is enough to check everything, and nothing malformed passes."""

from __future__ import annotations

import csv
import json
from base64 import b64decode
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from io import StringIO
from pathlib import Path

import httpx
import pytest

from projections.transparency import proofs
from projections.transparency.checkpoint import open_checkpoint
from projections.transparency.merkle import leaf_hash, root_hash, verify_consistency, verify_inclusion
from projections.transparency.tiles import ENTRIES, WIDTH, decode_entries, tile_path, width_at
from service.api import reading as api
from service.api.command_table import PREFIX
from service.api.log_routes import refuse_lost
from service.store.log import Log
from service.transparency.trust import LogTrust, Mismatch
from tests.api.generated import operations, probe
from tests.api.reading import reading
from tests.api.serving import announce, served
from tests.conftest import Cluster
from tests.log.public import public, signed_at
from tests.log.signing import behind_its_back, expected, recorded, signed_log, signer
from tests.vault_keys import KEYS

SIZES = (1, 2, 255, 256, 257, 520)


@pytest.fixture(scope="module")
def signed(embedded: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """A log of 520 events, signed for at several sizes; no test here changes it."""
    opened = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    path: Path = tmp_path_factory.mktemp("signed") / "checkpoint"
    signed_at(opened, path, SIZES)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(signed: Log) -> Iterator[httpx.Client]:
    with public(signed) as client:
        yield client


def test_the_checkpoint_is_a_note_of_the_whole_log(client: httpx.Client, signed: Log) -> None:
    answer = client.get("/log/checkpoint")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"
    [(signed_at,)] = signed.ask("SELECT signed_at FROM log.checkpoints ORDER BY size DESC LIMIT 1", [])
    assert parsedate_to_datetime(answer.headers["last-modified"]) == signed_at.replace(microsecond=0)
    assert open_checkpoint(answer.content, [signer().verifier]) == expected(signed, 520)


@pytest.mark.parametrize(
    "path",
    ["/log/checkpoint", "/log/tile/0/000", "/log/tile/entries/001", "/log/tile/0/009", f"{PREFIX}/events/1"],
)
def test_a_cache_may_ask_for_the_head_of_what_it_keeps(client: httpx.Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("content-type", "content-length", "cache-control"):
        assert head.headers.get(name) == whole.headers.get(name)


@pytest.mark.parametrize(
    "path", ["/log/checkpoint", "/log/tile/0/000", "/log/tile/entries/000", f"{PREFIX}/events/1"]
)
def test_raw_bytes_of_an_illustrative_log_are_marked_in_a_header(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["x-log-illustrative"]) == (200, "true")


def test_the_proof_alone_of_an_illustrative_log_is_marked_in_a_header(client: httpx.Client) -> None:
    answer = client.get(f"{PREFIX}/events/1/receipt", headers={"Accept": "text/plain"})

    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-log-illustrative"] == "true"


@pytest.mark.parametrize("size", SIZES)
def test_every_tile_of_every_published_size_is_served_for_ever(
    client: httpx.Client, signed: Log, size: int
) -> None:
    bodies = [row.body for row in signed.since(0, size)]
    hashes: list[bytes] = []
    entries: list[bytes] = []
    for number in range(-(-size // WIDTH)):
        width = width_at(0, number, size)
        answer = client.get(f"/log/{tile_path(0, number, width)}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "immutable" in answer.headers["cache-control"]
        hashes += [answer.content[i : i + 32] for i in range(0, len(answer.content), 32)]
        entries += decode_entries(client.get(f"/log/{tile_path(ENTRIES, number, width)}").content)

    assert entries == bodies
    assert hashes == [leaf_hash(body) for body in bodies]
    if size >= WIDTH:
        upper = client.get(f"/log/{tile_path(1, 0, size // WIDTH)}").content
        assert upper == b"".join(
            root_of(bodies[start : start + WIDTH]) for start in range(0, size - 255, WIDTH)
        )


def root_of(bodies: list[bytes]) -> bytes:
    return root_hash([leaf_hash(body) for body in bodies])


@pytest.mark.parametrize(
    "path", ["0/002.p/9", "0/002", "0/003.p/1", "1/000", "1/000.p/3", "2/000.p/1", "entries/002", "63/000",
             "0/x999/x999/x999/x999/x999/999", "entries/x999/x999/x999/x999/x999/999.p/1"],
)  # fmt: skip
def test_a_tile_that_no_published_size_has_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(f"/log/tile/{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/log/tile/", "path"),
        ("/log/tile/0", "path"),
        ("/log/tile/00/000", "path"),
        ("/log/tile/64/000", "path"),
        ("/log/tile/0/0", "path"),
        ("/log/tile/0/000.p/256", "path"),
        ("/log/tile/0/000.p/0", "path"),
        ("/log/tile/0/x000/000", "path"),
        ("/log/tile/data/000", "path"),
        ("/log/tile/0/000%00", "path"),
        ("/log/tile/0/000?x=1", "x"),
        ("/log/checkpoint?x=1", "x"),
        ("/log/consistency", "from"),
        ("/log/consistency?from=1", "to"),
        ("/log/consistency?from=1&to=2&to=3", "to"),
        ("/log/consistency?from=1&to=2&x=3", "x"),
        ("/log/consistency?from=-1&to=2", "from"),
        ("/log/consistency?from=3&to=2", "from"),
        ("/log/consistency?from=1&to=521", "to"),
        ("/log/consistency?from=1&to=99999999999999999999", "to"),
        ("/api/v1/events/0", "position"),
        ("/api/v1/events/01", "position"),
        ("/api/v1/events/-1", "position"),
        ("/api/v1/events/one", "position"),
        ("/api/v1/events/99999999999999999999", "position"),
        ("/api/v1/events/x/receipt", "position"),
        ("/api/v1/events/1/receipt?x=1", "x"),
    ],
)
def test_what_is_malformed_is_refused_by_the_name_of_its_field(
    client: httpx.Client, path: str, field: str
) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field


def test_an_event_is_its_stored_bytes(client: httpx.Client, signed: Log) -> None:
    for row in signed.since(0, 3):
        assert client.get(f"/api/v1/events/{row.position}").content == row.body
    assert client.get("/api/v1/events/521").status_code == 404
    assert client.get("/api/v1/events/521/receipt").status_code == 404


@pytest.mark.parametrize("position", [1, 2, 255, 256, 257, 519, 520])
def test_a_receipt_proves_its_event_to_who_has_nothing_but_the_key(
    client: httpx.Client, position: int
) -> None:
    found = client.get(f"/api/v1/events/{position}/receipt").json()

    assert (found["position"], found["illustrative"]) == (position, True)
    proof = proofs.parse(found["tlog_proof"].encode())
    checkpoint = open_checkpoint(proof.checkpoint, [signer().verifier], origin="illustrative.test")
    assert proof.index == position - 1
    leaf = leaf_hash(b64decode(found["event"]))
    verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("application/json;q=0.5, text/*", "text/plain; charset=utf-8"),
        ("*/*", "application/json"),
        ("text/html, application/*;q=0.1", "application/json"),
        ("", "application/json"),
    ],
)
def test_the_proof_alone_is_answered_to_who_accepts_text(
    client: httpx.Client, accept: str, kind: str
) -> None:
    answer = client.get("/api/v1/events/7/receipt", headers={"Accept": accept})

    assert (answer.headers["content-type"], answer.headers["vary"]) == (kind, "Accept")
    text = answer.text if kind.startswith("text") else answer.json()["tlog_proof"]
    assert proofs.parse(text.encode()).index == 6


def test_a_receipt_in_no_other_type_is_made(client: httpx.Client) -> None:
    answer = client.get("/api/v1/events/7/receipt", headers={"Accept": "image/png, application/json;q=0"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    ("old", "new"), [(0, 0), (0, 520), (1, 2), (2, 257), (256, 520), (300, 301), (520, 520)]
)
def test_any_two_sizes_are_shown_to_be_consistent(
    client: httpx.Client, signed: Log, old: int, new: int
) -> None:
    found = client.get("/log/consistency", params={"from": old, "to": new}).json()

    roots = [b64decode(found[name]) for name in ("from_root", "to_root")]
    assert roots == [expected(signed, old).root, expected(signed, new).root]
    verify_consistency(old, roots[0], new, roots[1], [b64decode(one) for one in found["proof"]])


def test_nothing_generated_from_the_document_makes_the_log_fail(client: httpx.Client) -> None:
    told = list(operations(client, tag="log"))

    for operation in told:
        probe(operation)
    assert len(told) == 6


def test_an_event_that_is_not_signed_for_yet_has_no_receipt_yet(log: Log, path: Path) -> None:
    with public(log) as client:
        assert client.get("/log/checkpoint").status_code == 503
    signed_log(log, path, 2)
    recorded(log, 1, start=3)

    with public(log) as client:
        answer = client.get("/api/v1/events/3/receipt")

    assert (answer.status_code, answer.json()["code"]) == (503, "behind")
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("statement", "position", "code"),
    [
        ("UPDATE log.events SET state = state || '\\x20' WHERE notification_id = 2", 2, "event_altered"),
        ("DELETE FROM log.events WHERE notification_id = 2", 2, "event_missing"),
        ("UPDATE log.tiles SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)", 2, "event_altered"),
        ("DELETE FROM log.tiles", 2, "event_altered"),
    ],
)
def test_a_proof_that_does_not_hold_is_not_given_and_says_why(
    embedded: Cluster, log: Log, path: Path, statement: str, position: int, code: str
) -> None:
    signed_log(log, path, 3)
    behind_its_back(embedded, log, statement)
    trust = LogTrust()

    with public(log, trust=trust) as client:
        answer = client.get(f"/api/v1/events/{position}/receipt", headers={"Accept-Language": "en"})

    found = answer.json()
    assert (answer.status_code, found["code"], found["reason"]) == (503, "log_not_trusted", code)
    assert found["position"] == position
    assert f"position {position}" in found["detail"]
    assert trust.lost


@pytest.mark.parametrize(
    ("statement", "path_asked", "position", "code"),
    [
        ("DELETE FROM log.tiles", "0/000.p/3", 3, "tree_altered"),
        ("UPDATE log.tiles SET hashes = substring(hashes FOR 64)", "0/000.p/3", 3, "tree_altered"),
        ("DELETE FROM log.events WHERE notification_id = 2", "entries/000.p/3", 2, "event_missing"),
        ("DELETE FROM log.events WHERE notification_id = 3", "entries/000.p/3", 3, "event_missing"),
    ],
)
def test_a_tile_that_lacks_something_is_not_given_and_nothing_is_to_be_kept_any_more(
    embedded: Cluster, log: Log, path: Path, statement: str, path_asked: str, position: int, code: str
) -> None:
    signed_log(log, path, 3)
    behind_its_back(embedded, log, statement)
    trust = LogTrust()

    with public(log, trust=trust) as client:
        unchecked = client.get("/api/v1/events/1")
        trust.complete.set()
        before = client.get("/api/v1/events/1")
        answer = client.get(f"/log/tile/{path_asked}")
        after = client.get("/api/v1/events/1")

    found = answer.json()
    assert (answer.status_code, found["code"], found["reason"]) == (503, "log_not_trusted", code)
    assert (found["position"], trust.lost) == (position, True)
    assert answer.headers["cache-control"] == after.headers["cache-control"] == "no-store"
    assert unchecked.headers["cache-control"] == "no-store"
    assert "immutable" in before.headers["cache-control"]
    assert after.content == before.content


def test_a_consistency_proof_from_an_altered_tree_is_not_given(
    embedded: Cluster, log: Log, path: Path
) -> None:
    signed_log(log, path, 3)
    behind_its_back(
        embedded, log, "UPDATE log.tiles SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)"
    )

    with public(log) as client:
        answer = client.get("/log/consistency?from=1&to=3")

    assert (answer.status_code, answer.json()["reason"]) == (503, "tree_altered")


def test_no_command_is_taken_while_the_log_is_not_as_it_was_signed(log: Log) -> None:
    """Its events would stand at positions that were signed for others."""
    trust = LogTrust()
    with (
        served(log, refuse_commands=lambda: refuse_lost(trust)) as address,
        httpx.Client(base_url=address) as client,
    ):
        before = announce(client, "before")
        trust.lose(Mismatch("event_altered", 1))
        after = announce(client, "after")

    assert before.status_code == 201
    assert (after.status_code, after.json()["code"]) == (503, "log_not_trusted")
    assert log.head() == 1


def test_every_answer_of_a_query_says_that_the_log_is_not_to_be_trusted(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = LogTrust()
    monkeypatch.setattr(api, "LogTrust", lambda: trust)
    with reading(log) as client:
        before = client.get("/api/v1/workshops", params={"after_position": 0})
        trust.lose(Mismatch("event_altered", 7))
        recorded(log, 1)
        asked = {"after_position": 1}
        after = client.get("/api/v1/workshops/w1/history", params=asked).json()
        lines = client.get("/api/v1/workshops/w1/history", params=asked | {"format": "jsonl"}).text
        table = client.get("/api/v1/workshops/w1/history", params=asked | {"format": "csv"}).text

    assert "log" not in before.json()
    assert [json.loads(line)["log"] for line in lines.splitlines()] == [after["log"]]
    [row] = csv.DictReader(StringIO(table.removeprefix("\ufeff")))
    assert json.loads(row["log"]) == after["log"]
    assert (after["log"]["trusted"], after["log"]["position"]) == (False, 7)
    assert set(after["log"]["reason"]) == {"ar", "fr", "en"}
