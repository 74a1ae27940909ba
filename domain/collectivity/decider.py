"""The rules of collectivities: register, membership, councils, the bodies around them."""

from __future__ import annotations

from collections.abc import Callable

from domain.collectivity import commands, events
from domain.collectivity.council_guards import (
    delegation_guards,
    dissolution_guards,
    filled_guards,
    installation_guards,
    mandate_end_guards,
    president_guards,
    vacated_guards,
)
from domain.collectivity.evolution import EVOLVE
from domain.collectivity.guards import (
    advisory_body_guards,
    committee_guards,
    joining_guards,
    leaving_guards,
    naming_guards,
)
from domain.collectivity.state import CollectivityState
from domain.kernel.commands import Command
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.events import EventData
from domain.kernel.values import Role

COORDINATION = frozenset({Role.NETWORK_COORDINATOR, Role.OPERATOR})
STAFF = frozenset({Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT})
COUNCIL_OFFICE = STAFF | {Role.COUNCIL_SECRETARY, Role.CONTROL_AUTHORITY}
AUTHORITIES = frozenset({Role.CONTROL_AUTHORITY, Role.COURT, Role.FOCAL_POINT})
EVERYWHERE = STAFF | {Role.NETWORK_COORDINATOR}


def _as(kind: type[EventData]) -> Callable[[CollectivityState, Command, Facts], list[NewEvent]]:
    """What most commands here do: their own fields become one event."""
    return lambda _state, command, _facts: [NewEvent(kind(**command.data()))]


DECIDER = Decider(
    kind="collectivity",
    plural="collectivities",
    state=CollectivityState,
    evolve=EVOLVE,
    rules=(
        Rule(commands.RegisterCollectivity, COORDINATION, _as(events.CollectivityRegistered)),
        Rule(
            commands.AssignCanonicalName,
            COORDINATION | STAFF,
            _as(events.CanonicalNameAssigned),
            naming_guards,
            step=False,
        ),
        Rule(
            commands.RecordMembershipJoined,
            COORDINATION,
            _as(events.MembershipJoined),
            joining_guards,
        ),
        Rule(
            commands.RecordMembershipEnded,
            COORDINATION,
            _as(events.MembershipEnded),
            leaving_guards,
            stages=frozenset({"member"}),
            reasoned=True,
            step=False,
        ),
        Rule(commands.DesignateFocalPoint, EVERYWHERE, _as(events.FocalPointDesignated)),
        Rule(
            commands.RecordAdvisoryBody,
            EVERYWHERE,
            _as(events.AdvisoryBodyEstablished),
            advisory_body_guards,
        ),
        Rule(
            commands.ConstituteFollowUpCommittee,
            STAFF,
            _as(events.FollowUpCommitteeConstituted),
            committee_guards,
        ),
        Rule(commands.InstallCouncil, COUNCIL_OFFICE, _as(events.CouncilInstalled), installation_guards),
        Rule(
            commands.EndCouncilMandate,
            COUNCIL_OFFICE,
            _as(events.CouncilMandateEnded),
            mandate_end_guards,
            reasoned=True,
            step=False,
        ),
        Rule(
            commands.RecordPresidentElected,
            COUNCIL_OFFICE,
            _as(events.PresidentElected),
            president_guards,
            step=False,
        ),
        Rule(
            commands.RecordMemberSeatVacated,
            COUNCIL_OFFICE,
            _as(events.MemberSeatVacated),
            vacated_guards,
            step=False,
        ),
        Rule(
            commands.RecordMemberSeatFilled,
            COUNCIL_OFFICE,
            _as(events.MemberSeatFilled),
            filled_guards,
            step=False,
        ),
        Rule(
            commands.RecordCouncilDissolved,
            AUTHORITIES,
            _as(events.CouncilDissolved),
            dissolution_guards,
            reasoned=True,
            step=False,
        ),
        Rule(
            commands.AppointSpecialDelegation,
            AUTHORITIES,
            _as(events.SpecialDelegationAppointed),
            delegation_guards,
            step=False,
        ),
    ),
)
