"""Ideas that came on paper, from a file: tried whole, recorded row by row."""

from __future__ import annotations

from hashlib import sha256
from time import sleep
from typing import Any

import pytest

from domain.kernel.values import Role
from service.web.asking import Asking
from tests.web.console.conftest import Console
from tests.web.console.giving import Collecting, collecting, csv_of, give, today, told, unlike
from tests.web.console.sending_files import mistakes, recorded_whole, sent, waits_with
from tests.web.console.visitor import Visitor


@pytest.fixture(scope="module")
def programme(console: Console) -> Collecting:
    return collecting(console, 2037)


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
    assert [one[:3] for one in mistakes(page)] == [
        ("3", "text", ""),
        ("4", "channel", "by pigeon"),
        ("5", "axis", "No Axis!"),
    ]
    assert ideas_of(programme.focal_point, programme.programme) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "لا يوجد أي سطر"),
        ("\n \n", "لا يوجد أي سطر"),
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


REFUSED = "text,channel,axis,received_on"


@pytest.mark.parametrize(
    ("row", "column", "value", "rule"),
    [
        ("فكرة,paper,axis-9,", "axis", "axis-9", "information"),
        ("فكرة,paper,,2099-01-01", "received_on", "2099-01-01", ""),
        ("فكرة,paper,,2020-01-01", "received_on", "2020-01-01", ""),
        ("فكرة,workshop,,", "channel", "workshop", ""),
        ("فكرة,online,,2020-01-01", "received_on", "2020-01-01", ""),
    ],
)
def test_a_row_that_recording_would_refuse_is_told_by_row_and_column_and_no_row_is_recorded(
    programme: Collecting, row: str, column: str, value: str, rule: str
) -> None:
    focal, before = programme.focal_point, ideas_of(programme.focal_point, programme.programme)
    file = csv_of("فكرة سليمة,paper,information,", row, heading=REFUSED)

    tried = sent(focal, programme.programme, file)
    form = focal.form(focal.get("console/import"), "console/import")
    data = {"csrf": form["csrf"], "kind": "ideas", "programme_id": programme.programme, "_text": file}
    recorded = focal.client.post(form.action, data=data | {"_step": "record"})

    for page in (tried, recorded):
        assert page.status_code == 422
        assert ("3", column, value) in [one[:3] for one in mistakes(page)]
        assert any(rule in one[3] for one in mistakes(page))
    assert ideas_of(focal, programme.programme) == before


def test_a_programme_that_collects_no_ideas_takes_none_from_a_file(console: Console) -> None:
    focal = console.visitor(Role.FOCAL_POINT)
    begun = give(
        focal,
        "console/new/programmes/initiate-programme",
        {"title.ar": "برنامج لاحق", "starts_on": "2035-01-01", "ends_on": "2036-12-31"},
    )
    focal.client.get(f"/api/v1/programmes/{begun.identity}", headers={"X-Log-Position": begun.position})

    page = sent(focal, begun.identity, csv_of("فكرة,paper,", "فكرة ثانية,paper,"))

    assert page.status_code == 422
    assert [one[:3] for one in mistakes(page)] == [("", "", "")], "it is told once, and not of each row"


def test_what_is_recorded_of_each_row_is_shown_before(programme: Collecting) -> None:
    file = csv_of(f"فكرة مكتوبة,paper,information,{today()}", "فكرة بلا محور,,,", heading=REFUSED)

    page = sent(programme.focal_point, programme.programme, file)

    assert page.status_code == 200, told(page)
    for said in ("فكرة مكتوبة", "ورق", "المعلومة", "تاريخ التوصل:", "بدون محور"):
        assert said in page.text


def test_a_form_that_is_sent_without_a_file_says_so(programme: Collecting) -> None:
    focal = programme.focal_point
    form = focal.form(focal.get("console/import"), "console/import")
    data = {"csrf": form["csrf"], "kind": "ideas", "programme_id": programme.programme, "_step": "check"}

    page = focal.client.post(form.action, data=data, files={"file": ("", b"", "application/octet-stream")})

    assert page.status_code == 422
    assert "لم يختر أي ملف" in told(page)


def test_an_organisation_without_a_reference_is_given_the_same_one_for_the_same_name(
    programme: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    posting = Asking.post

    async def heard(asking: Asking, path: str, body: Any, **more: Any) -> Any:
        given.append(body["author"]["ref"])
        return await posting(asking, path, body, **more)

    monkeypatch.setattr(Asking, "post", heard)
    words = [unlike("نادي"), unlike("دار"), unlike("سد")]
    rows = [
        f"{one},organisation,,,{name}" for one, name in zip(words, ("أوزود", "أوزود", "تاكلا"), strict=True)
    ]
    file = csv_of(*rows, heading=AUTHORS)
    recorded_whole(programme.focal_point, sent(programme.focal_point, programme.programme, file))
    waits_with(programme.focal_point, *words)

    assert given[0] == given[1] != given[2]


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

    assert len(keys) >= 2
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
    assert ("2", column) in [one[:2] for one in mistakes(page)]
    assert ideas_of(programme.focal_point, programme.programme) == before


@pytest.mark.parametrize("kind", ["ideas", "commitments"])
def test_an_empty_file_has_the_headings_that_the_page_explains(programme: Collecting, kind: str) -> None:
    """Only who may record ideas is told of their columns, and so with commitments."""
    visitor = programme.focal_point if kind == "ideas" else programme.committee
    page = visitor.get("console/import").text

    file = visitor.client.get(f"/ar/console/import/{kind}.csv")

    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    headings = file.text.removeprefix("\ufeff").strip().split(",")
    assert [one for one in headings if f'<li><bdi class="mono" dir="ltr">{one}</bdi>:' not in page] == []
    tried = sent(visitor, programme.programme, file.content, kind=kind)
    assert "لا يوجد أي سطر" in told(tried)


def test_the_values_that_a_column_takes_are_told_with_the_axes_of_the_programme(
    programme: Collecting,
) -> None:
    page = programme.focal_point.get(f"console/import?after_position={programme.position}").text

    for value in ("paper", "named_with_consent", "information"):
        assert f'<bdi class="mono" dir="ltr">{value}</bdi> (' in page


def test_the_number_of_an_identity_card_is_not_shown_again_and_other_cells_are(programme: Collecting) -> None:
    rows = ("فكرة BE123456,pseudonymous,sheet-1,,", "فكرة,named_with_consent,sheet-1,فاطمة BE123457,",
            f"فكرة,named_with_consent,sheet-1,{'ف' * 121},")  # fmt: skip
    page = sent(programme.focal_point, programme.programme, csv_of(*rows, heading=AUTHORS))

    assert [one[:2] for one in mistakes(page)] == [("2", "text"), ("3", "name"), ("4", "name")]
    assert "BE12345" not in page.text
    assert "فاطمة" not in page.text
    assert "ف" * 70 in page.text, "whoever gave the file in sees where its mistakes are"


@pytest.mark.parametrize("kind", ["", "votes"])
def test_a_file_of_no_kind_that_there_is_is_told_on_the_form(programme: Collecting, kind: str) -> None:
    page = sent(programme.focal_point, programme.programme, csv_of("فكرة,paper,"), kind=kind)

    [(row, column, value, rule)] = mistakes(page)
    assert (page.status_code, row, column, value) == (422, "", "kind", kind)
    assert rule
    assert programme.focal_point.form(page, "console/import")["csrf"], "the form is there to be sent again"
