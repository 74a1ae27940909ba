"""A commune in the register, and what happens to it, for tests."""

from datetime import UTC, datetime
from typing import Any

from domain.collectivity import commands
from domain.network.commands import FoundNetwork
from tests.domain.scenario import Scenario, by

C1 = "collectivity:c1"
WHY = {"code": "other", "text": {"ar": "قرار", "en": "a decision"}}
COORDINATOR = by("network_coordinator")
SECRETARY = by("council_secretary")


def registered_commune() -> Scenario:
    """The Network founded, and one commune in the register."""
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


def constitute(given: Scenario, **other: Any) -> None:
    fields = {"elected": 4, "civil_society": 5, "constituted_on": "2025-01-20"}
    given.when(C1, commands.ConstituteFollowUpCommittee, actor=by("council_president"), **fields | other)
