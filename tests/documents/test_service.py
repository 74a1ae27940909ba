"""The service as a whole with contents: over HTTP, in its health, and at the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.service_process import Running, infitah, log_lines, started
from tests.documents import files
from tests.documents.giving import flipped

ACTOR = {"role": "focal_point", "body": "focal-point"}


@pytest.fixture(scope="module")
def data_dir(temporary: Path) -> Path:
    return temporary / "documents"


@pytest.fixture(scope="module")
def service(data_dir: Path) -> Iterator[Running]:
    with started(data_dir) as service:
        yield service


def registered(service: Running, content: bytes, identity: str, **question: str) -> dict[str, Any]:
    """Give in a content and register a document that names it; what the upload was answered."""
    path = "/api/v1/documents"
    with service.client(timeout=20) as client:
        come: dict[str, Any] = client.post(f"{path}/contents", content=content, params=question).json()
        sealed = {name: come[name] for name in ("ref", "commitment") if name in come}
        named = {"sealed": sealed} if sealed else {"sha256": come["sha256"]}
        body = {
            "id": identity,
            "actor": ACTOR,
            "title": {"ar": "محضر"},
            "kind": "minutes",
            "size": come["size"],
        }
        headers = {"Idempotency-Key": identity}
        assert client.post(path, json=body | named, headers=headers).status_code == 201
    return come


def test_what_is_altered_is_seen_by_health_and_by_the_command_that_looks_at_all(
    data_dir: Path, service: Running
) -> None:
    registered(service, files.PNG, "right")
    registered(service, files.PDF, "sheet", personal="true", person_ref="person-7")
    found = registered(service, files.PDF, "minutes")
    before = infitah(data_dir, "document", "check", "--json")
    flipped(data_dir / "documents" / "public" / found["sha256"])

    answer = httpx.get(f"{service.address}/api/v1/documents/minutes/content")
    health = httpx.get(f"{service.address}/healthz").json()
    after = infitah(data_dir, "document", "check")

    assert (before.returncode, json.loads(before.stdout)["held"]) == (0, 3)
    assert (answer.status_code, answer.json()["code"]) == (503, "content_wrong")
    assert health["documents"]["first"][0] | {"position": 0} == {
        "content": found["sha256"],
        "document": "minutes",
        "position": 0,
        "status": "altered",
    }
    assert after.returncode == 1
    assert "Document minutes: its content is not the one recorded" in after.stdout
    registered(service, files.PDF, "again")
    assert "documents" not in httpx.get(f"{service.address}/healthz").json()


def test_a_content_with_personal_data_is_read_at_the_machine_and_exported_with_its_person(
    data_dir: Path, service: Running, tmp_path: Path
) -> None:
    come = registered(service, files.DOCX, "letter", personal="true", person_ref="person-9")
    written = tmp_path / "letter.docx"

    public = httpx.get(f"{service.address}/api/v1/documents/letter/content")
    done = infitah(data_dir, "document", "read", "letter", "--output", str(written))
    again = infitah(data_dir, "document", "read", "letter", "--output", str(written))
    exported = json.loads(infitah(data_dir, "subject", "export", "person-9").stdout)
    erased = infitah(data_dir, "subject", "erase", "person-9", "--basis", "law 09-08", "--json")
    gone = infitah(data_dir, "document", "read", "letter", "--output", str(tmp_path / "other"))
    journal = infitah(data_dir, "journal", "--json").stdout.splitlines()

    assert public.status_code == 401
    assert (done.returncode, written.read_bytes(), again.returncode) == (0, files.DOCX, 2)
    assert [(one["ref"], one["streams"]) for one in exported["contents"]] == [
        (come["ref"], ["document:letter"])
    ]
    assert json.loads(erased.stdout)["recorded_in"] == ["document:letter"]
    assert gone.returncode == 1
    assert not (data_dir / "documents" / "sealed" / come["ref"]).exists()
    about = [json.loads(line)["about"] for line in reversed(journal)]
    assert [one for one in about if one in ("document read", "subject export")] == [
        *["document read"] * 2,
        "subject export",
    ]


def test_no_line_of_the_log_names_who_or_what_was_sent(data_dir: Path, service: Running) -> None:
    registered(service, files.TEXT, "list", personal="true", person_ref="person-11")

    lines = log_lines(data_dir).read_text("utf-8")

    assert "/api/v1/documents/contents" in lines
    assert "person-11" not in lines
    assert "محضر" not in lines


def test_how_contents_are_kept_is_a_setting(data_dir: Path, tmp_path: Path) -> None:
    wrong = infitah(data_dir, "document", "check", DOCUMENT_MAX_BYTES="0")
    other = infitah(data_dir, "document", "check", "--json", DOCUMENTS_DIR=str(tmp_path / "elsewhere"))

    assert wrong.returncode == 2
    assert "DOCUMENT_MAX_BYTES" in wrong.stderr
    found = json.loads(other.stdout)
    assert {one["status"] for one in found["first"]} == {"missing"}
    assert (other.returncode, found["unknown_files"]) == (1, 0)
    assert not (tmp_path / "elsewhere").exists()
