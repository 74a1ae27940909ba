"""Council sessions for tests: a commune with a council of so many members, and the usual steps."""

from __future__ import annotations

from typing import Any

from domain.collectivity.commands import InstallCouncil, RegisterCollectivity
from domain.council_session.commands import (
    AddAgendaItem,
    AdjournForLackOfQuorum,
    CallSession,
    IssueConvocation,
    OpenSitting,
    SendAgendaToGovernor,
)
from domain.council_session.decision_commands import RecordVote
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.values import CollectivityType
from tests.domain.scenario import Scenario, by

PRESIDENT, SECRETARY = by("council_president"), by("council_secretary")
SESSION = "council_session:s1"
HALL = {"starts_at": "10:00", "place": "قاعة الاجتماعات بمقر الجماعة"}


def with_council(
    members: int, *, since: str = "2021-09-20", kind: str = "commune", given: Scenario | None = None
) -> Scenario:
    """A collectivity c1 whose council has so many members in office."""
    scenario = given or Scenario()
    scenario.at(since)
    scenario.when(
        "collectivity:c1",
        RegisterCollectivity,
        actor=by("network_coordinator"),
        collectivity_type=CollectivityType(kind),
        region="beni-mellal-khenifra",
        names={"ar": "جماعة"},
        source="register",
    )
    scenario.when(
        "collectivity:c1",
        InstallCouncil,
        actor=PRESIDENT,
        mandate_id="m1",
        starts_on=since,
        seats=members,
    )
    return scenario


def called(scenario: Scenario, session: str = SESSION, **fields: Any) -> list[Event]:
    """Call a session of c1: extraordinary unless a month is given."""
    kind = "ordinary" if "month" in fields else "extraordinary"
    given = {"collectivity_id": "c1", "session_kind": kind, "actor": PRESIDENT} | fields
    return scenario.when(session, CallSession, **given)


def on_agenda(scenario: Scenario, *item_ids: str, session: str = SESSION, **fields: Any) -> None:
    """Put items of no particular matter on the agenda."""
    for item_id in item_ids:
        given = {
            "actor": PRESIDENT,
            "title": {"ar": f"نقطة {item_id}"},
            "matter": {"kind": "other"},
        } | fields
        scenario.when(session, AddAgendaItem, item_id=item_id, **given)


def convened(
    scenario: Scenario, attempt: int, day: str, session: str = SESSION, **fields: Any
) -> list[Event]:
    """Convene the members for a day, today unless `issued_on` says otherwise."""
    given = HALL | {"issued_on": scenario.now.date().isoformat(), "actor": PRESIDENT} | fields
    return scenario.when(session, IssueConvocation, attempt=attempt, held_on=day, **given)


def opened(
    scenario: Scenario, day: str, present: int, sitting: str = "j1", session: str = SESSION, **fields: Any
) -> list[Event]:
    """Open a sitting on its day."""
    scenario.at(day)
    given = {"actor": PRESIDENT, "sitting_id": sitting, "held_on": day, "present": present} | fields
    return scenario.when(session, OpenSitting, **given)


def without_quorum(
    scenario: Scenario, day: str, present: int, sitting: str, session: str = SESSION, **fields: Any
) -> list[Event]:
    """Adjourn a meeting for lack of a quorum, on its day."""
    scenario.at(day)
    given = {"actor": PRESIDENT, "sitting_id": sitting, "held_on": day, "present": present} | fields
    return scenario.when(session, AdjournForLackOfQuorum, **given)


def ballot(
    item: str, votes_for: int, votes_against: int, abstentions: int = 0, **fields: Any
) -> dict[str, Any]:
    """The fields of a vote in sitting j1; the outcome is the simple one unless given."""
    simple = "adopted" if votes_for > votes_against else "rejected"
    return {
        "actor": SECRETARY,
        "sitting_id": "j1",
        "item_id": item,
        "votes_for": votes_for,
        "votes_against": votes_against,
        "abstentions": abstentions,
        "outcome": simple,
    } | fields


def voted(
    scenario: Scenario,
    item: str,
    votes_for: int,
    votes_against: int,
    abstentions: int = 0,
    session: str = SESSION,
    **fields: Any,
) -> list[Event]:
    """Record a vote."""
    return scenario.when(session, RecordVote, **ballot(item, votes_for, votes_against, abstentions, **fields))


def in_session(members: int, present: int, *items: str, day: str = "2025-03-20", **fields: Any) -> Scenario:
    """An extraordinary session that opened on a day with so many present, and these items on its agenda."""
    scenario = with_council(members)
    scenario.at("2025-03-01")
    called(scenario)
    on_agenda(scenario, *items, **fields)
    convened(scenario, 1, day)
    opened(scenario, day, present)
    return scenario


def ready(members: int = 15, day: str = "2025-05-06") -> Scenario:
    """An ordinary session of May 2025, convened for a day."""
    scenario = with_council(members)
    scenario.at("2025-04-10")
    called(scenario, month="2025-05")
    on_agenda(scenario, "a")
    scenario.when(SESSION, SendAgendaToGovernor, actor=PRESIDENT, sent_on="2025-04-10")
    convened(scenario, 1, day)
    return scenario


def refused(scenario: Scenario, command: type[Command], **fields: Any) -> list[str]:
    """The unmet guards of a command to the session, without the aggregate's name."""
    found = scenario.refusal(SESSION, command, **{"actor": PRESIDENT} | fields)
    return [code.removeprefix("council_session.") for code in found]
