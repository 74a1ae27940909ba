"""Ideas from a file, and decisions on several of them at once."""

from __future__ import annotations

import re
from hashlib import sha256
from time import sleep
from typing import Any

import httpx
import pytest

from domain.kernel.values import Role
from service.web.asking import Asking
from tests.web.console.conftest import Console
from tests.web.console.giving import Collecting, Typed, collecting, csv_of, give, told, unlike
from tests.web.console.sending_files import recorded_whole, sent
from tests.web.console.visitor import Form, Visitor


@pytest.fixture(scope="module")
def programme(console: Console) -> Collecting:
    return collecting(console, 2031)


def ideas_of(visitor: Visitor, programme: str, expected: int = 0) -> int:
    """How many ideas of a programme wait, once so many as expected can be read."""
    for _ in range(50):
        answer = visitor.client.get("/api/v1/waiting?limit=200")
        found = [one for one in answer.json()["items"] if one["programme_id"] == programme]
        if len(found) >= expected:
            break
        sleep(0.1)
    return len(found)


def test_every_row_column_and_value_that_is_wrong_is_named_and_nothing_is_recorded(
    programme: Collecting,
) -> None:
    before = ideas_of(programme.focal_point, programme.programme)
    page = sent(
        programme.focal_point,
        programme.programme,
        csv_of(
            "فكرة صحيحة,paper,information", ",paper,", "فكرة,by pigeon,information", "فكرة,paper,No Axis!"
        ),
    )

    assert page.status_code == 422
    assert "3 أخطاء" in page.text
    for value in ("by pigeon", "No Axis!"):
        assert f'<bdi dir="ltr">{value}</bdi>' in page.text or value in page.text
    for column in ("text", "channel", "axis"):
        assert f'<bdi class="mono" dir="ltr">{column}</bdi></td>' in page.text
    assert ideas_of(programme.focal_point, programme.programme) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "لا يوجد أي سطر"),
        ("text\n", "لا يوجد أي سطر"),
        ("words\nx", "لا يعرف هذا النوع"),
        ("text,text\na,b", "text"),
        ("text,channel\nonly one cell", "عدد الخانات"),
        ('text\n"never closed', "لا يمكن قراءة الملف"),
        ("النص".encode("cp1256"), "UTF-8"),
        (b"text\n\x00\x01", "2"),
        ("text\n" + "x" * 250_000, "190"),
        ("text\n" + "فكرة\n" * 501, "500"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    programme: Collecting, content: str | bytes, said: str
) -> None:
    page = sent(programme.focal_point, programme.programme, content)

    assert page.status_code == 422
    assert said in told(page)


def test_a_file_is_recorded_row_by_row_and_again_records_nothing_twice(programme: Collecting) -> None:
    rows = [f"{unlike('فكرة')},paper,information" for _ in range(60)]
    before = ideas_of(programme.focal_point, programme.programme)
    tried = sent(programme.focal_point, programme.programme, csv_of(*rows))
    assert tried.status_code == 200
    assert ideas_of(programme.focal_point, programme.programme) == before

    first = programme.focal_point.send(
        programme.focal_point.form(tried, "console/import"), ("_step", "record")
    )
    assert "سجل 50 من أصل 60" in first.text
    done = recorded_whole(programme.focal_point, first)
    assert "سجلت كل الأسطر" in done.text
    recorded_whole(programme.focal_point, sent(programme.focal_point, programme.programme, csv_of(*rows)))

    assert ideas_of(programme.focal_point, programme.programme, before + 60) == before + 60


AUTHORS = "text,author_kind,author_ref,name,organisation"


def test_ideas_of_a_file_are_given_by_citizens_and_organisations_by_name(programme: Collecting) -> None:
    focal, words = programme.focal_point, [unlike("ساحة"), unlike("سوق"), unlike("بلا اسم")]
    rows = [
        f"{words[0]},named_with_consent,sheet-{words[0].split()[-1]},فاطمة الزهراء,",
        f"{words[1]},organisation,sheet-{words[1].split()[-1]},,جمعية أوزود",
        f"{words[2]},,,,",
    ]

    recorded_whole(focal, sent(focal, programme.programme, csv_of(*rows, heading=AUTHORS)))
    page = waits_with(focal, *words)

    assert "فاطمة الزهراء" in page.text
    assert "جمعية أوزود" in page.text


