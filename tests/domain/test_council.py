"""Councils: mandates, seats, presidents, dissolution."""

from datetime import date
from typing import Any

import pytest

from domain.collectivity import commands
from domain.kernel.corrections import AnnulEvents
from tests.domain.collectivities import (
    C1,
    SECRETARY,
    WHY,
    constitute,
    fill,
    install,
    registered_commune,
    vacate,
)
from tests.domain.scenario import Scenario, by


@pytest.fixture
def registered() -> Scenario:
    return registered_commune()


@pytest.fixture
def in_office(registered: Scenario) -> Scenario:
    install(registered)
    return registered


def test_seats_vacated_and_filled_count_from_their_day(in_office: Scenario) -> None:
    vacate(in_office, "2024-11-04")
    vacate(in_office, "2025-01-10")
    fill(in_office, "2025-02-22")

    days = [date(2024, 11, 3), date(2024, 11, 4), date(2025, 1, 10), date(2025, 2, 22)]
    assert [in_office.state(C1).members_in_office(day) for day in days] == [15, 14, 13, 14]


def test_no_member_is_in_office_on_a_day_without_a_council(in_office: Scenario) -> None:
    assert in_office.state(C1).members_in_office(date(2021, 9, 14)) == 0


def test_a_seat_is_filled_only_where_one_was_vacant_by_that_day(in_office: Scenario) -> None:
    vacate(in_office, "2025-01-10")

    refused = in_office.refusal(C1, commands.RecordMemberSeatFilled, actor=SECRETARY, filled_on="2025-01-09")

    assert refused == ["collectivity.seat_was_vacant"]


def test_a_seat_falls_vacant_only_where_somebody_held_one(registered: Scenario) -> None:
    install(registered, seats=1)
    vacate(registered, "2025-01-10")

    refused = registered.refusal(
        C1, commands.RecordMemberSeatVacated, actor=SECRETARY, vacated_on="2025-01-11", cause="death"
    )

    assert refused == ["collectivity.seat_was_held"]


def test_a_vacancy_that_a_by_election_relies_on_cannot_be_annulled_alone(in_office: Scenario) -> None:
    vacate(in_office, "2025-01-10")
    fill(in_office, "2025-02-22")
    vacancy = {"stream": C1, "event_id": in_office.log[-2].event_id}

    refused = in_office.refusal(
        C1, AnnulEvents, actor=SECRETARY, reason={"code": "correction_clerical"}, events=[vacancy]
    )

    assert refused == ["record.dependants_hold"]


def test_seats_change_only_while_a_council_is_in_office(registered: Scenario) -> None:
    refused = registered.refusal(
        C1, commands.RecordMemberSeatVacated, actor=SECRETARY, vacated_on="2025-01-10", cause="death"
    )

    assert refused == ["collectivity.council_in_office"]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"seats": 0}, ["collectivity.council_has_seats"]),
        ({"starts_on": "2025-03-19"}, ["record.has_happened"]),
        ({"ends_on": "2021-09-15"}, ["collectivity.mandate_ends_after_start"]),
    ],
)
def test_a_council_is_installed_with_seats_and_possible_dates(
    registered: Scenario, fields: dict[str, Any], codes: list[str]
) -> None:
    command = {"mandate_id": "m1", "starts_on": "2021-09-15", "ends_on": "2027-09-15", "seats": 15} | fields

    refused = registered.refusal(C1, commands.InstallCouncil, actor=SECRETARY, **command)

    assert refused == codes


def test_a_new_council_is_installed_only_after_the_former_ended(in_office: Scenario) -> None:
    command = {"mandate_id": "m2025", "starts_on": "2025-02-01", "seats": 17}
    early = in_office.refusal(C1, commands.InstallCouncil, actor=SECRETARY, **command)
    in_office.when(C1, commands.EndCouncilMandate, actor=SECRETARY, ended_on="2025-02-10", reason=WHY)

    overlapping = in_office.refusal(C1, commands.InstallCouncil, actor=SECRETARY, **command)
    again = in_office.refusal(
        C1, commands.InstallCouncil, actor=SECRETARY, mandate_id="m2021", starts_on="2025-02-10", seats=9
    )

    assert early == ["collectivity.no_council_in_office"]
    assert overlapping == ["collectivity.after_former_mandate"]
    assert again == ["collectivity.mandate_is_new"]


