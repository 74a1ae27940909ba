"""Whatever value and field a reader meets in an event has a name in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from domain.council_session.values import ItemStatus
from domain.kernel.amend import ENVELOPE_FIELDS
from domain.kernel.events import event_types
from domain.kernel.values import ReasonCode, Role
from domain.registry import DECIDERS
from domain.vocabulary import VOCABULARIES, field_name, name_of, vocabulary_of
from projections import commitments, contributions, council_sessions, ideas
from tests.languages import LANGUAGES

STORED = {name: kind for name, kind in event_types().items() if kind.__module__.startswith("domain.")}
BY_MODEL = {
    ("Author", "kind"): "author_kind",
    ("Matter", "kind"): "matter",
    ("Matter", "subject"): "subject",
    ("SittingDeclaredClosed", "requested_by"): "requested_by",
}
"""Fields whose name alone does not tell the vocabulary."""
TECHNICAL = frozenset({"because", "stream", "event_id", "ar", "fr", "en"})
"""Fields that are no word to a reader."""
UNSPOKEN = {("CharterPledge", "key"), ("Ballot", "vote")}
"""A key is no word; how one member voted is not told in a sentence."""


def models(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield of
    for field in of.model_fields.values():
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models(part)


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for inner in get_args(annotation):
            yield from parts(inner)


def values_of(annotation: Any) -> set[str]:
    found: set[str] = set()
    for part in parts(annotation):
        if get_origin(part) is Literal:
            found |= {str(value) for value in get_args(part)}
        elif isinstance(part, type) and issubclass(part, Enum):
            found |= {str(value.value) for value in part}
    return found


CHOSEN = {
    (model.__name__, name): values
    for kind in STORED.values()
    for model in models(kind)
    for name, field in model.model_fields.items()
    if (values := values_of(field.annotation)) and (model.__name__, name) not in UNSPOKEN
}


@pytest.mark.parametrize("place", sorted(CHOSEN), ids=".".join)
def test_every_value_that_an_event_can_hold_has_a_name(place: tuple[str, str]) -> None:
    vocabulary = BY_MODEL.get(place) or vocabulary_of(place[1])

    assert vocabulary is not None
    assert CHOSEN[place] <= VOCABULARIES[vocabulary].keys()


def test_every_role_and_every_reason_has_a_name() -> None:
    assert all(name_of("role", role) and name_of("by", role) for role in Role)
    assert all(name_of("reason", code) for code in ReasonCode)


@pytest.mark.parametrize(
    ("vocabulary", "statuses"),
    [
        ("commitment_status", commitments.Status),
        ("idea_status", ideas.Status),
        ("contribution_status", contributions.Status),
        ("session_status", council_sessions.Status),
        ("item_status", ItemStatus),
    ],
)
def test_every_status_has_a_name(vocabulary: str, statuses: Any) -> None:
    assert set(get_args(statuses)) - {""} <= VOCABULARIES[vocabulary].keys()


@pytest.mark.parametrize("vocabulary", sorted(VOCABULARIES))
def test_every_name_exists_in_three_languages(vocabulary: str) -> None:
    for key, name in VOCABULARIES[vocabulary].items():
        assert all(getattr(name, language) for language in LANGUAGES), key
        assert name.ar not in (name.fr, name.en), key


def test_every_field_that_can_be_corrected_has_a_name() -> None:
    correctable = ENVELOPE_FIELDS.union(*(kind.correctable for kind in STORED.values())) - {"new"}

    assert {field for field in correctable if field_name(field) is None} == set()


def test_every_field_of_an_event_and_of_a_state_has_a_name() -> None:
    kinds = (*STORED.values(), *(decider.state for decider in DECIDERS.values()))
    fields = {name for kind in kinds for model in models(kind) for name in model.model_fields}

    assert {field for field in fields - TECHNICAL if field_name(field) is None} == set()


def test_a_field_nobody_named_has_no_name() -> None:
    assert field_name("because") is None
    assert vocabulary_of("because") is None
