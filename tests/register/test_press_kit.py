"""Reading the press kit's text: what it says, and where a broken one breaks."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.register.broken import BrokenPressKit
from domain.register.facts import shipped
from domain.register.plan import plan
from domain.register.press_kit import read_press_kit
from domain.register.values import Source
from service.register_import import import_register, read_source
from tests.domain.scenario import Scenario
from tests.register.imported import recorded, recording, states
from tests.register.printing import UL, printed

COPIES: tuple[Callable[[bytes], bytes], ...] = (
    lambda body: body.replace(b"\n", b"\r\n"),
    lambda body: BOM_UTF8 + body,
    lambda body: BOM_UTF8 + body.replace(b"\n", b"\r\n"),
)
"""What a text becomes on its way through editors and mail."""


@pytest.fixture(scope="module")
def text() -> str:
    return printed(shipped()[0])


def broken(text: str) -> BrokenPressKit:
    with pytest.raises(BrokenPressKit) as found:
        read_press_kit(text)
    for check in found.value.unmet:
        assert all(check.sentence(language) for language in ("ar", "fr", "en"))
    return found.value


def code(error: BrokenPressKit) -> str:
    return error.unmet[0].guard.code.removeprefix("register.")


def place(error: BrokenPressKit) -> tuple[int | None, int | None, int | None]:
    return error.line, error.column, error.bullet


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_the_press_kit_says_what_the_shipped_facts_say(press_kit: Path) -> None:
    kit, (source, *_) = read_source(press_kit)

    assert kit == shipped()[0]
    assert source.size == press_kit.stat().st_size


def test_the_layout_made_from_the_facts_is_read_as_the_facts(text: str) -> None:
    assert read_press_kit(text) == shipped()[0]


def test_a_column_goes_on_after_the_page_break(press_kit: Path) -> None:
    kit, _ = read_source(press_kit)

    tangier = next(region for region in kit.regions if region.region == "tanger-tetouan-al-hoceima")
    assert len(tangier.bullets) == 28
    assert [bullet.position for bullet in tangier.bullets[-2:]] == [27, 28]
    assert tangier.bullets[-1].name_as_printed == "جماعة ايت قمره"


def test_a_misprinted_region_is_recognised_and_kept_as_printed(press_kit: Path) -> None:
    kit, _ = read_source(press_kit)

    headings = {region.region: region.heading for region in kit.regions}
    assert headings["laayoune-sakia-el-hamra"] == "جهة العيون المساقية الحمراء"
    assert headings["dakhla-oued-ed-dahab"] == "جهة الداخلة وادي الذهب"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(printed_kit: Path) -> None:
    given, plain = recorded(printed_kit), printed_kit.read_bytes()
    before = list(given.log)

    for copied in COPIES:
        printed_kit.write_bytes(copied(plain))
        report = import_register(recording(given), printed_kit, states=states(given))

        assert (report.recorded, report.already_recorded) == (0, len(before))
        assert read_source(printed_kit)[0] == shipped()[0]
    assert given.log == before


def test_a_copy_that_an_earlier_version_recorded_by_its_bytes_stays_the_source(printed_kit: Path) -> None:
    given, plain = Scenario().at("2025-06-01"), printed_kit.read_bytes()
    for command in plan(shipped()[0], Source.of(COPIES[-1](plain))).all():
        given.when(command.stream, command.command)

    report = import_register(recording(given), printed_kit, states=states(given))

    assert (report.recorded, report.already_recorded) == (0, len(given.log))


def test_every_copy_of_a_text_is_known_by_every_other(printed_kit: Path) -> None:
    plain = printed_kit.read_bytes()
    known = []
    for body in (plain, *(copied(plain) for copied in COPIES)):
        printed_kit.write_bytes(body)
        known.append(read_source(printed_kit)[1])

    assert [sources[0] for sources in known] == [Source.of(plain)] * 4
    assert [set(sources) for sources in known] == [
        {Source.of(plain), *(Source.of(copied(plain)) for copied in COPIES)}
    ] * 4


def test_another_text_is_another_source(printed_kit: Path) -> None:
    (first, *_) = read_source(printed_kit)[1]
    printed_kit.write_text(printed_kit.read_text("utf-8").replace("ورشة", "لقاء"), "utf-8")

    assert first not in read_source(printed_kit)[1]


def test_a_closed_list_is_read_like_an_open_one(text: str) -> None:
    closed = text.replace("جماعة الداخلة ", "جماعة الداخلة </ul>")

    assert closed != text
    assert read_press_kit(closed) == shipped()[0]


@pytest.mark.parametrize(
    ("bullet_before", "breaking", "expected"),
    [
        ("• جماعة مديونة • جماعة سيدي بنور", "• جماعة مديونة جماعة سيدي بنور", ("sign_missing", 1, 8)),
        ("• جماعة العروي", "• جمعة العروي", ("type_unknown", 2, 11)),
        ("• جماعة أرفود", "• جماعة", ("name_missing", 1, 6)),
        ("• جماعة أرفود", "• ", ("bullet_empty", 1, 6)),
        ("• جماعة أرفود", f"• جماعة {'أ' * 200}", ("name_too_long", 1, 6)),
        (f"{UL} • جماعة شفشاون", f"{UL} جماعة شفشاون", ("sign_missing", 2, 1)),
        (f"{UL} • جماعة أيت ملول", f"{UL[:9]} • جماعة أيت ملول", ("cell_not_understood", 2, None)),
    ],
)
def test_a_broken_bullet_is_named_by_line_column_and_number(
    text: str, bullet_before: str, breaking: str, expected: tuple[str, int, int | None]
) -> None:
    assert text.count(bullet_before) == 1

    error = broken(text.replace(bullet_before, breaking))

    assert (code(error), error.column, error.bullet) == expected
    assert error.line == line_with(text, bullet_before)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("جهة بني ملال-خنيفرة\t", "بني ملال-خنيفرة\t", "heading_expected"),
        ("جهة بني ملال-خنيفرة\t", "جهة الأندلس\t", "region_unknown"),
        ("جهة بني ملال-خنيفرة\t", "جهة الشرق\t", "region_twice"),
        ("جهة بني ملال-خنيفرة\t", "سطر\tجهة\tثالث\t", "too_many_columns"),
        ("<p>جهة الداخلة وادي الذهب</p> ", "<p>جهة الداخلة وادي الذهب ", "cell_not_understood"),
        ("قائمة أعضاء", "قائمة", "list_missing"),
        ("تأسست بتاريخ", "تأسست", "fact_missing"),
        ("21 أكتوبر", "21 تشرين", "month_unknown"),
        ("21 أكتوبر", "41 أكتوبر", "fact_impossible"),
        ("10:30-10:45", "10:30-10:65", "fact_impossible"),
        (" جهة و 17", " جهة و", "fact_missing"),
        ("ملف صحفي", "ملف\x00صحفي", "control_character"),
    ],
)
def test_a_text_that_breaks_off_from_the_layout_is_refused_whole(
    text: str, was: str, now: str, expected: str
) -> None:
    assert was in text

    assert code(broken(text.replace(was, now))) == expected


def test_a_text_without_an_agenda_is_refused(text: str) -> None:
    without = "\n".join(line for line in text.split("\n") if "-1" not in line[:8])

    assert code(broken(without)) == "fact_missing"


def test_bullets_need_a_region_above_them(text: str) -> None:
    lines = text.split("\n")
    heading = line_with(text, "جهة الدار البيضاء-سطات") - 1

    error = broken("\n".join(lines[:heading] + lines[heading + 1 :]))

    assert (code(error), *place(error)) == ("bullets_without_region", heading + 1, 1, None)


def test_a_region_needs_bullets_under_it(text: str) -> None:
    heading = line_with(text, "جهة بني ملال-خنيفرة")
    lines = text.split("\n")
    lines[heading] = "\t" + lines[heading].split("\t")[1]

    error = broken("\n".join(lines))

    assert (code(error), *place(error)) == ("region_without_bullets", heading, 1, None)


def test_a_line_that_is_neither_a_heading_nor_bullets_nor_a_running_head_is_refused(text: str) -> None:
    error = broken(text + "\nجماعة وجدة")

    assert (code(error), error.line) == ("line_not_understood", text.count("\n") + 2)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.9, 0.95, 0.99])
def test_a_text_that_is_cut_off_anywhere_is_refused(text: str, kept: float) -> None:
    assert broken(text[: int(len(text) * kept)]).unmet


def test_a_list_cut_off_at_a_bullet_falls_short_of_the_totals_that_the_text_states(text: str) -> None:
    cut = text[: text.rindex("• جماعة السمارة")]
    cut += "\t<p>جهة الداخلة وادي الذهب</p> <ul> • جماعة الداخلة"

    error = broken(cut)

    assert code(error) == "list_falls_short"
    assert "communes: 198 listed, 199 stated" in error.unmet[0].sentence("en")


def test_a_text_that_is_not_utf_8_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "kit.txt"
    path.write_bytes(b"one\ntwo\n\xff\xfe")

    with pytest.raises(BrokenPressKit) as found:
        read_source(path)

    assert (code(found.value), found.value.line) == ("not_utf8", 3)


def test_the_character_at_which_a_text_breaks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kit.txt"
    path.write_bytes("سطر\nجماعة ".encode() + b"\xff")

    with pytest.raises(BrokenPressKit) as found:
        read_source(path)
    control = broken("سطر\nجماعة\x00")

    assert "Line 2, character 7" in found.value.unmet[0].sentence("en")
    assert "Line 2, character 6" in control.unmet[0].sentence("en")
    assert "U+0000" in control.unmet[0].sentence("ar")


def test_a_total_that_is_not_the_sum_of_its_parts_is_refused(text: str) -> None:
    error = broken(text.replace("228", "227"))

    assert code(error) == "totals_do_not_add_up"
    assert "227" in error.unmet[0].sentence("fr")
    assert "228" in error.unmet[0].sentence("fr")


def test_empty_cells_at_the_end_of_a_line_are_nothing(text: str) -> None:
    lines = text.split("\n")
    lines[-1] += "\t\t"

    assert read_press_kit("\n".join(lines)) == shipped()[0]
