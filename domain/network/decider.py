"""The rules of the Network's record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.collectivity.state import CollectivityState
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.events import EventData
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role
from domain.network import events
from domain.network.commands import (
    FoundNetwork,
    ListMember,
    NoteRunningHead,
    RecordCharter,
    RecordSupportProgramme,
    RecordTrainingMeeting,
    StateMembershipTotal,
)
from domain.network.state import EVOLVE, NETWORK, NetworkState
from domain.network.values import Listing

GUARDS = GuardTable(__package__, "network")
COORDINATION = frozenset({Role.NETWORK_COORDINATOR, Role.OPERATOR})


def _begun(facts: Facts, day: PartialDate) -> Check:
    return GUARDS["not_later_than_today"].check(
        not day.may_follow(facts.now), found=day, expected=legal_day(facts.now)
    )


def _founding_guards(state: NetworkState, command: FoundNetwork | None, facts: Facts) -> Iterator[Check]:
    yield GUARDS["the_one_network"].check(state.stream in ("", NETWORK), found=state.stream, expected=NETWORK)
    if command is not None:
        yield _begun(facts, command.founded_on)


def _charter_guards(state: NetworkState, _command: RecordCharter | None, _facts: Facts) -> Iterator[Check]:
    because = [state.because.get("charter")]
    yield GUARDS["charter_recorded_once"].check(state.charter is None, because=because)


def _support_guards(
    state: NetworkState, command: RecordSupportProgramme | None, facts: Facts
) -> Iterator[Check]:
    because = [state.because.get("support_programme")]
    yield GUARDS["support_programme_recorded_once"].check(state.support_programme is None, because=because)
    if command is not None:
        yield _begun(facts, command.launched_on)


def _claim_guards(state: NetworkState, command: StateMembershipTotal | None, facts: Facts) -> Iterator[Check]:
    if command is None:
        return
    yield _begun(facts, command.as_of)
    yield GUARDS["claimed_once"].check(
        state.claim(command.source, command.as_of) is None,
        because=[state.because.get(f"claim:{command.source}:{command.as_of}")],
        source=command.source,
        found=command.as_of,
    )


def _listing_guards(state: NetworkState, command: ListMember | None, facts: Facts) -> Iterator[Check]:
    if command is None:
        return
    there = state.listed(command.source, command.region, command.position)
    because = [state.because.get(f"listing:{command.source}:{command.region}:{command.position}")]
    place = {"source": command.source, "region": command.region, "position": command.position}
    same = there is not None and there == Listing(**command.data())
    yield GUARDS["listed_once"].check(not same, because=because, **place)
    yield GUARDS["listed_otherwise"].check(
        there is None or same,
        because=because,
        found=command.name_as_printed,
        expected=there and there.name_as_printed,
        **place,
    )
    entry = facts.state(f"collectivity:{command.collectivity_id}", CollectivityState)
    because = [entry.because.get("registered")]
    yield GUARDS["collectivity_registered"].check(
        "registered" in entry.because, because=because, found=command.collectivity_id
    )
    yield GUARDS["same_type_as_registered"].check(
        entry.collectivity_type == command.collectivity_type,
        because=because,
        found=command.collectivity_type,
        expected=entry.collectivity_type,
    )
    if command.repeats is not None:
        yield _repetition(state, command)


def _repetition(state: NetworkState, command: ListMember) -> Check:
    first = state.listed(command.source, command.region, command.repeats or 0)
    printed = first and (first.name_as_printed, first.type_as_printed, first.collectivity_id)
    return GUARDS["repeats_the_same"].check(
        printed == (command.name_as_printed, command.type_as_printed, command.collectivity_id),
        because=[state.because.get(f"listing:{command.source}:{command.region}:{command.repeats}")],
        found=command.name_as_printed,
        expected=first and first.name_as_printed,
        position=command.repeats,
    )


def _head_guards(state: NetworkState, command: NoteRunningHead | None, _facts: Facts) -> Iterator[Check]:
    if command is not None:
        yield GUARDS["head_noted_once"].check(
            command.source not in state.running_heads,
            because=[state.because.get(f"running_head:{command.source}")],
            source=command.source,
        )


def _meeting_guards(
    state: NetworkState, command: RecordTrainingMeeting | None, facts: Facts
) -> Iterator[Check]:
    if command is None:
        return
    yield _begun(facts, command.held_on)
    fact = state.because.get(f"meeting:{command.source}:{command.held_on}")
    yield GUARDS["meeting_recorded_once"].check(
        fact is None, because=[fact], source=command.source, found=command.held_on
    )


def _as(kind: type[EventData]) -> Callable[[NetworkState, Command, Facts], list[NewEvent]]:
    """What every command here does: its own fields become one event."""
    return lambda _state, command, _facts: [NewEvent(kind(**command.data()))]


DECIDER = Decider(
    kind="network",
    plural="networks",
    state=NetworkState,
    evolve=EVOLVE,
    only=NETWORK.partition(":")[2],
    rules=(
        Rule(FoundNetwork, COORDINATION, _as(events.NetworkFounded), _founding_guards),
        Rule(RecordCharter, COORDINATION, _as(events.CharterAdopted), _charter_guards),
        Rule(RecordSupportProgramme, COORDINATION, _as(events.SupportProgrammeLaunched), _support_guards),
        Rule(StateMembershipTotal, COORDINATION, _as(events.MembershipTotalStated), _claim_guards),
        Rule(ListMember, COORDINATION, _as(events.MemberListed), _listing_guards),
        Rule(NoteRunningHead, COORDINATION, _as(events.RunningHeadNoted), _head_guards, step=False),
        Rule(RecordTrainingMeeting, COORDINATION, _as(events.TrainingMeetingHeld), _meeting_guards),
    ),
)
