"""Membership of the Network: joining, leaving, and what dates known in part allow."""

import pytest

from domain.collectivity import commands
from domain.kernel.corrections import CorrectRecord
from tests.domain.collectivities import (
    C1,
    COORDINATOR,
    WHY,
    join,
    leave,
    noon,
    registered_commune,
)
from tests.domain.scenario import Scenario


@pytest.fixture
def registered() -> Scenario:
    return registered_commune()


@pytest.fixture
def member(registered: Scenario) -> Scenario:
    join(registered, "2024-12")
    return registered


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
    [("2022-10-20", "collectivity.joined_after_founding"), ("2025-04", "record.has_happened")],
)
def test_nobody_joins_before_the_founding_or_in_the_future(
    registered: Scenario, joined_on: str, code: str
) -> None:
    refused = registered.refusal(
        C1, commands.RecordMembershipJoined, actor=COORDINATOR, joined_on=joined_on, source="s"
    )

    assert refused == [code]


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
