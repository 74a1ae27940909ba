"""What is still to come is never recorded as having happened, whichever command would say so."""

from __future__ import annotations

import re

import pytest

from domain.kernel.carried import carried
from domain.kernel.commands import Command, command_types
from domain.kernel.dates import HAPPENED
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import at, refused
from tests.domain.programme_turns import KNOWN, entering, member
from tests.domain.scenario import by

TO_COME = {
    ("AnnounceWorkshop", "held_on"),
    ("RescheduleWorkshop", "held_on"),
    ("IssueConvocation", "held_on"),
}
"""Dates with the name of a past fact that a plan may well put into the future."""


def test_the_advisory_body_was_not_consulted_in_a_month_to_come() -> None:
    fields = {"actor": by("advisory_body"), "consulted_on": "2030-02"}

    assert refused(j.initiated(), c.RecordAdvisoryOpinion, **fields) == ["record.has_happened"]


def test_a_departure_is_not_decided_in_the_future() -> None:
    fields = {"collectivity_id": "c1", "decision": "end", "decided_on": "2030", "reason": j.BECAUSE}

    assert refused(at(j.executing), c.DecideAfterDeparture, **fields) == [
        "record.has_happened",
        "has_left",
        "every_council_decided",
    ]


def test_a_fact_known_of_a_programme_taken_over_is_not_in_the_future() -> None:
    known = [KNOWN | {"on": "2099"}]

    found = refused(member(), c.TakeOverProgramme, **entering("adopted", known=known))

    assert found == ["record.has_happened"]


def test_a_month_that_has_begun_may_be_the_month_of_a_past_fact() -> None:
    given = j.initiated()

    given.when(j.P, c.RecordAdvisoryOpinion, actor=by("advisory_body"), consulted_on="2025-02")

    assert given.state(j.P).advisory_body_consulted_on.value == "2025-02"


RECORDING = sorted(name for name, kind in command_types().items() if hasattr(kind, "aggregate"))


@pytest.mark.parametrize("name", RECORDING)
def test_every_date_of_a_past_fact_is_marked_as_one(name: str) -> None:
    kind: type[Command] = command_types()[name]
    if kind.aggregate == "network" or not kind.__module__.startswith("domain."):
        return
    told = {field for field in kind.own_fields() if re.fullmatch(r"(?!closes|due|starts|ends)\w+_on", field)}
    marked = {place for place, _ in carried(kind.model_construct(**dict.fromkeys(told, "x")), HAPPENED)}

    assert told - marked == {field for owner, field in TO_COME if owner == kind.__name__}
