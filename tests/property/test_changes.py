"""A difference tells everything that differs and nothing else: who has one side and it, has the other."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.registry import DECIDERS
from projections.changes import UNTOLD, changes
from projections.model import as_json
from projections.registry import READ_MODELS
from tests.property.streams import kind_of, streams

KEYS = st.sampled_from(["key", "due_on", "title", "parts"])
LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b", ""])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=4)


def patched(document: dict[str, Any], found: list[Any]) -> dict[str, Any]:
    """A document with changes made to it."""
    made: Any = deepcopy(document)
    for path, _, after in found:
        *way, last = path.split(".")
        inner = made
        for part in way:
            inner = inner[int(part)] if isinstance(inner, list) else inner[part]
        if isinstance(inner, list) and int(last) == len(inner):
            inner.append(after)
        else:
            inner[int(last) if isinstance(inner, list) else last] = after
    return without_nothing(made)


def without_nothing(value: Any) -> Any:
    """A value without members that are null, which say the same as none, and list items after the last."""
    if isinstance(value, dict):
        return {name: without_nothing(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        found = [without_nothing(one) for one in value]
        while found and found[-1] is None:
            found.pop()
        return found
    return value


@settings(max_examples=200)
@given(DOCUMENTS, DOCUMENTS)
def test_a_difference_made_to_one_side_gives_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = changes(before, after)

    assert patched(before, found) == without_nothing(after)
    assert all(one.before != one.after or type(one.before) is not type(one.after) for one in found)
    back = [(one.field, one.after, one.before) for one in changes(after, before)]
    assert sorted(back, key=repr) == sorted(map(tuple, found), key=repr)


@given(DOCUMENTS)
def test_what_is_the_same_has_no_difference(document: dict[str, Any]) -> None:
    assert changes(document, deepcopy(document)) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_difference_of_two_versions_of_a_stream_leads_from_one_to_the_other(data: st.DataObject) -> None:
    stream = data.draw(st.sampled_from([one for one in streams() if one[0].version == 1]))
    numbers = st.integers(0, len(stream))
    documents = [_document(stream, data.draw(numbers)) for _ in range(2)]

    found = changes(*documents)

    told = [{name: one for name, one in document.items() if name not in UNTOLD} for document in documents]
    assert patched(told[0], found) == without_nothing(told[1])


def _document(stream: Any, length: int) -> dict[str, Any]:
    kind = kind_of(stream)
    state = DECIDERS[kind].state()
    for event in stream[:length]:
        state = DECIDERS[kind].apply(state, event)
    found: dict[str, Any] = json.loads(as_json(READ_MODELS[kind].document(state)))
    return found
