"""The name of a citizen who consents to be named: always sealed, and erased when the consent is withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.contribution.commands import (
    EraseContributionPersonalData,
    SubmitContribution,
    WithdrawContributionConsent,
)
from domain.idea.commands import EraseIdeaPersonalData, SubmitIdea, WithdrawIdeaConsent
from domain.kernel.amend import fold
from domain.kernel.commands import Command
from domain.kernel.stored import decode
from domain.kernel.values import CitizenName, strictly
from domain.registry import DECIDERS
from domain.rules.personal_data import personal_data_rules
from tests.domain.public_words import NAMED, PERSON
from tests.domain.scenario import Scenario, by
from tests.domain.test_organisation_name import BOTH, ERASE, begun, golden
from tests.golden.files import path_of

AUTHOR = by("citizen", person_ref="person-7")
WITHDRAW: dict[str, type[Command]] = {
    "idea:i1": WithdrawIdeaConsent,
    "contribution:b1": WithdrawContributionConsent,
}
WHY = {"actor": by("focal_point"), "legal_basis": "09-08", "reason": {"code": "court_decision"}}
KINDS = pytest.mark.parametrize("kind", ["idea", "contribution"])


def named(kind: str) -> tuple[Scenario, str, Any]:
    """Words that a citizen gave by name, their stream and its state."""
    given, give, stream = begun(kind)
    give(given, **NAMED)
    return given, stream, given.state(stream)


def test_the_commands_of_these_tests_are_those_of_both_kinds() -> None:
    assert set(ERASE.values()) == {EraseIdeaPersonalData, EraseContributionPersonalData}


@BOTH
def test_a_name_that_is_given_with_consent_is_a_commitment_in_the_event(kind: str) -> None:
    given, _, state = named(kind)

    assert state.author_name.length == len(PERSON)
    assert state.author.model_dump(exclude_none=True) == NAMED["author"]
    assert PERSON not in str(given.log[-1].wire())
    assert set(state.sealed) == {state.text, state.author_name}
    golden(given, "named")


@BOTH
def test_an_event_of_before_names_were_asked_for_is_read_and_has_none(kind: str) -> None:
    given, stream, _ = named(kind)

    old = decode(path_of(given.log[-1].type, 1).read_bytes())

    assert old.data.person_name is None  # type: ignore[attr-defined]
    assert "person_name" not in old.wire()["data"]
    assert fold(DECIDERS[stream.partition(":")[0]], [old]).author_name is None


@KINDS
def test_a_withdrawn_consent_names_what_is_erased_and_on_what_basis(kind: str) -> None:
    given, stream, state = named(kind)

    given.later(days=2).when(stream, WITHDRAW[stream], actor=AUTHOR)

    data, after = given.log[-1].data, given.state(stream)
    assert data.name_ref == state.author_name.ref  # type: ignore[attr-defined]
    assert data.legal_basis == personal_data_rules().law  # type: ignore[attr-defined]
    assert (after.sealed, after.erased) == ((state.text,), (state.author_name,))
    assert after.name_removed_on == given.log[-1].effective_at
    assert after.because["name"] == after.because["consent"] == given.log[-1].event_id
    if kind == "idea":
        golden(given, "name")


@KINDS
def test_a_name_that_went_with_the_consent_is_not_erased_again_with_the_identity(kind: str) -> None:
    given, stream, _ = named(kind)
    given.when(stream, WITHDRAW[stream], actor=AUTHOR)
    withdrawn = given.log[-1].event_id

    given.later(days=1).when(stream, ERASE[stream], scope="identity", **WHY)

    data, after = given.log[-1].data, given.state(stream)
    assert (data.name_ref, data.person_ref) == (None, "person-7")  # type: ignore[attr-defined]
    assert after.because["name"] == withdrawn


@KINDS
def test_a_consent_that_is_withdrawn_after_the_identity_was_erased_erases_nothing_more(kind: str) -> None:
    given, stream, state = named(kind)
    given.when(stream, ERASE[stream], scope="identity", **WHY)
    erasure = given.log[-1]

    given.later(days=1).when(stream, WITHDRAW[stream], actor=AUTHOR)

    assert erasure.data.name_ref == state.author_name.ref  # type: ignore[attr-defined]
    assert "name_ref" not in given.log[-1].wire()["data"]
    assert given.state(stream).because["name"] == erasure.event_id


@pytest.mark.parametrize(
    "fields",
    [
        {"author": NAMED["author"]},
        {**NAMED, "author": {"kind": "anonymous"}},
        {**NAMED, "author": {"kind": "pseudonymous", "ref": "person-7"}},
        {**NAMED, "author": {"kind": "organisation", "ref": "o1", "organisation": "جمعية"}},
        {**NAMED, "organisation_name": {"text": "جمعية"}},
        {**NAMED, "person_name": {"text": "ف" * 121}},
        {**NAMED, "person_name": {"text": "   "}},
        {**NAMED, "person_name": {"text": "فاطمة\nأوزود"}},
        {**NAMED, "person_name": {"text": "فاطمة\x00"}},
        {**NAMED, "person_name": {"text": "فاطمة \u202eأوزود"}},
        {**NAMED, "person_name": {"text": "فاطمة BE123456"}},
        {**NAMED, "author": {**NAMED["author"], "name": PERSON}},
    ],
)
@pytest.mark.parametrize(
    ("command", "record"), [(SubmitIdea, "programme_id"), (SubmitContribution, "consultation_id")]
)
def test_a_name_is_given_by_who_consents_and_by_nobody_else_in_one_short_line(
    command: type[SubmitIdea] | type[SubmitContribution], record: str, fields: dict[str, Any]
) -> None:
    rest = {"actor": {"role": "citizen"}, "channel": "online", record: "p1", "text": {"text": "فكرة"}}

    with pytest.raises(ValidationError) as refused:
        command.model_validate(rest | fields)

    assert len(refused.value.errors()) == 1


def test_a_hundred_and_twenty_characters_are_not_too_many() -> None:
    with strictly():
        assert len(CitizenName(text="ف" * 120).text) == 120