def test_the_key_of_a_row_tells_nobody_what_stood_in_the_file(
    programme: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leads to a reference in the event: whoever guesses a name that was erased could confirm it."""
    keys: list[str] = []
    posting = Asking.post

    async def heard(asking: Asking, path: str, body: Any, **more: Any) -> Any:
        keys.append(str(more.get("Idempotency_Key")))
        return await posting(asking, path, body, **more)

    monkeypatch.setattr(Asking, "post", heard)
    focal, file = programme.focal_point, csv_of(f"{unlike('ملعب')},paper,")
    recorded_whole(focal, sent(focal, programme.programme, file))
    recorded_whole(focal, sent(focal, programme.programme, file))

    assert len(keys) == 2
    assert len(set(keys)) == 1, "the same file is recorded once"
    assert sha256(file.encode()).hexdigest()[:32] not in keys[0]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("فكرة,named_with_consent,sheet-1,,", "name"),
        ("فكرة,named_with_consent,,فاطمة,", "author_ref"),
        ("فكرة,named_with_consent,sheet-1,فاطمة BE123456,", "name"),
        (f"فكرة,named_with_consent,sheet-1,{'ف' * 121},", "name"),
        ("فكرة,anonymous,,فاطمة,", "name"),
        ("فكرة,organisation,sheet-1,,", "organisation"),
        ("فكرة,pseudonymous,sheet-1,,جمعية", "organisation"),
    ],
)
def test_a_name_that_does_not_fit_its_author_is_told_by_row_and_column(
    programme: Collecting, row: str, column: str
) -> None:
    before = ideas_of(programme.focal_point, programme.programme)

    page = sent(programme.focal_point, programme.programme, csv_of(row, heading=AUTHORS))

    assert page.status_code == 422
    assert f'<td>2</td><td><bdi class="mono" dir="ltr">{column}</bdi></td>' in page.text
    assert ideas_of(programme.focal_point, programme.programme) == before


def test_an_idea_on_paper_is_entered_by_a_form_with_the_name_of_who_consents(programme: Collecting) -> None:
    focal, words = programme.focal_point, unlike("طريق")
    path = f"console/new/ideas/submit-idea?programme_id={programme.programme}"
    typed: Typed = {
        "channel": "paper",
        "text.text": words,
        "author.kind": "named_with_consent",
        "author.ref": "sheet-9",
    }
    nameless = focal.check(focal.form(focal.get(path), "submit-idea").put(typed))

    give(focal, path, typed | {"person_name.text": "حليمة أيت علي"}, programme.position)
    page = waits_with(focal, words)

    assert nameless.status_code == 422
    assert 'href="#f-person-name"' in nameless.text
    assert "حليمة أيت علي" in page.text


def test_one_decision_is_taken_on_several_ideas_and_each_is_recorded(programme: Collecting) -> None:
    focal = programme.focal_point
    words = [unlike("حديقة"), unlike("مكتبة")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(*(f"{one},paper," for one in words))))
    page = waits_with(focal, *words)
    form = ticked(focal, page, "find-idea-admissible", words)

    asked = focal.send(form)
    looked_at = focal.check(focal.form(asked, "find-idea-admissible"))
    assert all(one in looked_at.text for one in words)
    report = focal.send(focal.form(looked_at, "find-idea-admissible"), ("_step", "record"))
    assert report.text.count("tag ok") == 2

    again = focal.send(focal.form(looked_at, "find-idea-admissible"), ("_step", "record"))
    assert again.text.count("tag ok") == 2


def test_a_reason_is_given_for_all_and_its_lack_is_told_beside_its_field(programme: Collecting) -> None:
    focal, words = programme.focal_point, [unlike("إعلان")]
    recorded_whole(focal, sent(focal, programme.programme, csv_of(f"{words[0]},paper,")))
    page = waits_with(focal, *words)
    form = ticked(focal, page, "find-idea-inadmissible", words)
    missing = focal.check(focal.form(focal.send(form), "find-idea-inadmissible"))

    assert missing.status_code == 422
    assert 'id="f-response-ar-error"' in missing.text
    filled = focal.form(missing, "find-idea-inadmissible").put(
        {"response.ar": "خارج الاختصاص", "reason.code": "out_of_competence"}
    )
    report = focal.send(focal.form(focal.check(filled), "find-idea-inadmissible"), ("_step", "record"))
    assert report.text.count("tag ok") == 1


def waits_with(visitor: Visitor, *words: str) -> httpx.Response:
    """The list of what waits once it has these words."""
    for _ in range(50):
        sleep(0.1)
        page = visitor.get("console/triage")
        if all(one in page.text for one in words):
            return page
    raise AssertionError("what was recorded does not wait")


def ticked(visitor: Visitor, page: httpx.Response, command: str, words: list[str]) -> Form:
    """The form of what waits, with the boxes of some words ticked."""

    form = visitor.form(page, "find-idea-admissible")
    boxes = re.findall(r'name="_chosen" value="([^"]+)">\s*<span class="pre"><bdi[^>]*>([^<]+)', page.text)
    form.put({"_chosen": [value for value, told in boxes if told in words]})
    assert len(form.values("_chosen")) == len(words)
    form.action = form.action.replace("find-idea-admissible", command)
    return form


def test_ticking_nothing_is_told(programme: Collecting) -> None:
    focal = programme.focal_point
    recorded_whole(focal, sent(focal, programme.programme, csv_of(f"{unlike('فكرة')},paper,")))
    page = focal.send(focal.form(focal.get("console/triage"), "find-idea-admissible"))

    assert "لم توضع أي علامة" in page.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COUNCIL_SECRETARY, Role.OPERATOR])
def test_words_that_are_not_public_are_for_those_who_decide(console: Console, role: Role) -> None:
    assert console.visitor(role).get("console/triage").status_code == 403
