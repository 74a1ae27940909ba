"""How events change what is known of a collectivity."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.collectivity.events import (
    AdvisoryBodyEstablished,
    CanonicalNameAssigned,
    CollectivityRegistered,
    CouncilDissolved,
    CouncilInstalled,
    CouncilMandateEnded,
    FocalPointDesignated,
    FollowUpCommitteeConstituted,
    MemberSeatFilled,
    MemberSeatVacated,
    MembershipEnded,
    MembershipJoined,
    PresidentElected,
    SpecialDelegationAppointed,
)
from domain.collectivity.state import CollectivityState
from domain.collectivity.values import (
    AdvisoryBody,
    CanonicalName,
    FollowUpCommittee,
    Mandate,
    Membership,
    SeatChange,
    SpecialDelegation,
)
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Evolution
from domain.kernel.events import Event


def _registered(state: CollectivityState, event: Event, data: CollectivityRegistered) -> CollectivityState:
    return state.having(
        event,
        "registered",
        "stage",
        collectivity_type=data.collectivity_type,
        region=data.region,
        printed_names=data.names,
    )


def _named(state: CollectivityState, event: Event, data: CanonicalNameAssigned) -> CollectivityState:
    return state.having(event, "name", canonical=(*state.canonical, CanonicalName(**dict(data))))


def _joined(state: CollectivityState, event: Event, data: MembershipJoined) -> CollectivityState:
    stays = (*state.memberships, Membership(joined_on=data.joined_on, source=data.source))
    return state.having(event, "membership", "stage", memberships=stays)


def _left(state: CollectivityState, event: Event, data: MembershipEnded) -> CollectivityState:
    if not state.memberships:
        return state
    last = state.memberships[-1].model_copy(update={"ended_on": data.ended_on})
    return state.having(event, "membership", "stage", memberships=(*state.memberships[:-1], last))


def _focal_point(state: CollectivityState, event: Event, data: FocalPointDesignated) -> CollectivityState:
    return state.having(event, "focal_point", focal_point_ref=data.focal_point_ref)


def _advisory_body(
    state: CollectivityState, event: Event, data: AdvisoryBodyEstablished
) -> CollectivityState:
    body = AdvisoryBody(name=data.name, established_on=data.established_on, members=data.members)
    return state.having(event, "advisory_body", advisory_bodies=(*state.advisory_bodies, body))


def _committee(
    state: CollectivityState, event: Event, data: FollowUpCommitteeConstituted
) -> CollectivityState:
    committee = FollowUpCommittee(
        elected=data.elected,
        civil_society=data.civil_society,
        others=data.others,
        constituted_on=data.constituted_on,
    )
    return state.having(event, "committee", committee=committee)


def _of_former(state: CollectivityState, constituted_on: PartialDate, starts_on: date) -> bool:
    """Whether a committee is older than a council: its elected members sat in the former one, so that a new
    one has to be formed. A council that is entered late may itself have formed the one on record.
    """
    if constituted_on.interval() is None:
        return bool(state.mandates)
    return constituted_on.ends_before(PartialDate.of(starts_on))


def _installed(state: CollectivityState, event: Event, data: CouncilInstalled) -> CollectivityState:
    mandate = Mandate(
        event_id=event.event_id,
        mandate_id=data.mandate_id,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        seats=data.seats,
        president_ref=data.president_ref,
    )
    committee = state.committee
    fallen = committee is not None and _of_former(state, committee.constituted_on, data.starts_on)
    return state.having(
        event,
        *("mandate", "council", *(("committee",) if fallen else ())),
        mandates=(*state.mandates, mandate),
        committee=None if fallen else committee,
        special_delegation=None,
    )


def _with_mandate(
    state: CollectivityState, event: Event, facts: tuple[str, ...], **changes: Any
) -> CollectivityState:
    mandates = state.mandates
    if not mandates:
        return state
    return state.having(event, *facts, mandates=(*mandates[:-1], mandates[-1].model_copy(update=changes)))


def _over(state: CollectivityState, event: Event, **changes: Any) -> CollectivityState:
    ended = f"ended:{state.mandate.mandate_id}" if state.mandate else "mandate"
    return _with_mandate(state, event, ("mandate", "council", ended), **changes)


def _mandate_ended(state: CollectivityState, event: Event, data: CouncilMandateEnded) -> CollectivityState:
    return _over(state, event, ended_on=data.ended_on, status="ended")


def _dissolved(state: CollectivityState, event: Event, data: CouncilDissolved) -> CollectivityState:
    return _over(state, event, ended_on=data.dissolved_on, status="dissolved")


def _president(state: CollectivityState, event: Event, data: PresidentElected) -> CollectivityState:
    return _with_mandate(state, event, ("mandate",), president_ref=data.president_ref)


def _seat(state: CollectivityState, event: Event, on: date, change: int) -> CollectivityState:
    mandate = state.mandate
    if mandate is None:
        return state
    changes = (*mandate.changes, SeatChange(event_id=event.event_id, on=on, change=change))
    return _with_mandate(state, event, (), changes=changes)


def _vacated(state: CollectivityState, event: Event, data: MemberSeatVacated) -> CollectivityState:
    return _seat(state, event, data.vacated_on, -1)


def _filled(state: CollectivityState, event: Event, data: MemberSeatFilled) -> CollectivityState:
    return _seat(state, event, data.filled_on, 1)


def _delegated(state: CollectivityState, event: Event, data: SpecialDelegationAppointed) -> CollectivityState:
    delegation = SpecialDelegation(
        members=data.members, president_ref=data.president_ref, appointed_on=data.appointed_on
    )
    return state.having(event, "council", special_delegation=delegation)


EVOLVE: Evolution[CollectivityState] = {
    CollectivityRegistered: _registered,
    CanonicalNameAssigned: _named,
    MembershipJoined: _joined,
    MembershipEnded: _left,
    FocalPointDesignated: _focal_point,
    AdvisoryBodyEstablished: _advisory_body,
    FollowUpCommitteeConstituted: _committee,
    CouncilInstalled: _installed,
    CouncilMandateEnded: _mandate_ended,
    CouncilDissolved: _dissolved,
    PresidentElected: _president,
    MemberSeatVacated: _vacated,
    MemberSeatFilled: _filled,
    SpecialDelegationAppointed: _delegated,
}
