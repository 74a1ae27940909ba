"""What is known of an idea."""

from __future__ import annotations

from typing import Any

from domain.idea.events import (
    IdeaAbsorbed,
    IdeaAnswered,
    IdeaDispositioned,
    IdeaFoundAdmissible,
    IdeaFoundInadmissible,
    IdeaMergedInto,
    IdeaSubmitted,
    IdeaWithdrawn,
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


class IdeaState(GivenWords):
    """`status` is received, admissible, inadmissible, accepted, merged, deferred, not_retained or withdrawn.

    Facts in `because`: submitted, stage, response, redacted, erased, name, consent, and `absorbed:ID`.
    """

    axis: str | None = None
    workshop_id: str | None = None
    commitment_key: str | None = None
    merged_into: str | None = None
    absorbed: tuple[str, ...] = ()

    @property
    def concerns(self) -> tuple[str, ...]:
        """The idea and the programme that it was given for."""
        return (self.stream, *((f"programme:{self.programme_id}",) if self.programme_id else ()))

    @property
    def answered(self) -> bool:
        """Whether the author has a reasoned reply."""
        return self.response is not None


def _submitted(state: IdeaState, event: Event, data: IdeaSubmitted) -> IdeaState:
    return state.having(
        event,
        "stage",
        "submitted",
        status="received",
        programme_id=data.programme_id,
        channel=data.channel,
        entered_by=event.actor.role,
        given_by=giver(event),
        received_on=event.effective_at,
        author=data.author,
        text=data.text,
        author_name=given_name(data),
        axis=data.axis,
        workshop_id=data.workshop_id,
    )


def _standing(state: IdeaState, event: Event, status: str, **changes: Any) -> IdeaState:
    cleared: dict[str, Any] = {"commitment_key": None, "merged_into": None}
    return standing(state, event, status, **(cleared | changes))


def _dispositioned(state: IdeaState, event: Event, data: IdeaDispositioned) -> IdeaState:
    return _standing(state, event, data.outcome, commitment_key=data.commitment_key, response=data.response)


def _merged(state: IdeaState, event: Event, data: IdeaMergedInto) -> IdeaState:
    return _standing(state, event, "merged", merged_into=data.target_id, response=data.response)


def _absorbed(state: IdeaState, event: Event, data: IdeaAbsorbed) -> IdeaState:
    return state.having(event, f"absorbed:{data.merged_id}", absorbed=(*state.absorbed, data.merged_id))


def _answered(state: IdeaState, event: Event, data: IdeaAnswered) -> IdeaState:
    return state.having(event, "response", response=data.response)


def _withdrawn(state: IdeaState, event: Event, _data: IdeaWithdrawn) -> IdeaState:
    return _standing(state, event, "withdrawn")


EVOLVE: Evolution[IdeaState] = {
    IdeaSubmitted: _submitted,
    IdeaFoundAdmissible: found_admissible,
    IdeaFoundInadmissible: found_inadmissible,
    IdeaDispositioned: _dispositioned,
    IdeaMergedInto: _merged,
    IdeaAbsorbed: _absorbed,
    IdeaAnswered: _answered,
    IdeaWithdrawn: _withdrawn,
    **SHARED,
}
