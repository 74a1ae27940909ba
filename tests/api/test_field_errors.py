"""What is wrong with a field is told by its own sentence: the field, what was expected, what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from domain.assessment.scales import SCALES, Rating
from domain.contribution.commands import AnswerContribution
from domain.council_session.values import Matter
from domain.document.commands import ErasePersonalData
from domain.idea.commands import DispositionIdea, SubmitIdea
from domain.kernel.commands import Command
from domain.kernel.values import Reason, strictly
from domain.participation.values import Author
from domain.programme.commands.preparation import InitiateProgramme
from domain.workshop.values import Attendance
from service.api.fields import parse_command, validation_error
from service.api.problems import Problem
from service.messages import LANGUAGES, table
from service.store.log import Log
from tests.api.reading import reading
from tests.api.serving import STAFF, announce, held, served
from tests.conftest import Cluster
from tests.vault_keys import KEYS

REPLY = {"ar": "شكرا"}
OF_ORGANISATION: dict[str, Any] = {
    "programme_id": "p1",
    "channel": "online",
    "author": {"kind": "organisation", "ref": "o1"},
    "text": {"text": "فكرة"},
}
SEALED_NAME = {"organisation_name": {"text": "جمعية"}}
OF_PERSON: dict[str, Any] = OF_ORGANISATION | {"author": {"kind": "named_with_consent", "ref": "p1"}}
PERSON_NAME = {"person_name": {"text": "فاطمة"}}
TEXT = {"version": 1, "sha256": "0" * 64}


@pytest.fixture(scope="module")
def log(embedded: Cluster) -> Iterator[Log]:
    opened = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def wrong(kind: type[Any], fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors of a command or of a value in one."""
    try:
        if issubclass(kind, Command):
            parse_command(kind, {"actor": STAFF} | fields)
        else:
            with strictly():
                kind.model_validate(fields)
    except Problem as problem:
        return [dict(error) for error in problem.errors]
    except ValidationError as error:
        return [validation_error(found) for found in error.errors()]
    return []


