"""Canonical JSON is RFC 8785 whichever way it is written."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue

from projections.canonical import canonical

# Any character that UTF-8 can hold: quotes, controls, line separators and planes beyond the first.
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


class Words(BaseModel):
    """Cannot hold a fraction."""

    words: str


class Anything(BaseModel):
    """Can hold one."""

    value: JsonValue


@given(st.dictionaries(KEYS, VALUES))
def test_what_holds_no_fraction_is_written_as_rfc_8785_says(value: dict[str, object]) -> None:
    assert canonical(value, Words) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_fraction_is_written_as_rfc_8785_says(value: float) -> None:
    assert canonical({"value": value}, Words, Anything) == rfc8785.dumps({"value": value})
