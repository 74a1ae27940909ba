"""How a template of a sentence is read and said."""

from __future__ import annotations

import pytest

from projections.templates import Condition, Value, named_in, parse, render


def said(template: str, **known: object) -> str | None:
    def say(value: Value) -> str | None:
        found = known.get(value.name)
        return None if found is None else f"{found}{value.form and f'/{value.form}'}"

    def holds(condition: Condition) -> bool:
        found = known.get(condition.name)
        return bool(found) if condition.wanted is None else str(found) == condition.wanted

    return render(parse(template), say, holds)


def test_a_value_is_said_in_its_form() -> None:
    assert said("{held_on:when} in {place}", held_on="2025", place="a hall") == "2025/when in a hall"


def test_an_optional_part_falls_away_with_its_value() -> None:
    assert said("a[ (was {old})]", old="b") == "a (was b)"
    assert said("a[ (was {old})]") == "a"


def test_the_first_alternative_of_which_all_is_known_is_said() -> None:
    template = "[{a}{b}|{a}|nothing]"

    assert [said(template, a=1, b=2), said(template, a=1), said(template)] == ["12", "1", "nothing"]


def test_a_condition_chooses_and_says_nothing_itself() -> None:
    template = "[{?outcome=adopted}yes|{?outcome=rejected}no|open]"

    assert [said(template, outcome=outcome) for outcome in ("adopted", "rejected", "")] == [
        "yes",
        "no",
        "open",
    ]
    assert [said("[{?late}late|in time]", late=late) for late in (0, 3)] == ["in time", "late"]


def test_parts_lie_within_parts() -> None:
    assert said("[a[ b {c}]|d]", c=None) == "a"


def test_a_value_outside_every_part_must_be_known() -> None:
    assert said("a {b}") is None


@pytest.mark.parametrize("template", ["[a", "a]", "a|b", "{a", "a}", "[a|b"])
def test_a_template_that_is_not_whole_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse(template)


def test_every_name_in_a_template_is_found() -> None:
    found = list(named_in(parse("{a}[{?b=c}{d:when}|{e}]")))

    assert found == [Value("a", ""), Condition("b", "c"), Value("d", "when"), Value("e", "")]
