"""Answers about a taken-over programme say which part of its procedure was not verified here."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from domain.commitment.commands import StartCommitment
from domain.kernel.corrections import CorrectRecord
from service.store.log import Log
from tests.api.reading import read, reading
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.programme_turns import taken_over
from tests.domain.scenario import by
from tests.handling.recorded import handler, recorded

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_command_to_a_commitment_of_a_taken_over_programme_answers_with_what_was_not_seen(log: Log) -> None:
    given = taken_over("in_execution")
    recorded(log, given)
    stream = f"commitment:{given.state(P).commitments[0].commitment_id}"
    commands = handler(log, lambda: NOW)
    start = StartCommitment.model_validate({"actor": by("lead_unit")})

    answer = commands.handle(stream, start, key="start")
    again = commands.handle(stream, start, key="start")

    assert answer.unverified == given.state(P).unverified
    assert (again.replayed, again.unverified) == (True, answer.unverified)


def test_a_correction_of_a_taken_over_programme_answers_with_it_too(log: Log) -> None:
    given = taken_over("in_execution")
    recorded(log, given)
    first = next(event for event in given.log if event.stream == P)
    wanted = {"target": first.event_id, "field": "title", "old": j.NAME, "new": j.CHANGES}
    correction = CorrectRecord.model_validate(wanted | {"actor": j.FOCAL, "reason": j.BECAUSE})

    answer = handler(log, lambda: NOW).handle(P, correction)

    assert answer.unverified == given.state(P).unverified


def test_commitments_and_command_answers_say_over_http_what_was_not_verified(log: Log) -> None:
    given = taken_over("in_execution")
    recorded(log, given)
    planned = given.state(P).commitments[0].commitment_id
    expected = list(given.state(P).unverified)

    with reading(log) as client:
        answer = _started(client, planned)
        listed = read(client, "commitments", after=answer)["items"]
        one = read(client, f"commitments/{planned}", after=answer)

    assert [item["unverified"] for item in listed] == [expected]
    assert one["unverified"] == answer.json()["unverified"] == expected


def _started(client: httpx.Client, planned: str) -> httpx.Response:
    answer = client.post(
        f"/api/v1/commitments/{planned}/start-commitment",
        json={"actor": {"role": "lead_unit", "body": "lead-unit"}},
        headers={"If-Match": '"1"'},
    )
    assert answer.status_code == 200, answer.text
    return answer