def test_each_day_has_the_council_that_was_in_office_on_it(in_office: Scenario) -> None:
    in_office.when(C1, commands.EndCouncilMandate, actor=SECRETARY, ended_on="2025-02-10", reason=WHY)
    install(in_office, mandate_id="m2025", starts_on="2025-02-10", ends_on=None, seats=17, president_ref="p9")

    state = in_office.state(C1)
    assert state.members_in_office(date(2025, 2, 9)) == 15
    assert state.members_in_office(date(2025, 2, 10)) == 17
    assert [mandate.status for mandate in state.mandates] == ["ended", "in_office"]
    assert state.mandate.president_ref == "p9"


def test_a_mandate_does_not_end_before_it_began_or_before_its_last_change_of_seats(
    in_office: Scenario,
) -> None:
    vacate(in_office, "2025-01-10")

    before = in_office.refusal(
        C1, commands.EndCouncilMandate, actor=SECRETARY, ended_on="2021-09-14", reason=WHY
    )
    within = in_office.refusal(
        C1, commands.EndCouncilMandate, actor=SECRETARY, ended_on="2025-01-09", reason=WHY
    )

    assert before == ["collectivity.within_mandate", "collectivity.after_last_seat_change"]
    assert within == ["collectivity.after_last_seat_change"]


def test_a_new_council_needs_a_new_follow_up_committee(in_office: Scenario) -> None:
    constitute(in_office)
    in_office.when(C1, commands.EndCouncilMandate, actor=SECRETARY, ended_on="2025-02-10", reason=WHY)

    install(in_office, mandate_id="m2025", starts_on="2025-02-10", ends_on=None)

    assert in_office.state(C1).committee is None


@pytest.mark.parametrize("constituted_on", ["2025-01-20", "2021-09", "unknown"])
def test_a_council_that_is_entered_late_keeps_the_committee_of_its_time(
    registered: Scenario, constituted_on: str
) -> None:
    constitute(registered, constituted_on=constituted_on)

    install(registered, starts_on="2021-09-15")

    assert registered.state(C1).committee.civil_society == 5


def test_a_committee_of_unknown_date_was_the_former_councils(in_office: Scenario) -> None:
    constitute(in_office, constituted_on="unknown")
    in_office.when(C1, commands.EndCouncilMandate, actor=SECRETARY, ended_on="2025-02-10", reason=WHY)

    install(in_office, mandate_id="m2025", starts_on="2025-02-10", ends_on=None)

    assert in_office.state(C1).committee is None


def test_a_president_elected_during_the_mandate_takes_the_place_of_the_former(in_office: Scenario) -> None:
    in_office.when(
        C1,
        commands.RecordPresidentElected,
        actor=SECRETARY,
        president_ref="person:p2",
        elected_on="2024-06-01",
    )

    assert in_office.state(C1).mandate.president_ref == "person:p2"


def test_a_dissolved_council_can_vote_no_more_until_another_is_installed(in_office: Scenario) -> None:
    authority = by("control_authority")
    in_office.when(
        C1, commands.RecordCouncilDissolved, actor=authority, dissolved_on="2025-02-01", reason=WHY
    )
    assert in_office.state(C1).council_dissolved
    assert in_office.state(C1).members_in_office(date(2025, 2, 1)) == 0

    in_office.when(
        C1, commands.AppointSpecialDelegation, actor=authority, members=5, appointed_on="2025-02-03"
    )
    assert in_office.state(C1).special_delegation.members == 5

    install(in_office, mandate_id="m2025", starts_on="2025-03-10", ends_on=None)
    assert not in_office.state(C1).council_dissolved
    assert in_office.state(C1).special_delegation is None


def test_a_special_delegation_stands_in_only_for_a_dissolved_council(in_office: Scenario) -> None:
    refused = in_office.refusal(
        C1,
        commands.AppointSpecialDelegation,
        actor=by("control_authority"),
        members=5,
        appointed_on="2025-02-03",
    )

    assert refused == ["collectivity.council_is_dissolved"]
