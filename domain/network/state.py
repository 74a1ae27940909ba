"""What is known of the Network."""

from __future__ import annotations

from domain.kernel.dates import PartialDate
from domain.kernel.decider import Evolution, State
from domain.kernel.events import Event
from domain.kernel.values import Localised, Principle
from domain.network.events import (
    CharterAdopted,
    MemberListed,
    MembershipTotalStated,
    NetworkFounded,
    RunningHeadNoted,
    SupportProgrammeLaunched,
    TrainingMeetingHeld,
)
from domain.network.values import Charter, Listing, MembershipClaim, SupportProgramme, TrainingMeeting

NETWORK = "network:remacto"
"""The one stream of the one Network (Réseau marocain des collectivités territoriales ouvertes)."""


class NetworkState(State):
    """Facts in `because`: founded, charter, support_programme, `claim:SOURCE:AS_OF`,
    `listing:SOURCE:REGION:POSITION`.
    """

    name: Localised | None = None
    founded_on: PartialDate | None = None
    supervised_by: Localised | None = None
    partners: tuple[Localised, ...] = ()
    principles: tuple[Principle, ...] = ()
    purpose: Localised | None = None
    website: str | None = None
    charter: Charter | None = None
    support_programme: SupportProgramme | None = None
    claims: tuple[MembershipClaim, ...] = ()
    listings: tuple[Listing, ...] = ()
    meetings: tuple[TrainingMeeting, ...] = ()
    running_heads: dict[str, tuple[str, ...]] = {}

    @property
    def stage(self) -> str:
        """`founded`, or empty before."""
        return "founded" if "founded" in self.because else ""

    def claim(self, source: str, as_of: PartialDate) -> MembershipClaim | None:
        """What a source says of the members at a date."""
        return next((found for found in self.claims if (found.source, found.as_of) == (source, as_of)), None)

    def listed(self, source: str, region: str, position: int) -> Listing | None:
        """The bullet that a source has at a place of its list."""
        wanted = (source, region, position)
        return next(
            (item for item in self.listings if (item.source, item.region, item.position) == wanted), None
        )


def _founded(state: NetworkState, event: Event, data: NetworkFounded) -> NetworkState:
    return state.having(
        event,
        "founded",
        "stage",
        name=data.name,
        founded_on=data.founded_on,
        supervised_by=data.supervised_by,
        partners=data.partners,
        principles=data.principles,
        purpose=data.purpose,
        website=data.website,
    )


def _charter(state: NetworkState, event: Event, data: CharterAdopted) -> NetworkState:
    charter = Charter.model_construct(**dict(data))
    return state.having(event, "charter", charter=charter)


def _support(state: NetworkState, event: Event, data: SupportProgrammeLaunched) -> NetworkState:
    programme = SupportProgramme.model_construct(**dict(data))
    return state.having(event, "support_programme", support_programme=programme)


def _claimed(state: NetworkState, event: Event, data: MembershipTotalStated) -> NetworkState:
    claim = MembershipClaim.model_construct(**dict(data))
    return state.having(event, f"claim:{data.source}:{data.as_of}", claims=(*state.claims, claim))


def _listed(state: NetworkState, event: Event, data: MemberListed) -> NetworkState:
    listing = Listing.model_construct(**dict(data))
    fact = f"listing:{data.source}:{data.region}:{data.position}"
    return state.having(event, fact, listings=(*state.listings, listing))


def _headed(state: NetworkState, event: Event, data: RunningHeadNoted) -> NetworkState:
    heads = state.running_heads | {data.source: data.as_printed}
    return state.having(event, f"running_head:{data.source}", running_heads=heads)


def _met(state: NetworkState, event: Event, data: TrainingMeetingHeld) -> NetworkState:
    meeting = TrainingMeeting.model_construct(**dict(data))
    fact = f"meeting:{data.source}:{data.held_on}"
    return state.having(event, fact, meetings=(*state.meetings, meeting))


EVOLVE: Evolution[NetworkState] = {
    NetworkFounded: _founded,
    CharterAdopted: _charter,
    SupportProgrammeLaunched: _support,
    MembershipTotalStated: _claimed,
    MemberListed: _listed,
    RunningHeadNoted: _headed,
    TrainingMeetingHeld: _met,
}
