"""Who may correct or annul: those who may record it and those who keep the record, nobody else."""

from __future__ import annotations

import pytest

from domain.commitment.commands import ContestEvidence, StartCommitment
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.values import Actor
from tests.domain import programme_journey as j
from tests.domain.council import SESSION, in_session, voted
from tests.domain.programme_journey import P
from tests.domain.scenario import Scenario, by

WHY = {"code": "correction_clerical"}


def _title_correction(given: Scenario, actor: Actor) -> list[str]:
    first = next(event for event in given.log if event.stream == P)
    wanted = {"target": first.event_id, "field": "title", "old": j.NAME, "new": j.CHANGES}
    return given.refusal(P, CorrectRecord, actor=actor, reason=WHY, **wanted)


@pytest.mark.parametrize(
    "role", ["civil_society", "lead_unit", "independent_assessor", "court", "network_coordinator", "operator"]
)
def test_a_programmes_title_is_not_corrected_by_those_who_do_not_record_it(role: str) -> None:
    assert _title_correction(j.initiated(), by(role)) == ["record.role"]


@pytest.mark.parametrize("role", ["focal_point", "council_president", "council_secretary"])
def test_a_programmes_title_is_corrected_by_those_who_record_it_or_keep_the_record(role: str) -> None:
    given = j.initiated()
    first = next(event for event in given.log if event.stream == P)
    wanted = {"target": first.event_id, "field": "title", "old": j.NAME, "new": j.CHANGES}

    given.when(P, CorrectRecord, actor=by(role), reason=WHY, **wanted)

    assert given.state(P).title.ar == j.CHANGES["ar"]


def test_a_vote_is_not_annulled_by_civil_society() -> None:
    given = in_session(15, 12, "a")
    (vote,) = voted(given, "a", 9, 3)
    events = [{"stream": SESSION, "event_id": vote.event_id}]

    found = given.refusal(SESSION, AnnulEvents, actor=by("civil_society"), reason=WHY, events=events)
    assert found == ["record.role"]

    given.when(SESSION, AnnulEvents, actor=by("council_secretary"), reason=WHY, events=events)
    assert given.state(SESSION).item("a").status == "pending"


def test_the_register_is_corrected_by_the_networks_coordinator_and_not_by_a_focal_point() -> None:
    given = j.joined(j.networked(Scenario()))
    registered = next(event for event in given.log if event.type == "CollectivityRegistered")
    wanted = {"target": registered.event_id, "field": "effective_at", "new": "2025-01-09"}
    wanted["old"] = str(registered.effective_at)
    found = given.refusal(registered.stream, CorrectRecord, actor=by("focal_point"), reason=WHY, **wanted)
    assert found == ["record.role"]

    given.when(registered.stream, CorrectRecord, actor=by("network_coordinator"), reason=WHY, **wanted)

    assert given.types(registered.stream)[-1] == "RecordCorrected"


def test_a_correction_is_corrected_by_those_who_may_correct_the_fact_behind_it() -> None:
    given = j.initiated()
    first = next(event for event in given.log if event.stream == P)
    wanted = {"target": first.event_id, "field": "title", "old": j.NAME, "new": j.CHANGES}
    (made,) = given.when(P, CorrectRecord, actor=by("focal_point"), reason=WHY, **wanted)
    again = {"target": made.event_id, "field": "new", "old": j.CHANGES, "new": j.NAME}

    found = given.refusal(P, CorrectRecord, actor=by("civil_society"), reason=WHY, **again)

    assert found == ["record.role"]


def test_civil_society_corrects_what_it_recorded_itself_and_not_what_another_association_did() -> None:
    given = j.at(j.executing)
    stream = f"commitment:{given.state(P).commitments[0].commitment_id}"
    given.when(stream, StartCommitment, actor=by("lead_unit"))
    ours, theirs = by("civil_society", body="association-a"), by("civil_society", body="association-b")
    (said,) = given.when(stream, ContestEvidence, actor=ours, statement=j.NAME)
    wanted = {"target": said.event_id, "field": "effective_at", "new": "2026-01-02"}
    wanted["old"] = str(said.effective_at)
    found = given.refusal(stream, CorrectRecord, actor=theirs, reason=WHY, **wanted)
    assert found == ["record.own_record"]

    given.when(stream, CorrectRecord, actor=ours, reason=WHY, **wanted)

    assert given.types(stream)[-1] == "RecordCorrected"
