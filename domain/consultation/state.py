"""What is known of a consultation."""

from __future__ import annotations

from datetime import date

from domain.consultation.events import (
    ConsultationClosed,
    ConsultationExtended,
    ConsultationOpened,
    ConsultationReportPublished,
    GroupAnswerGiven,
)
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Evolution, State
from domain.kernel.events import Event
from domain.kernel.values import Localised


class ConsultationState(State):
    """`status` is open, closed or report_published. Facts in `because`: opened, stage, closes, closed,
    and `group:ID`.
    """

    programme_id: str = ""
    round: int = 0
    draft_version: int = 0
    status: str = ""
    opened_on: date | None = None
    closes_on: date | None = None
    closed_on: date | None = None
    early_close: bool = False
    report_published_on: PartialDate | None = None
    extensions: int = 0
    channels: tuple[str, ...] = ()
    groups: dict[str, Localised] = {}
    counted: int | None = None
    late: int | None = None
    inadmissible: int | None = None
    flags: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        """Its status."""
        return self.status

    @property
    def concerns(self) -> tuple[str, ...]:
        """The consultation and the programme that it is about."""
        return (self.stream, *((f"programme:{self.programme_id}",) if self.programme_id else ()))

    @property
    def consultation_id(self) -> str:
        """The identity, the stream's name without its kind."""
        return self.stream.partition(":")[2]

    @property
    def last_day(self) -> date | None:
        """The last day on which a contribution counts."""
        return self.closed_on if self.early_close else self.closes_on


def _opened(state: ConsultationState, event: Event, data: ConsultationOpened) -> ConsultationState:
    return state.having(
        event,
        "stage",
        "opened",
        "closes",
        status="open",
        programme_id=data.programme_id,
        round=data.round,
        draft_version=data.draft_version,
        opened_on=data.opens_on,
        closes_on=data.closes_on,
        channels=data.channels,
        flags=data.flags,
    )


def _extended(state: ConsultationState, event: Event, data: ConsultationExtended) -> ConsultationState:
    return state.having(event, "closes", closes_on=data.closes_on, extensions=state.extensions + 1)


def _closed(state: ConsultationState, event: Event, data: ConsultationClosed) -> ConsultationState:
    return state.having(
        event, "stage", "closed", status="closed", early_close=data.early, closed_on=data.closed_on
    )


def _group(state: ConsultationState, event: Event, data: GroupAnswerGiven) -> ConsultationState:
    groups = state.groups | {data.group_id: data.topic}
    return state.having(event, f"group:{data.group_id}", groups=groups)


def _reported(state: ConsultationState, event: Event, data: ConsultationReportPublished) -> ConsultationState:
    return state.having(
        event,
        "stage",
        status="report_published",
        counted=data.counted,
        late=data.late,
        inadmissible=data.inadmissible,
        report_published_on=event.effective_at,
    )


EVOLVE: Evolution[ConsultationState] = {
    ConsultationOpened: _opened,
    ConsultationExtended: _extended,
    ConsultationClosed: _closed,
    GroupAnswerGiven: _group,
    ConsultationReportPublished: _reported,
}
