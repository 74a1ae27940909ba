"""One style sheet serves both directions: nothing in it says left or right."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2

from tests.web.messages import ROOT

PHYSICAL = re.compile(
    r"(^|-)(left|right|top|bottom)(-|$)"
    r"|^(width|height|(min|max)-(width|height))$"
    r"|^(margin|padding|border)-(top|bottom)"
)
SHEET = ROOT / "static/style.css"


def declarations(text: str) -> Iterator[tuple[str, str]]:
    """Every declaration of a style sheet, those within rules within rules too: its name and its value."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            raise AssertionError(rule.message)
        yield from _within(rule)


def _within(rule: object) -> Iterator[tuple[str, str]]:
    if getattr(rule, "content", None) is None:
        return
    for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):  # type: ignore[attr-defined]
        if part.type == "declaration":
            yield part.lower_name, tinycss2.serialize(part.value).strip()
        elif part.type in ("qualified-rule", "at-rule"):
            yield from _within(part)


def test_no_declaration_names_a_physical_side_or_extent() -> None:
    found = [
        (name, value)
        for name, value in declarations(SHEET.read_text("utf-8"))
        if PHYSICAL.search(name) or re.search(r"(?<![-\w])(left|right)(?![-\w])", value)
    ]

    assert found == []


def test_what_this_looks_for_is_found_where_it_stands() -> None:
    sheet = "@media print { p { margin-left: 1px } } a { text-align: right; inset-block: 0 } b { width: 1px }"

    found = [name for name, value in declarations(sheet) if PHYSICAL.search(name) or "right" in value]

    assert found == ["margin-left", "text-align", "width"]


def test_the_style_sheet_loads_nothing_from_elsewhere() -> None:
    text = SHEET.read_text("utf-8")

    assert "url(" not in text
    assert "@import" not in text
