"""Contents over HTTP: taken in, given out as attachments, and withheld with the reason."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from domain.document.commands import ErasePersonalData, PublishTranslation, RedactContent
from service.access.access import Access
from service.api.document_routes import document_router
from service.documents.contents import Contents
from service.store.log import Log
from tests.api.serving import SECRET, served
from tests.api.signed_in import NOWHERE, SOMEBODY, Signer
from tests.documents import files
from tests.documents.giving import file_of, flipped, given, lying, registered, sealed
from tests.domain.scenario import by

LARGE = files.large()
STAFF = {"X-Test-Staff": "yes"}
CLERK = {"actor": by("focal_point")}
WHY = {"reason": {"code": "legal_obstacle"}, "authority": [{"law": "09-08", "article": "8"}]}


async def staff_only(request: Any, _asked: Any) -> None:
    if "x-test-staff" not in request.headers:
        from service.api.problems import Problem

        raise Problem(403, "content_personal")


@contextmanager
def serving(log: Log, **options: Any) -> Iterator[httpx.Client]:
    """A client of a server that takes in and gives out contents."""
    router = document_router(log, illustrative=False, **options)
    with served(log, routers=[router]) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.fixture
def client(kept: Log) -> Iterator[httpx.Client]:
    with serving(kept, admit=staff_only) as found:
        yield found


def bearer(log: Log) -> dict[str, str]:
    """The header by which somebody is signed in who may give contents in."""
    token = Signer(Access(log, secret=SECRET)).token(SOMEBODY, NOWHERE)
    return {"Authorization": f"Bearer {token}"}


def upload(client: httpx.Client, content: bytes, **question: str) -> httpx.Response:
    headers = {"Content-Type": "text/html"}  # what is said of it counts for nothing
    return client.post("/api/v1/documents/contents", content=content, params=question, headers=headers)


def content(client: httpx.Client, identity: str = "d1", **headers: str) -> httpx.Response:
    return client.get(f"/api/v1/documents/{identity}/content", headers=headers)


def register(client: httpx.Client, identity: str, **fields: Any) -> httpx.Response:
    body = {
        "id": identity,
        "actor": {"role": "focal_point", "body": "focal-point"},
        "kind": "minutes",
        **fields,
    }
    return client.post("/api/v1/documents", json=body, headers={"Idempotency-Key": identity})


def test_a_content_given_in_and_named_by_a_command_is_given_out_as_a_file(
    client: httpx.Client,
) -> None:
    come = upload(client, files.PDF)
    named = {"sha256": come.json()["sha256"], "size": come.json()["size"]}
    done = register(client, "d1", title={"ar": "محضر الدورة"}, **named)

    answer = content(client)

    assert (come.status_code, come.json()["media_type"], done.status_code) == (201, "application/pdf", 201)
    assert (answer.status_code, answer.content) == (200, files.PDF)
    told = answer.headers
    assert (told["content-type"], told["x-content-type-options"]) == ("application/pdf", "nosniff")
    assert "sandbox; default-src 'none'" in told.get_list("content-security-policy")
    assert told["etag"] == f'"{named["sha256"]}"'
    assert told["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("محضر الدورة", "محضر الدورة.pdf"),
        ('محضر "1/2"\\..', "محضر 1 2.pdf"),
        ("تقرير\u200ffdp.exe", "تقرير fdp.exe.pdf"),
        ("ا" * 300, "ا" * 90 + ".pdf"),
        ("procès-verbal n°3; filename=x.exe", "procès-verbal n°3; filename=x.exe.pdf"),
    ],
)
def test_a_file_is_called_by_its_title_and_by_its_identity_where_only_ascii_is_read(
    kept: Log, client: httpx.Client, title: str, shown: str
) -> None:
    registered(kept, given(kept, files.PDF), title=title)

    said = content(client).headers["content-disposition"]

    plain, _, coded = said.partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="d1.pdf"'
    assert coded.isascii()
    assert ";" not in coded
    assert unquote(coded) == shown


def test_who_has_the_content_already_is_told_so(kept: Log, client: httpx.Client) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)

    again = content(client, **{"If-None-Match": f'"{found.name}"'})

    assert (again.status_code, again.content) == (304, b"")


def test_a_head_has_the_length_and_no_body(kept: Log, client: httpx.Client) -> None:
    registered(kept, given(kept, LARGE))

    answer = client.head("/api/v1/documents/d1/content")

    assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(LARGE)))


def test_a_large_content_is_given_whole(kept: Log, client: httpx.Client) -> None:
    registered(kept, sealed(kept, LARGE))

    assert content(client, **STAFF).content == LARGE


@pytest.mark.parametrize("whole", [files.PDF, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("give", [given, sealed])
def test_an_altered_content_is_never_given_as_a_success(
    kept: Log, client: httpx.Client, give: Any, whole: bytes
) -> None:
    found = give(kept, whole)
    registered(kept, found)
    flipped(file_of(kept, found), -5)

    answer = content(client, **STAFF)

    assert (answer.status_code, answer.json()["code"], answer.json()["content"]) == (
        503,
        "content_wrong",
        "altered",
    )
    assert kept.contents.findings.health()["documents"]["first"][0]["status"] == "altered"


def test_a_content_altered_while_it_is_given_out_is_cut_off(kept: Log, client: httpx.Client) -> None:
    kept.contents = Contents(kept.contents.ask, kept.keys, kept.contents.keeping._replace(most=2**25))
    found = given(kept, files.large(24))  # more than all buffers between us hold
    registered(kept, found)
    address = urlsplit(str(client.base_url))
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 0)) as reading:
        head = f"GET /api/v1/documents/d1/content HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
        reading.sendall(head.encode())
        got = reading.recv(1000)
        flipped(file_of(kept, found), -5)
        while piece := reading.recv(65_536):
            got += piece

    head, _, body = got.partition(b"\r\n\r\n")
    assert b" 200 " in head
    assert len(body) < found.size
    assert kept.contents.findings.health()["documents"]["wrong_contents"] == 1


def test_a_missing_file_is_a_503_and_a_content_never_given_a_404(kept: Log, client: httpx.Client) -> None:
    found = given(kept, files.PDF)
    registered(kept, found)
    registered(kept, found._replace(name="a" * 64), "d2")
    file_of(kept, found).unlink()

    missing, never, unknown = content(client), content(client, "d2"), content(client, "d3")

    assert (missing.status_code, missing.json()["content"]) == (503, "missing")
    assert (never.status_code, never.json()["code"]) == (404, "content_not_held")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


def test_a_redacted_content_is_told_with_day_basis_and_what_takes_its_place(
    kept: Log, client: httpx.Client
) -> None:
    handling = registered(kept, given(kept, files.PDF))
    registered(kept, given(kept, files.PNG), "d2")
    redact = RedactContent.model_validate({**CLERK, **WHY, "new_document_id": "d2"})
    handling.handle("document:d1", redact)

    gone = content(client, **{"Accept-Language": "en"})

    told = gone.json()
    assert (gone.status_code, told["code"], told["how"]) == (410, "content_withheld", "redacted")
    assert (told["since"], told["basis"], told["replaced_by"]) == ("2025-04-30", "09-08 8", "d2")
    assert "2025-04-30" in told["detail"]
    assert content(client, "d2").content == files.PNG


def test_an_erased_content_is_told_with_day_and_basis_and_its_bytes_are_gone(
    kept: Log, client: httpx.Client
) -> None:
    found = sealed(kept, LARGE)
    handling = registered(kept, found)
    erasing = {**CLERK, **WHY, "refs": [found.name], "legal_basis": "law 09-08, article 8"}

    handling.handle("document:d1", ErasePersonalData.model_validate(erasing))

    gone = content(client, **STAFF)
    assert (gone.status_code, gone.json()["how"], gone.json()["since"]) == (410, "erased", "2025-04-30")
    assert gone.json()["basis"].startswith("law 09-08, article 8")
    assert not file_of(kept, found).exists()
    assert lying(kept, LARGE) == []


def test_a_public_content_can_be_erased_by_its_digest_wherever_it_is_named(
    kept: Log, client: httpx.Client
) -> None:
    found = given(kept, files.PDF)
    handling = registered(kept, found)
    registered(kept, found, "d2")
    erasing = {**CLERK, **WHY, "refs": [found.name], "legal_basis": "law 09-08, article 8"}

    handling.handle("document:d1", ErasePersonalData.model_validate(erasing))

    here, there, again = content(client), content(client, "d2"), upload(client, files.PDF)
    assert [one.status_code for one in (here, there, again)] == [410, 410, 409]
    assert there.json()["how"] == "erased_elsewhere"
    assert lying(kept, files.PDF) == []


def test_a_content_with_personal_data_is_for_who_is_admitted(kept: Log, client: httpx.Client) -> None:
    registered(kept, sealed(kept, files.PDF))

    refused, shown = content(client), content(client, **STAFF)

    assert (refused.status_code, refused.json()["code"]) == (403, "content_personal")
    assert (shown.status_code, shown.content) == (200, files.PDF)
    assert shown.headers["cache-control"] == "no-store"


def test_unless_somebody_says_who_is_admitted_nobody_is(kept: Log) -> None:
    registered(kept, sealed(kept, files.PDF))

    with serving(kept) as client:
        assert content(client, **STAFF).status_code == 403


def test_an_upload_with_personal_data_is_answered_by_reference_and_commitment(
    kept: Log, client: httpx.Client
) -> None:
    come = upload(client, files.PDF, personal="true", person_ref="person-7").json()

    assert set(come) == {"ref", "commitment", "size", "media_type"}
    sheet = {"ref": come["ref"], "commitment": come["commitment"]}
    assert register(client, "d1", title={"ar": "لائحة"}, size=come["size"], sealed=sheet).status_code == 201
    assert content(client, **STAFF).content == files.PDF
    assert [one.ref for one in kept.contents.of_person("person-7")] == [come["ref"]]


def test_a_translation_has_a_content_of_its_own(kept: Log, client: httpx.Client) -> None:
    handling = registered(kept, given(kept, files.PDF))
    found = given(kept, files.PNG)
    french = {"language": "fr", "version": 1, "title": "Procès-verbal", "size": found.size}
    translation = PublishTranslation.model_validate({**CLERK, **french, "sha256": found.name})
    handling.handle("document:d1", translation)

    path = "/api/v1/documents/d1/content"
    into = {language: client.get(path, params={"language": language}) for language in ("ar", "fr", "en")}

    assert (into["ar"].content, into["fr"].content) == (files.PDF, files.PNG)
    assert unquote(into["fr"].headers["content-disposition"]).endswith("Procès-verbal.png")
    assert into["en"].status_code == 404


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"personal": "yes"}, "personal"),
        ({"person_ref": "person-7"}, "personal"),
        ({"personal": "true", "person_ref": "Fatima Z"}, "person_ref"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_is_asked_wrongly_of_an_upload_is_told_by_field(
    client: httpx.Client, question: dict[str, str], field: str
) -> None:
    answer = upload(client, files.PDF, **question)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert set(answer.json()["errors"][0]["sentence"]) == {"ar", "fr", "en"}


@pytest.mark.parametrize("personal", ["true", "false"])
def test_a_page_called_a_document_is_refused_with_the_types_that_are_not(
    kept: Log, client: httpx.Client, personal: str
) -> None:
    answer = upload(client, files.HTML, personal=personal)

    error = answer.json()["errors"][0]
    assert (answer.status_code, answer.json()["code"], error["code"]) == (
        415,
        "content_refused",
        "content_markup",
    )
    assert "PDF" in error["sentence"]["ar"]
    assert [*kept.contents.directory.names()] == []


def test_an_upload_that_says_or_proves_to_be_too_large_is_refused(kept: Log, client: httpx.Client) -> None:
    pieces = (bytes(100_000) for _ in range(80))

    path, signed_in = "/api/v1/documents/contents", bearer(kept)
    said = client.post(path, content=bytes(6 * 2**20), headers=signed_in)
    proved = client.post(path, content=pieces, headers=signed_in)

    assert [one.status_code for one in (said, proved)] == [413, 413]
    assert said.json()["limit"] == 5 * 2**20
    assert [*(kept.contents.directory.path / "incoming").iterdir()] == []


def test_a_sender_who_goes_away_leaves_nothing(kept: Log, client: httpx.Client) -> None:
    address = urlsplit(str(client.base_url))
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 0)) as sending:
        head = f"POST /api/v1/documents/contents HTTP/1.1\r\nHost: {address.netloc}\r\n"
        head += f"Authorization: {bearer(kept)['Authorization']}\r\n"
        sending.sendall(f"{head}Content-Length: 90000\r\n\r\n".encode() + files.PDF)
        incoming = kept.contents.directory.path / "incoming"
        _until(lambda: incoming.is_dir() and any(incoming.iterdir()))

    _until(lambda: not any(incoming.iterdir()))
    assert upload(client, files.PDF).status_code == 201


def test_a_compressed_body_is_refused_since_it_would_be_another_content(client: httpx.Client) -> None:
    answer = client.post("/api/v1/documents/contents", content=b"x", headers={"Content-Encoding": "gzip"})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (415, "Content-Encoding")


def test_a_directory_that_cannot_be_written_is_a_503_that_says_so(kept: Log, client: httpx.Client) -> None:
    kept.contents.directory.path.write_bytes(b"a file is in its place")

    answer = upload(client, files.PDF)

    assert (answer.status_code, answer.json()["code"]) == (503, "content_not_kept")


def test_many_uploads_at_once_are_all_kept(client: httpx.Client) -> None:
    contents = [files.large(1) + bytes([number]) + b"%%EOF" for number in range(9)]
    contents = [one[:-7] + one[-6:-5] + b"\n%%EOF" for one in contents]

    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(lambda one: upload(client, one), contents))

    assert {one.status_code for one in answers} == {201}


def _until(true: Any, seconds: float = 5) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        threading.Event().wait(0.02)
