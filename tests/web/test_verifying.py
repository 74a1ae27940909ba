"""Verifying on a page what somebody brings: bundles, receipts, and what is neither."""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import httpx
import pytest

from projections.bundles.archive import Archive
from projections.bundles.manifest import EVENTS, NAMES
from service.web.public.accountability import verifying
from tests.access.conftest import Whole
from tests.bundles.making import new_signer
from tests.web.reading_pages import LANGUAGES, page, words

BUNDLE = "/api/v1/programmes/demnate-example/bundle"


@pytest.fixture(scope="module")
def bundle(portal: Whole) -> bytes:
    return portal.client.get(BUNDLE).content


@pytest.fixture(scope="module")
def key(portal: Whole) -> str:
    found: str = portal.client.get("/healthz").json()["log"]["key"]
    return found


def brought(
    portal: Whole, data: bytes = b"", *, code: str = "fr", receipt: str = "", key: str = ""
) -> httpx.Response:
    """What the page answers to a file, or to a receipt that was pasted."""
    given = {"receipt": receipt, "key": key}
    return portal.client.post(f"/{code}/verify", data=given, files={"file": ("brought", data)})


def receipt(portal: Whole, position: int = 940) -> dict[str, Any]:
    found: dict[str, Any] = portal.client.get(f"/api/v1/events/{position}/receipt").json()
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_bundle_of_the_service_holds_in_every_language(
    portal: Whole, bundle: bytes, key: str, code: str
) -> None:
    answer = brought(portal, bundle, code=code, key=key)

    assert answer.status_code == 200
    assert answer.text.count('<li class="ok">') == 10
    assert '<li class="stop">' not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_key_who_signed_is_said_not_to_be_checked(portal: Whole, bundle: bytes) -> None:
    found = words(brought(portal, bundle).text)

    assert "Cohérent, mais le signataire n'a pas été vérifié" in found


def test_a_bundle_that_was_tampered_with_is_refused_with_the_reason(
    portal: Whole, bundle: bytes, key: str
) -> None:
    part = Archive(BytesIO(bundle), NAMES).parts[EVENTS]
    spoilt = bytearray(bundle)
    at = bytes(bundle).index(b"ProgrammeInitiated", part.start)
    spoilt[at : at + 9] = b"PROGRAMME"

    found = brought(portal, bytes(spoilt), key=key)

    told = words(found.text)
    assert found.status_code == 200
    assert "Quelque chose ne tient pas" in told
    assert "Un fichier n'est pas comme dit le manifeste, à" in told
    assert EVENTS in told


def test_a_key_of_somebody_else_did_not_sign(portal: Whole, bundle: bytes) -> None:
    found = words(brought(portal, bundle, key=new_signer().verifier.vkey).text)

    assert "Une signature n'est pas bonne" in found


def _zipped(name: str, data: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


def test_an_archive_that_would_unfold_to_much_or_holds_archives_is_refused_unopened(portal: Whole) -> None:
    bomb = _zipped("README.ar.md", bytes(50 * 2**20))
    nested = _zipped("README.ar.md", _zipped("README.ar.md", bomb))

    for data in (bomb, nested, b"PK", b"PK\x03\x04" + bytes(100)):
        found = brought(portal, data)
        assert found.status_code == 200
        assert "Le fichier n'a pas la forme d'un dossier" in words(found.text)


def test_what_is_larger_than_a_page_takes_is_refused(portal: Whole) -> None:
    found = brought(portal, bytes(verifying.MOST + 2**21))

    assert found.status_code == 413
    assert "<h1>" in found.text


def test_what_takes_too_long_is_given_up(
    portal: Whole, bundle: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "SECONDS", -1.0)

    found = brought(portal, bundle)

    assert found.status_code == 422
    assert "infitah verify" in words(found.text.partition('id="file-error"')[2].partition("</span>")[0])


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_receipt_holds_and_names_its_event(portal: Whole, key: str, code: str) -> None:
    found = brought(portal, code=code, receipt=json.dumps(receipt(portal)), key=key).text

    assert found.count('<li class="ok">') == 4
    assert f'href="/{code}/events/940"' in found


def test_a_receipt_may_be_a_file(portal: Whole, key: str) -> None:
    found = brought(portal, json.dumps(receipt(portal)).encode(), key=key).text

    assert found.count('<li class="ok">') == 4


def test_a_receipt_of_an_altered_event_does_not_hold(portal: Whole, key: str) -> None:
    given = receipt(portal)
    altered = b64decode(given["event"]).replace(b"focal_point", b"focal-point")
    given["event"] = b64encode(altered).decode()

    found = words(brought(portal, receipt=json.dumps(given), key=key).text)

    assert "L'événement n'est pas dans le journal tel qu'ici" in found
    assert "Ce service ne détient pas cet événement à cette position." in found


def test_a_receipt_with_another_index_does_not_hold(portal: Whole, key: str) -> None:
    given = receipt(portal)
    given["tlog_proof"] = given["tlog_proof"].replace("index 939", "index 938")

    assert '<li class="stop">' in brought(portal, receipt=json.dumps(given), key=key).text


NO_NOTE = {"event": "e30=", "tlog_proof": "c2sp.org/tlog-proof@v1\nindex 0\n\nnot a note"}


@pytest.mark.parametrize(
    "text",
    [
        *("hello", "[]", "{}", "[" * 5000, "\x00", "<script>alert(1)</script>"),
        *('{"event": 1, "tlog_proof": 2}', '{"event": "!", "tlog_proof": "x"}', json.dumps(NO_NOTE)),
    ],
)
def test_what_is_no_receipt_is_told_so(portal: Whole, text: str) -> None:
    found = brought(portal, receipt=text)

    assert found.status_code == 200
    assert '<li class="stop">' in found.text
    assert "<script" not in found.text


def test_a_field_that_is_wrong_is_told_beside_it_and_what_was_typed_is_kept(
    portal: Whole,
) -> None:
    nothing = brought(portal)
    no_key = brought(portal, receipt="kept", key="not-a-key")

    assert nothing.status_code == no_key.status_code == 422
    assert 'id="file-error"' in nothing.text
    assert 'id="key-error"' in no_key.text
    assert ">kept</textarea>" in no_key.text
    assert ">not-a-key</textarea>" in no_key.text


def test_the_form_names_the_key_of_the_log_and_takes_the_receipt_of_an_event(portal: Whole, key: str) -> None:
    from html import unescape

    found = unescape(page(portal.client, "/ar/verify?event=940"))

    assert f">{key}</textarea>" in found
    assert receipt(portal)["event"] in found


@pytest.mark.parametrize("position", ["0", "x", "99999"])
def test_the_receipt_of_no_event_is_not_found(portal: Whole, position: str) -> None:
    assert portal.client.get(f"/ar/verify?event={position}").status_code in (404, 422)


def test_a_form_of_another_site_is_not_taken(portal: Whole) -> None:
    answer = portal.client.post("/ar/verify", data={"receipt": "x"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
