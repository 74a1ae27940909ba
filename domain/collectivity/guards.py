"""What must hold before something is recorded of a membership or of the bodies around a council."""

from __future__ import annotations

from collections.abc import Iterator

from domain.collectivity.commands import (
    AssignCanonicalName,
    ConstituteFollowUpCommittee,
    RecordAdvisoryBody,
    RecordMembershipEnded,
    RecordMembershipJoined,
)
from domain.collectivity.state import CollectivityState
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts
from domain.kernel.guards import Check, GuardTable
from domain.network.state import NETWORK, NetworkState

GUARDS = GuardTable(__package__, "collectivity")


def _ends_before(earlier: PartialDate | None, later: PartialDate | None) -> bool:
    """Whether the first is certainly over before the second begins to be possible."""
    first, second = earlier and earlier.interval(), later and later.interval()
    return bool(first and second and first.end <= second.start)


def joining_guards(
    state: CollectivityState, command: RecordMembershipJoined | None, facts: Facts
) -> Iterator[Check]:
    """The Network exists by then, and an earlier stay is over."""
    because = [state.because.get("membership")]
    member = state.stage == "member"
    yield GUARDS["not_a_member"].check(not member, because=because)
    if member and command is None:
        return
    network = facts.state(NETWORK, NetworkState)
    yield GUARDS["network_founded"].check(
        "founded" in network.because, because=[network.because.get("founded")]
    )
    if command is None:
        return
    told = [(stay.joined_on, stay.source) for stay in state.memberships]
    yield GUARDS["joining_recorded_once"].check(
        (command.joined_on, command.source) not in told,
        because=because,
        found=command.joined_on,
        source=command.source,
    )
    before = _ends_before(command.joined_on, network.founded_on)
    yield GUARDS["joined_after_founding"].check(
        not before,
        because=[network.because.get("founded")],
        found=command.joined_on,
        expected=network.founded_on,
    )
    left = state.memberships[-1].ended_on if state.memberships else None
    yield GUARDS["joined_after_leaving"].check(
        not _ends_before(command.joined_on, left),
        because=because,
        found=command.joined_on,
        expected=left,
    )


def leaving_guards(
    state: CollectivityState, command: RecordMembershipEnded | None, facts: Facts
) -> Iterator[Check]:
    """A stay does not end before it began."""
    if command is None:
        return
    yield GUARDS["left_after_joining"].check(
        not _ends_before(command.ended_on, state.joined_on),
        because=[state.because.get("membership")],
        found=command.ended_on,
        expected=state.joined_on,
    )


def naming_guards(
    state: CollectivityState, command: AssignCanonicalName | None, _facts: Facts
) -> Iterator[Check]:
    """A source says a name once; saying it again would undo what others said since."""
    if command is not None:
        told = [(name.names, name.source) for name in state.canonical]
        yield GUARDS["named_once"].check(
            (command.names, command.source) not in told,
            because=[state.because.get("name")],
            found=command.names.ar,
            source=command.source,
        )


def advisory_body_guards(
    state: CollectivityState, command: RecordAdvisoryBody | None, facts: Facts
) -> Iterator[Check]:
    """It was established by today and is not on record yet."""
    if command is None:
        return
    told = [(body.name, body.established_on) for body in state.advisory_bodies]
    yield GUARDS["advisory_body_recorded_once"].check(
        (command.name, command.established_on) not in told,
        because=[state.because.get("advisory_body")],
        found=command.name,
    )


def committee_guards(
    _state: CollectivityState, command: ConstituteFollowUpCommittee | None, facts: Facts
) -> Iterator[Check]:
    """Both sides sit in it; no source sets more than that."""
    if command is not None:
        yield GUARDS["committee_has_elected"].check(command.elected >= 1, found=command.elected)
        yield GUARDS["committee_has_civil_society"].check(
            command.civil_society >= 1, found=command.civil_society
        )