@pytest.mark.parametrize(
    ("kind", "fields", "field", "code", "expected", "found"),
    [
        (Attendance, {"present": 20, "women": 25}, "women", "part_exceeds_whole", 20, 25),
        (Attendance, {"present": -1}, "present", "greater_than_equal", 0, -1),
        (Reason, {"code": "other"}, "text", "reason_text_needed", None, None),
        (SubmitIdea, OF_ORGANISATION, "author.organisation", "organisation_needed", None, None),
        (
            SubmitIdea,
            {
                **OF_ORGANISATION,
                "author": OF_ORGANISATION["author"] | {"organisation": "جمعية"},
                **SEALED_NAME,
            },
            "organisation_name",
            "either_of_two",
            "author.organisation, organisation_name",
            None,
        ),
        (
            SubmitIdea,
            {**OF_ORGANISATION, "author": {"kind": "pseudonymous", "ref": "p1"}, **SEALED_NAME},
            "organisation_name",
            "organisation_unwanted",
            None,
            None,
        ),
        (SubmitIdea, OF_PERSON, "person_name", "name_needed", None, None),
        (
            SubmitIdea,
            {**OF_ORGANISATION, **SEALED_NAME, **PERSON_NAME},
            "person_name",
            "name_unwanted",
            None,
            None,
        ),
        (
            SubmitIdea,
            OF_PERSON | {"person_name": {"text": "ف" * 121}},
            "person_name.text",
            "string_too_long",
            120,
            121,
        ),
        (
            SubmitIdea,
            OF_PERSON | {"person_name": {"text": "فاطمة BE123456"}},
            "person_name.text",
            "national_id",
            None,
            None,
        ),
        (
            SubmitIdea,
            OF_PERSON | {"person_name": {"text": "فاطمة\u202eأوزود"}},
            "person_name.text",
            "control_character",
            None,
            "U+202E",
        ),
        (
            SubmitIdea,
            OF_PERSON | {"author": OF_PERSON["author"] | {"name": "فاطمة"}, **PERSON_NAME},
            "author.name",
            "extra_forbidden",
            None,
            None,
        ),
        (SubmitIdea, OF_PERSON | {"person_name": "فاطمة"}, "person_name", "model_type", "CitizenName", None),
        (Author, {"kind": "pseudonymous"}, "ref", "author_ref_needed", None, None),
        (Author, {"kind": "anonymous", "ref": "p1"}, "ref", "author_is_anonymous", None, "p1"),
        (
            Author,
            {"kind": "pseudonymous", "ref": "p1", "organisation": "جمعية"},
            "organisation",
            "organisation_unwanted",
            None,
            None,
        ),
        (
            Rating,
            {"commitment_id": "k1", "scale_id": "stars", "value": "5"},
            "scale_id",
            "literal_error",
            ", ".join(SCALES),
            "stars",
        ),
        (Matter, {"kind": "programme_adoption"} | TEXT, "programme_id", "matter_needs_programme", None, None),
        (
            Matter,
            {"kind": "programme_adoption", "programme_id": "p1", "version": 1},
            "sha256",
            "matter_needs_text",
            None,
            None,
        ),
        (
            Matter,
            {"kind": "programme_adoption", "programme_id": "p1", "subject": "budget"} | TEXT,
            "subject",
            "matter_has_no_subject",
            None,
            "budget",
        ),
        (
            DispositionIdea,
            {"outcome": "accepted", "response": REPLY},
            "commitment_key",
            "commitment_key_needed",
            None,
            None,
        ),
        (
            DispositionIdea,
            {"outcome": "deferred", "commitment_key": "k1", "response": REPLY},
            "commitment_key",
            "commitment_key_unwanted",
            None,
            "k1",
        ),
        (AnswerContribution, {}, "response", "either_of_two", "response, group_id", None),
        (ErasePersonalData, {"legal_basis": "09-08"}, "refs", "either_or_both", "refs, person_ref", None),
        (
            InitiateProgramme,
            {
                "collectivity_ids": ["c1", "c2", "c1"],
                "title": REPLY,
                "starts_on": "2026-01-01",
                "ends_on": "2027-12-31",
            },
            "collectivity_ids.2",
            "repeated",
            None,
            "c1",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_by_its_own_sentence_at_its_own_field(
    kind: type[Any], fields: dict[str, Any], field: str, code: str, expected: Any, found: Any
) -> None:
    [error] = wrong(kind, fields)

    assert (error["field"], error["code"]) == (field, code)
    assert error.get("found") == found
    assert error.get("expected") == expected
    for language in LANGUAGES:
        told = error["sentence"][language]
        assert told != table("validation")["other"][language]
        assert "{" not in told
        assert "None" not in told


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"author": {"kind": "فاطمة الزهراء"}}, "author.kind", "literal_error"),
        ({"author": {"kind": "anonymous", "ref": "fatima-zahra"}}, "author.ref", "author_is_anonymous"),
        ({"channel": "فاطمة الزهراء"}, "channel", "literal_error"),
        ({"programme_id": "فاطمة الزهراء"}, "programme_id", "string_pattern_mismatch"),
        ({"effective_at": "فاطمة الزهراء"}, "effective_at", None),
        ({"فاطمة الزهراء": 1}, "", "extra_forbidden"),
        ({"author": OF_PERSON["author"] | {"fatima-zahra": 1}}, "author", "extra_forbidden"),
        ({"text": {"text": "فكرة", "فاطمة الزهراء": "x"}}, "text", "extra_forbidden"),
        ({"reason": {"code": "فاطمة الزهراء"}}, "reason.code", None),
    ],
)
def test_a_name_in_any_field_of_a_citizen_s_words_or_as_one_is_not_repeated_to_staff(
    more: dict[str, Any], field: str, code: str | None
) -> None:
    with pytest.raises(Problem) as raised:
        parse_command(SubmitIdea, OF_ORGANISATION | SEALED_NAME | {"actor": STAFF} | more)

    errors = raised.value.errors
    assert (field, code) in [(one["field"], one["code"] if code else None) for one in errors]
    assert "فاطمة" not in str(errors)
    assert "fatima" not in str(errors)
    assert "None" not in str([list(one["sentence"].values()) for one in errors])


