"""Every event is told to a citizen in three languages, whatever it holds and whatever it leaves out."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import domain.registry  # noqa: F401  every event type is registered by importing the deciders
from domain.kernel.events import EventData, event_types
from domain.kernel.stored import decode
from projections.recalled import RECALLED
from projections.sentences import AMENDED, COMPUTED, ENVELOPE, event_name, sentences, wording
from projections.speech import forms
from projections.templates import Value, named_in, parse
from tests.golden.files import FOLDER
from tests.languages import LANGUAGES
from tests.projections.told import changed, golden

STORED = {name: kind for name, kind in event_types().items() if kind.__module__.startswith("domain.")}
GOLDEN = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_event_ever_stored_is_told_in_each_language(path: Path) -> None:
    event = decode(path.read_bytes())

    told = sentences(event)

    assert tuple(told) == LANGUAGES
    for language, text in told.items():
        assert text.endswith(".")
        assert not re.search(r"[{}\[\]|]|None|PartialDate|\.\.|  ", text), text
        assert text.count("\u2068") == text.count("\u2069")
        assert not text.startswith(wording()[event.type]["name"][language] + "."), "only its name is said"
    assert re.search(r"[\u0621-\u064a]", told["ar"])


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_sentence_shows_a_person(path: Path) -> None:
    event = decode(path.read_bytes())
    references = set(re.findall(r'"[a-z_]*person_ref":"([^"]+)"', path.read_text("utf-8")))
    references |= set(re.findall(r'"(?:[a-z]+_ref|ref)":"([^"]+)"', path.read_text("utf-8")))

    told = " ".join(sentences(event).values())

    assert [reference for reference in references if reference in told] == []


def test_every_type_of_event_has_a_sentence_and_none_is_of_a_type_that_is_no_more() -> None:
    assert wording().keys() == STORED.keys()


@pytest.mark.parametrize("name", sorted(STORED))
def test_a_type_of_event_is_told_and_named_in_three_languages(name: str) -> None:
    found = wording()[name]

    assert set(found) == {"name", *LANGUAGES}
    assert set(found["name"]) == set(LANGUAGES)
    assert all(found["name"].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_types_of_events_are_told_or_named_alike(language: str) -> None:
    for texts in (
        [f[language] for f in wording().values()],
        [f["name"][language] for f in wording().values()],
    ):
        assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize("name", sorted(STORED))
def test_a_sentence_names_only_values_that_its_event_has(name: str) -> None:
    other = RECALLED | AMENDED | COMPUTED.keys() | ENVELOPE
    for language in LANGUAGES:
        for found in named_in(parse(wording()[name][language])):
            if found.name not in other:
                assert found.name.split(".")[0] in STORED[name].model_fields, found
            if isinstance(found, Value):
                assert found.form in forms(), found


@pytest.mark.parametrize("name", sorted(STORED))
def test_a_sentence_tells_the_same_values_in_each_language(name: str) -> None:
    told = [
        {found.name for found in named_in(parse(wording()[name][language])) if isinstance(found, Value)}
        for language in LANGUAGES
    ]

    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_may_be_missing_may_be_missing_from_the_sentence(path: Path) -> None:
    event = decode(path.read_bytes())
    optional = {
        name: field.default
        for name, field in type(event.data).model_fields.items()
        if not field.is_required()
    }

    for text in sentences(changed(event, **optional)).values():
        assert text.endswith(".")
        assert not re.search(r"[{}\[\]|]|None|\(\)|«»|: \.", text), text


def test_an_event_of_an_unknown_kind_is_told_by_its_type() -> None:
    class HeardOfNowhereInTest(EventData):
        """Of no aggregate."""

    event = golden("WorkshopCancelled")
    foreign = event.model_copy(update={"type": "HeardOfNowhereInTest", "data": HeardOfNowhereInTest()})

    assert sentences(foreign)["en"].startswith("Recorded: HeardOfNowhereInTest.")
    assert event_name("HeardOfNowhereInTest") is None
