"""What is known of a contribution."""

from __future__ import annotations

from domain.contribution.events import (
    ContributionAnswered,
    ContributionFoundAdmissible,
    ContributionFoundInadmissible,
    ContributionReceived,
    ContributionReceivedLate,
    ContributionWithdrawn,
)
from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.participation.state import (
    SHARED,
    GivenWords,
    found_admissible,
    found_inadmissible,
    given_name,
    giver,
    standing,
)


class ContributionState(GivenWords):
    """`status` is received, received_late, admissible, inadmissible, answered or withdrawn; `counted` says
    whether it came in time.

    Facts in `because`: received, stage, redacted, erased, name, consent.
    """

    consultation_id: str = ""
    commitment_key: str | None = None
    counted: bool = False
    group_id: str | None = None

    @property
    def concerns(self) -> tuple[str, ...]:
        """The contribution, its consultation and its programme."""
        if not self.consultation_id:
            return (self.stream,)
        return (self.stream, f"consultation:{self.consultation_id}", f"programme:{self.programme_id}")


def _received(
    state: ContributionState, event: Event, data: ContributionReceived | ContributionReceivedLate
) -> ContributionState:
    in_time = isinstance(data, ContributionReceived)
    return state.having(
        event,
        "stage",
        "received",
        status="received" if in_time else "received_late",
        counted=in_time,
        consultation_id=data.consultation_id,
        programme_id=data.programme_id,
        channel=data.channel,
        entered_by=event.actor.role,
        given_by=giver(event),
        received_on=event.effective_at,
        author=data.author,
        text=data.text,
        author_name=given_name(data),
        commitment_key=data.commitment_key,
    )


def _answered(state: ContributionState, event: Event, data: ContributionAnswered) -> ContributionState:
    return standing(state, event, "answered", response=data.response, group_id=data.group_id)


def _withdrawn(state: ContributionState, event: Event, _data: ContributionWithdrawn) -> ContributionState:
    return standing(state, event, "withdrawn", counted=False)


EVOLVE: Evolution[ContributionState] = {
    ContributionReceived: _received,
    ContributionReceivedLate: _received,
    ContributionFoundAdmissible: found_admissible,
    ContributionFoundInadmissible: found_inadmissible,
    ContributionAnswered: _answered,
    ContributionWithdrawn: _withdrawn,
    **SHARED,
}
