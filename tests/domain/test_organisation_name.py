"""The name of an organisation: in the event where somebody answers for it, else sealed as the text is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from pydantic import ValidationError

from domain.contribution.commands import EraseContributionPersonalData, SubmitContribution
from domain.idea.commands import EraseIdeaPersonalData, SubmitIdea
from domain.kernel.commands import Command
from domain.kernel.guards import Refused
from domain.kernel.values import CitizenLine, strictly
from tests.domain.public_words import collecting, contribute, drafted, open_consultation, submit_idea
from tests.domain.scenario import Scenario, by
from tests.golden.files import FOLDER, path_of

NAME = "جمعية أوزود"
UNNAMED = {"kind": "organisation", "ref": "organisation-9"}
SEALED = {"author": UNNAMED, "organisation_name": {"text": NAME}}
IN_CLEAR = {"author": UNNAMED | {"organisation": NAME}}
Give = Callable[..., None]
BOTH = pytest.mark.parametrize("kind", ["idea", "contribution", "late"])
ERASE: dict[str, type[Command]] = {
    "idea:i1": EraseIdeaPersonalData,
    "contribution:b1": EraseContributionPersonalData,
}


def begun(kind: str) -> tuple[Scenario, Give, str]:
    """A programme that takes such words, how they are given, and their stream."""
    if kind == "idea":
        return collecting(), submit_idea, "idea:i1"
    given = drafted()
    open_consultation(given)
    return given.at("2025-08-02" if kind == "late" else "2025-07-20"), contribute, "contribution:b1"


def golden(given: Scenario, suffix: str) -> None:
    """The bytes of the last event are those that were stored when its shape was new."""
    event = given.log[-1]
    path = path_of(f"{event.type}.{suffix}", event.schema_version)
    assert rfc8785.dumps(event.wire()) == (FOLDER / path.name).read_bytes()


@BOTH
def test_a_citizen_gives_it_sealed_and_the_event_holds_a_commitment(kind: str) -> None:
    given, give, stream = begun(kind)

    give(given, **SEALED)

    state = given.state(stream)
    assert (state.author.organisation, state.author.kind) == (None, "organisation")
    assert state.author_name.length == len(NAME)
    assert NAME not in str(given.log[-1].wire())
    golden(given, "organisation")


@BOTH
def test_a_citizen_may_not_give_it_in_the_clear_and_is_told_where_it_goes(kind: str) -> None:
    given, give, _ = begun(kind)
    before = len(given.log)

    with pytest.raises(Refused) as refused:
        give(given, **IN_CLEAR)

    [check] = refused.value.unmet
    assert check.guard.code == "participation.organisation_sealed"
    for language in ("ar", "fr", "en"):
        assert "author.organisation" in check.sentence(language)
        assert "organisation_name" in check.sentence(language)
    assert len(given.log) == before


@BOTH
@pytest.mark.parametrize("role", ["civil_society", "focal_point"])
def test_who_has_an_account_gives_it_in_the_clear(kind: str, role: str) -> None:
    given, give, stream = begun(kind)

    give(given, role=role, **IN_CLEAR)

    assert given.state(stream).author.organisation == NAME
    assert "organisation_name" not in given.log[-1].wire()["data"]


@pytest.mark.parametrize("kind", ["idea", "contribution"])
@pytest.mark.parametrize(
    ("scope", "words", "identity"),
    [("words", True, False), ("identity", False, True), ("everything", True, True)],
)
def test_the_name_belongs_to_the_identity_and_is_erased_with_it(
    kind: str, scope: str, words: bool, identity: bool
) -> None:
    given, give, stream = begun(kind)
    give(given, **SEALED)
    state = given.state(stream)
    why = {"actor": by("focal_point"), "legal_basis": "09-08", "reason": {"code": "court_decision"}}

    given.when(stream, ERASE[stream], scope=scope, **why)

    data = given.log[-1].data
    assert data.refs == ((state.text.ref,) if words else ())  # type: ignore[attr-defined]
    assert data.name_ref == (state.author_name.ref if identity else None)  # type: ignore[attr-defined]
    after = given.state(stream)
    assert after.sealed == tuple(
        one for one, gone in ((state.text, words), (state.author_name, identity)) if not gone
    )
    assert set(after.erased) == {state.text, state.author_name} - set(after.sealed)
    if (kind, scope) == ("idea", "everything"):
        golden(given, "name")


@pytest.mark.parametrize(
    "fields",
    [
        {"author": UNNAMED},
        {**SEALED, **IN_CLEAR},
        {**SEALED, "author": {"kind": "anonymous"}},
        {**SEALED, "author": {"kind": "pseudonymous", "ref": "person-7"}},
        {**SEALED, "organisation_name": {"text": "ج" * 301}},
        {**SEALED, "organisation_name": {"text": "جمعية\nأوزود"}},
        {**SEALED, "organisation_name": {"text": "BE123456"}},
    ],
)
@pytest.mark.parametrize(
    ("command", "record"), [(SubmitIdea, "programme_id"), (SubmitContribution, "consultation_id")]
)
def test_a_name_is_given_once_by_an_organisation_alone_in_one_short_line(
    command: type[SubmitIdea] | type[SubmitContribution], record: str, fields: dict[str, Any]
) -> None:
    rest = {"actor": {"role": "citizen"}, "channel": "online", record: "p1", "text": {"text": "فكرة"}}

    with pytest.raises(ValidationError) as refused:
        command.model_validate(rest | fields)

    assert len(refused.value.errors()) == 1


def test_three_hundred_characters_are_not_too_many() -> None:
    with strictly():
        assert len(CitizenLine(text="ج" * 300).text) == 300
