"""A file that the page does not take: the form is shown again, with what is wrong and how much it takes."""

from __future__ import annotations

import httpx
import pytest

from domain.kernel.values import Role
from service.messages import LANGUAGES, table
from tests.web.console.conftest import Console
from tests.web.console.test_keeping import given_in
from tests.web.console.visitor import Visitor
from tests.web.reading import Read

MEGABYTE = 2**20
PLACE = "console/upload"


def alert(answer: httpx.Response) -> str:
    """What the page says is wrong."""
    said = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    return Read(f"<div{said}</div>").words


def shows_the_form(answer: httpx.Response, visitor: Visitor) -> bool:
    """Whether a file can be chosen once more."""
    return visitor.form(answer, PLACE)["csrf"] != "" and 'type="file"' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("megabytes", [20.5, 30])
def test_a_file_that_is_too_large_is_answered_with_the_limit_and_the_form(
    console: Console, language: str, megabytes: float
) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY, language=language)

    answer = given_in(secretary, b"a" * int(megabytes * MEGABYTE))

    assert answer.status_code == 413
    assert table("problems")["file_too_large"][language] in alert(answer)
    assert table("parameters")["file"][language] in alert(answer).lower()
    assert table("validation")["file_too_large"][language].format(expected=20) in alert(answer)
    assert shows_the_form(answer, secretary)


def test_a_file_that_is_too_large_shows_its_form_to_nobody_who_may_not_see_it(console: Console) -> None:
    stranger, auditor = Visitor(console.address), console.visitor(Role.AUDITOR)

    answers = [
        one.client.post(f"/ar/{PLACE}", files={"file": ("a.pdf", b"a" * 22 * MEGABYTE)})
        for one in (stranger, auditor)
    ]

    assert [one.status_code for one in answers] == [401, 403]
    assert not [one for one in answers if 'type="file"' in one.text]


def test_another_site_sends_nobody_s_too_large_file(console: Console) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY)

    answer = secretary.client.post(
        f"/ar/{PLACE}",
        files={"file": ("a.pdf", b"a" * 22 * MEGABYTE)},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 403


def test_a_file_of_zeros_is_taken_for_nothing_and_told_as_the_file(console: Console) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY, language="en")

    answer = given_in(secretary, bytes(5000))

    assert answer.status_code == 415
    assert "file: The types accepted: PDF" in alert(answer)
    assert "what this file is could not be told by its content" in alert(answer)
    assert "embroidery" not in answer.text
    assert shows_the_form(answer, secretary)


def test_no_error_of_the_page_names_the_body_of_a_request(console: Console) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY, language="ar")
    body = Read(str(table("parameters")["file"]["ar"])).words

    for content in (b"", b"<script>alert(1)</script>", b"\x7fELF" + bytes(100)):
        said = alert(given_in(secretary, content))
        assert body in said
        assert "الهيئة" not in said


def test_whoever_reads_no_personal_data_is_not_asked_whether_there_are_any(console: Console) -> None:
    coordination, secretary = (
        console.visitor(one, language="en") for one in (Role.NETWORK_COORDINATOR, Role.COUNCIL_SECRETARY)
    )

    without, asked = (Read(one.get(PLACE).text) for one in (coordination, secretary))
    refused = given_in(coordination, b"text", personal="yes")

    assert "personal-yes" not in without.fields
    assert "Only documents without personal data are given in by your role" in without.words
    assert "personal-yes" in asked.fields
    assert refused.status_code == 403
    assert table("documents")["personal_for_readers"]["en"] in alert(refused)
