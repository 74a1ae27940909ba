"""Collectivities: register, membership, councils and their seats, the bodies around them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.collectivity import commands
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.network.commands import FoundNetwork
from tests.domain.scenario import Scenario, by

C1 = "collectivity:c1"
WHY = {"code": "other", "text": {"ar": "قرار", "en": "a decision"}}
COORDINATOR = by("network_coordinator")
SECRETARY = by("council_secretary")


@pytest.fixture
def registered() -> Scenario:
    given = Scenario().at("2025-03-18")
    given.when(
        "network:remacto",
        FoundNetwork,
        actor=COORDINATOR,
        name={"ar": "الشبكة"},
        founded_on="2022-10-21",
        supervised_by={"ar": "المديرية"},
        partners=[{"ar": "الجمعية"}],
        principles=["transparency"],
        purpose={"ar": "الحوار"},
        source="s",
    )
    given.when(
        C1,
        commands.RegisterCollectivity,
        actor=COORDINATOR,
        collectivity_type="commune",
        region="beni-mellal-khenifra",
        names={"ar": "جماعة دمنات"},
        source="s",
    )
    return given


@pytest.fixture
def member(registered: Scenario) -> Scenario:
    join(registered, "2024-12")
    return registered


@pytest.fixture
def in_office(registered: Scenario) -> Scenario:
    install(registered)
    return registered


def join(given: Scenario, joined_on: str) -> None:
    given.when(C1, commands.RecordMembershipJoined, actor=COORDINATOR, joined_on=joined_on, source="s")


def leave(given: Scenario, ended_on: str) -> None:
    given.when(C1, commands.RecordMembershipEnded, actor=COORDINATOR, ended_on=ended_on, reason=WHY)


def install(given: Scenario, **other: Any) -> None:
    fields = {"mandate_id": "m2021", "starts_on": "2021-09-15", "ends_on": "2027-09-15", "seats": 15}
    given.when(C1, commands.InstallCouncil, actor=SECRETARY, **fields | other)


def vacate(given: Scenario, day: str) -> None:
    given.when(
        C1,
        commands.RecordMemberSeatVacated,
        actor=SECRETARY,
        vacated_on=day,
        cause="resignation",
        member_ref="e7",
    )


def fill(given: Scenario, day: str) -> None:
    given.when(C1, commands.RecordMemberSeatFilled, actor=SECRETARY, filled_on=day)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


def test_a_collectivity_is_registered_under_an_identity_that_is_not_its_name(registered: Scenario) -> None:
    state = registered.state(C1)

    assert (state.collectivity_id, state.names.ar, state.stage) == ("c1", "جماعة دمنات", "registered")
    assert state.joined_on is None
    assert state.mandate is None


def test_a_collectivity_is_registered_once(registered: Scenario) -> None:
    refused = registered.refusal(
        C1,
        commands.RegisterCollectivity,
        actor=COORDINATOR,
        collectivity_type="commune",
        region="oriental",
        names={"ar": "جماعة أخرى"},
        source="s",
    )

    assert refused == ["record.is_new"]


def test_a_canonical_name_is_shown_and_the_printed_one_kept(registered: Scenario) -> None:
    name = {"names": {"ar": "جماعة دمنات", "fr": "Commune de Demnate"}, "source": "t", "confirmed": False}

    registered.when(C1, commands.AssignCanonicalName, actor=COORDINATOR, **name)

    assert registered.state(C1).names.fr == "Commune de Demnate"
    assert registered.state(C1).printed_names.fr is None
    assert not registered.state(C1).canonical[-1].confirmed


def test_a_source_says_a_name_once_so_that_it_cannot_undo_a_later_one(registered: Scenario) -> None:
    first = {"names": {"ar": "دمناط"}, "source": "t", "confirmed": False}
    registered.when(C1, commands.AssignCanonicalName, actor=COORDINATOR, **first)
    registered.when(
        C1, commands.AssignCanonicalName, actor=COORDINATOR, names={"ar": "دمنات"}, source="u", confirmed=True
    )

    refused = registered.refusal(C1, commands.AssignCanonicalName, actor=COORDINATOR, **first)

    assert refused == ["collectivity.named_once"]


def test_a_member_since_a_month_is_one_throughout_that_month_and_not_before(member: Scenario) -> None:
    state = member.state(C1)

    assert state.is_member(noon("2024-12-01"))
    assert state.is_member(noon("2025-03-18"))
    assert not state.is_member(noon("2024-11-30"))
    assert str(state.joined_on) == "2024-12"


def test_a_member_since_an_unknown_day_is_a_member(registered: Scenario) -> None:
    join(registered, "unknown")

    assert registered.state(C1).is_member(noon("2023-01-01"))


def test_a_collectivity_joins_once_until_it_leaves(member: Scenario) -> None:
    refused = member.refusal(
        C1, commands.RecordMembershipJoined, actor=COORDINATOR, joined_on="2025-01", source="s"
    )

    assert refused == ["collectivity.not_a_member"]
    leave(member, "2025-02-01")
    join(member, "2025-03")
    assert member.state(C1).is_member(noon("2025-03-18"))
    assert not member.state(C1).is_member(noon("2025-02-15"))
    assert len(member.state(C1).memberships) == 2


def test_a_former_accession_cannot_be_told_again_after_leaving(member: Scenario) -> None:
    leave(member, "2025-02-01")

    refused = member.refusal(
        C1, commands.RecordMembershipJoined, actor=COORDINATOR, joined_on="2024-12", source="s"
    )

    assert set(refused) == {"collectivity.joining_recorded_once", "collectivity.joined_after_leaving"}


@pytest.mark.parametrize(
    ("joined_on", "code"),
    [("2022-10-20", "joined_after_founding"), ("2025-04", "not_later_than_today")],
)
def test_nobody_joins_before_the_founding_or_in_the_future(
    registered: Scenario, joined_on: str, code: str
) -> None:
    refused = registered.refusal(
        C1, commands.RecordMembershipJoined, actor=COORDINATOR, joined_on=joined_on, source="s"
    )

    assert refused == [f"collectivity.{code}"]


def test_the_year_of_the_founding_is_early_enough_to_join_in(registered: Scenario) -> None:
    join(registered, "2022")

    assert registered.state(C1).stage == "member"


def test_nobody_joins_a_network_that_is_not_founded() -> None:
    given = Scenario()
    given.when(
        C1,
        commands.RegisterCollectivity,
        actor=COORDINATOR,
        collectivity_type="region",
        region="oriental",
        names={"ar": "جهة الشرق"},
        source="s",
    )

    refused = given.refusal(
        C1, commands.RecordMembershipJoined, actor=COORDINATOR, joined_on="2024-12", source="s"
    )

    assert refused == ["collectivity.network_founded"]
    step = given.steps(C1)["record-membership-joined"]
    assert [check.guard.code for check in step.unmet] == ["collectivity.network_founded"]


def test_a_membership_ends_with_a_reason_and_not_before_it_began(member: Scenario) -> None:
    early = member.refusal(
        C1, commands.RecordMembershipEnded, actor=COORDINATOR, ended_on="2024-11-30", reason=WHY
    )
    silent = member.refusal(C1, commands.RecordMembershipEnded, actor=COORDINATOR, ended_on="2025-01")

    assert early == ["collectivity.left_after_joining"]
    assert silent == ["record.reason_given"]


def test_who_left_on_an_unknown_day_is_no_member_any_more(member: Scenario) -> None:
    leave(member, "unknown")

    assert not member.state(C1).is_member(noon("2025-01-15"))
    assert member.state(C1).stage == "left"


def test_the_founding_that_a_membership_relies_on_cannot_be_moved_after_it(member: Scenario) -> None:
    founding = member.log[0]

    refused = member.refusal(
        "network:remacto",
        CorrectRecord,
        actor=COORDINATOR,
        reason={"code": "correction_clerical"},
        target=founding.event_id,
        field="founded_on",
        old="2022-10-21",
        new="2025-01-10",
    )

    assert refused == ["record.dependants_hold"]


def test_the_date_of_joining_can_be_corrected(member: Scenario) -> None:
    member.when(
        C1,
        CorrectRecord,
        actor=COORDINATOR,
        reason={"code": "correction_clerical"},
        target=member.log[-1].event_id,
        field="joined_on",
        old="2024-12",
        new="2024-12-05",
    )

    assert not member.state(C1).is_member(noon("2024-12-04"))


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
        ({"seats": 0}, ["council_has_seats"]),
        ({"starts_on": "2025-03-19"}, ["not_later_than_today"]),
        ({"ends_on": "2021-09-15"}, ["mandate_ends_after_start"]),
    ],
)
def test_a_council_is_installed_with_seats_and_possible_dates(
    registered: Scenario, fields: dict[str, Any], codes: list[str]
) -> None:
    command = {"mandate_id": "m1", "starts_on": "2021-09-15", "ends_on": "2027-09-15", "seats": 15} | fields

    refused = registered.refusal(C1, commands.InstallCouncil, actor=SECRETARY, **command)

    assert refused == [f"collectivity.{code}" for code in codes]


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


def constitute(given: Scenario, **other: Any) -> None:
    fields = {"elected": 4, "civil_society": 5, "constituted_on": "2025-01-20"}
    given.when(C1, commands.ConstituteFollowUpCommittee, actor=by("council_president"), **fields | other)


def test_the_follow_up_committee_has_both_sides(registered: Scenario) -> None:
    refused = registered.refusal(
        C1,
        commands.ConstituteFollowUpCommittee,
        actor=by("council_president"),
        elected=0,
        civil_society=0,
        constituted_on="2025-01-20",
    )

    assert refused == ["collectivity.committee_has_elected", "collectivity.committee_has_civil_society"]
    constitute(registered)
    assert registered.state(C1).committee.civil_society == 5


def test_the_advisory_body_and_the_focal_point_are_known(registered: Scenario) -> None:
    registered.when(
        C1,
        commands.RecordAdvisoryBody,
        actor=by("council_president"),
        name="هيئة المساواة",
        established_on="2022-02-14",
        members=21,
    )
    registered.when(
        C1, commands.DesignateFocalPoint, actor=by("council_president"), focal_point_ref="person:f1"
    )

    state = registered.state(C1)
    assert state.advisory_body.members == 21
    assert state.focal_point_ref == "person:f1"
    assert {"advisory_body", "focal_point"} <= state.because.keys()


def test_an_advisory_body_is_told_once(registered: Scenario) -> None:
    body = {"name": "هيئة المساواة", "established_on": "unknown"}
    registered.when(C1, commands.RecordAdvisoryBody, actor=by("council_president"), **body)

    refused = registered.refusal(C1, commands.RecordAdvisoryBody, actor=by("council_president"), **body)

    assert refused == ["collectivity.advisory_body_recorded_once"]


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


def test_a_clerk_is_told_what_is_missing(registered: Scenario) -> None:
    steps = registered.steps(C1)

    assert steps["install-council"].unmet == ()
    assert "record-member-seat-vacated" not in steps


def test_a_citizen_cannot_register_anything(registered: Scenario) -> None:
    refused = registered.refusal(
        C1, commands.RecordMembershipJoined, actor=by("citizen"), joined_on="2024-12", source="s"
    )

    assert refused == ["record.role"]