def test_values_allowed_are_listed_without_a_word_of_any_language() -> None:
    [error] = wrong(Author, {"kind": "somebody"})

    assert error["expected"] == "anonymous, pseudonymous, named_with_consent, organisation"
    assert " or " not in error["sentence"]["ar"]


@pytest.mark.parametrize(
    "day",
    [
        "2027-01",
        "2027",
        "unknown",
        "2027-01-01T00:00:00Z",
        "20270101",
        "2027-W01-1",
        "2027-02-30",
        " 2027-01-01",
        20270101,
        1798761600,
    ],
)
def test_a_day_is_a_day_of_the_calendar_and_nothing_else(client: httpx.Client, day: object) -> None:
    fields = {"collectivity_ids": ["c1"], "title": REPLY, "starts_on": day, "ends_on": "2028-12-31"}

    answer = client.post(
        "/api/v1/programmes", json={"actor": STAFF} | fields, headers={"Idempotency-Key": "d"}
    )

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (422, "starts_on", "day_invalid")
    assert (error["expected"], error["found"]) == ("YYYY-MM-DD", day)
    assert all("YYYY-MM-DD" in error["sentence"][language] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("day", "code", "expected"),
    [("1959-12-31", "day_too_early", "1960-01-01"), ("2201-01-01", "day_too_late", "2200-12-31")],
)
def test_a_year_out_of_reach_is_said_of_the_day_and_not_of_a_number(
    day: str, code: str, expected: str
) -> None:
    period = {"starts_on": day, "ends_on": "2028-12-31"}

    [error] = wrong(InitiateProgramme, {"collectivity_ids": ["c1"], "title": REPLY} | period)

    assert (error["code"], error["expected"], error["found"]) == (code, expected, day)


@pytest.mark.parametrize("day", ["2027-01", "2027-01-01T00:00:00Z", "soon"])
def test_a_filter_by_day_says_what_a_day_looks_like(log: Log, day: str) -> None:
    with reading(log, follow=False) as client:
        answer = client.get("/api/v1/commitments", params={"due_before": day})

    [error] = answer.json()["errors"]
    assert (error["field"], error["code"], error["found"]) == ("due_before", "day_invalid", day)


def correction(client: httpx.Client, workshop: str, **fields: Any) -> httpx.Response:
    """Correct the attendance of a workshop that was held with 40 people."""
    announce(client, workshop, id=workshop)
    [event] = held(client, workshop, 1).json()["events"]
    body = {
        "actor": STAFF,
        "reason": {"code": "correction_clerical"},
        "target": event["event_id"],
        "field": "attendance",
        "old": {"present": 40},
    }
    path = f"/api/v1/workshops/{workshop}/correct-record"
    return client.post(path, json=body | fields, headers={"If-Match": '"2"'})


def test_a_correction_to_a_value_that_does_not_fit_says_what_is_wrong_in_three_languages(
    client: httpx.Client,
) -> None:
    answer = correction(client, "w1", new={"present": 20, "women": 25})

    [unmet] = answer.json()["unmet"]
    [error] = answer.json()["errors"]
    assert (answer.status_code, unmet["code"]) == (409, "record.new_value_valid")
    assert (error["field"], error["expected"], error["found"]) == ("new.women", 20, 25)
    assert "pydantic" not in answer.text
    assert '{"present": 20, "women": 25}' in unmet["sentence"]["fr"]


def test_an_old_value_that_differs_is_told_as_json_and_not_as_python(client: httpx.Client) -> None:
    answer = correction(client, "w2", old={"present": 41, "women": None}, new={"present": 42})

    [unmet] = answer.json()["unmet"]
    assert unmet["code"] == "record.old_value_matches"
    assert '{"present": 40}' in unmet["sentence"]["ar"]
    assert '"women": null' in unmet["sentence"]["ar"]
