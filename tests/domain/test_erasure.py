"""Law 09-08 and a record that keeps everything: erasure changes what is shown, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from domain.contribution import commands as contribution
from domain.document.commands import RegisterDocument
from domain.idea import commands as idea
from tests.domain.public_words import (
    ANONYMOUS,
    NAMED,
    collecting,
    contribute,
    drafted,
    open_consultation,
    submit_idea,
)
from tests.domain.scenario import Scenario, by

AUTHOR = by("citizen", person_ref="person-7")
REQUEST = {"reason": {"code": "other", "text": {"ar": "طلب صاحب المعطيات"}}, "legal_basis": "law 09-08"}
SHOWN = {"identity_erased", "words_erased", "removed_on", "removed_basis", "redacted_document_id"}
SHOWN |= {"name_removed_on", "name_removed_basis"}
IDENTITY = SHOWN | {"because", "version", "stream"}


def with_an_idea() -> tuple[Scenario, str, Any]:
    given = collecting()
    submit_idea(given, **NAMED)
    return given, "idea:i1", idea


def with_a_contribution() -> tuple[Scenario, str, Any]:
    given = drafted()
    open_consultation(given)
    contribute(given, **NAMED)
    return given, "contribution:b1", contribution


CASES = pytest.mark.parametrize("words", [with_an_idea, with_a_contribution])


def named(commands: Any, start: str, end: str = "") -> Any:
    kind = "Idea" if commands is idea else "Contribution"
    return getattr(commands, f"{start}{kind}{end}")


@CASES
def test_erasure_changes_nothing_but_how_identity_and_words_are_shown(words: Any) -> None:
    given, stream, commands = words()
    before = given.state(stream)

    given.when(stream, named(commands, "Erase", "PersonalData"), actor=by("operator"), **REQUEST)

    after = given.state(stream)
    assert after.model_dump(exclude=IDENTITY) == before.model_dump(exclude=IDENTITY)
    assert (after.words_erased, after.identity_erased, after.shown_author) == (True, True, "anonymous")


@CASES
def test_the_event_of_an_erasure_names_what_is_to_be_deleted_outside_the_log(words: Any) -> None:
    given, stream, commands = words()

    given.when(stream, named(commands, "Erase", "PersonalData"), actor=by("focal_point"), **REQUEST)

    erased = given.log[-1].data
    assert (erased.refs, erased.person_ref) == ((given.state(stream).text.ref,), "person-7")


@CASES
def test_words_and_identity_are_erased_one_without_the_other(words: Any) -> None:
    given, stream, commands = words()
    erase = named(commands, "Erase", "PersonalData")

    given.when(stream, erase, actor=by("focal_point"), scope="identity", **REQUEST)
    half = given.state(stream)
    given.when(stream, erase, actor=by("focal_point"), scope="words", **REQUEST)

    assert (half.words_erased, half.identity_erased) == (False, True)
    assert (given.state(stream).words_erased, given.state(stream).identity_erased) == (True, True)


@CASES
def test_what_is_erased_cannot_be_erased_again(words: Any) -> None:
    given, stream, commands = words()
    erase = named(commands, "Erase", "PersonalData")
    given.when(stream, erase, actor=by("focal_point"), **REQUEST)

    refused = given.refusal(stream, erase, actor=by("focal_point"), **REQUEST)

    assert refused == ["participation.something_to_erase"]


def test_an_anonymous_author_has_no_identity_to_erase() -> None:
    given = collecting()
    submit_idea(given, author=ANONYMOUS)

    refused = given.refusal(
        "idea:i1", idea.EraseIdeaPersonalData, actor=by("focal_point"), scope="identity", **REQUEST
    )

    assert refused == ["participation.something_to_erase"]


@CASES
def test_consent_to_a_name_is_withdrawn_by_the_author_once(words: Any) -> None:
    given, stream, commands = words()
    withdraw = named(commands, "Withdraw", "Consent")

    stranger = given.refusal(stream, withdraw, actor=by("citizen", person_ref="person-8"))
    given.when(stream, withdraw, actor=AUTHOR)
    again = given.refusal(stream, withdraw, actor=AUTHOR)

    assert given.state(stream).shown_author == "pseudonymous"
    assert stranger == ["participation.own_words"]
    assert again == ["participation.named"]


@CASES
def test_a_registered_document_is_shown_in_the_place_of_words(words: Any) -> None:
    given, stream, commands = words()
    redact = named(commands, "Redact")
    why = {"reason": {"code": "other", "text": {"ar": "معطيات شخصية"}}, "new_document_id": "d1"}
    unknown = given.refusal(stream, redact, actor=by("focal_point"), **why)
    document = {"title": {"ar": "نص منقح"}, "kind": "redacted", "size": 10, "sha256": "a" * 64}
    given.when("document:d1", RegisterDocument, actor=by("focal_point"), **document)

    given.when(stream, redact, actor=by("focal_point"), **why)

    assert unknown == ["participation.document_registered"]
    assert given.state(stream).redacted_document_id == "d1"
