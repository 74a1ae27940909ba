"""What a sentence needs of earlier events of its stream: a deadline that is moved, the title of an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from domain.commitment.events import (
    CommitmentDeadlineExtended,
    CommitmentPlanned,
    CommitmentRevised,
    MilestoneDeadlineExtended,
)
from domain.consultation.events import ConsultationExtended, ConsultationOpened
from domain.council_session.events import AgendaItemAdded
from domain.kernel.amend import amend
from domain.kernel.dates import PartialDate
from domain.kernel.events import Event, EventData
from domain.kernel.values import Localised
from domain.programme.events import ConsultationRoundOpened, ProgrammeInitiated, ProgrammeTakenOver
from domain.programme.values import ProposedMilestone
from domain.workshop.events import WorkshopAnnounced, WorkshopRescheduled

Earlier = Sequence[Event]


def recalled(name: str, data: EventData, earlier: Earlier) -> Any:
    """A value by its name in templates; None where the earlier events given do not tell."""
    return _RECALLED[name](data, earlier) if earlier else None


def _newest_first(earlier: Earlier) -> Iterator[EventData]:
    return (event.data for event in reversed(amend(earlier)))


def target(data: EventData, earlier: Earlier) -> Event | None:
    """The event that an amendment is about, as it was recorded."""
    wanted = getattr(data, "target", None)
    return next((event for event in reversed(earlier) if event.event_id == wanted), None)


def _item(data: EventData, earlier: Earlier) -> AgendaItemAdded | None:
    wanted = getattr(data, "item_id", None)
    items = (found for found in _newest_first(earlier) if isinstance(found, AgendaItemAdded))
    return next((found for found in items if found.item_id == wanted), None)


def _item_title(data: EventData, earlier: Earlier) -> Localised | None:
    found = _item(data, earlier)
    return None if found is None else found.title


def _text_in_force(earlier: Earlier) -> CommitmentPlanned | CommitmentRevised | None:
    texts = (
        found for found in _newest_first(earlier) if isinstance(found, CommitmentPlanned | CommitmentRevised)
    )
    return next(texts, None)


def _commitment(_data: EventData, earlier: Earlier) -> Localised | None:
    found = _text_in_force(earlier)
    return None if found is None else found.title


def _milestone(data: EventData, earlier: Earlier) -> ProposedMilestone | None:
    found, wanted = _text_in_force(earlier), getattr(data, "milestone", None)
    if found is None:
        return None
    return next((milestone for milestone in found.milestones if milestone.key == wanted), None)


def _milestone_title(data: EventData, earlier: Earlier) -> Localised | None:
    found = _milestone(data, earlier)
    return None if found is None else found.title


def _old_due_on(data: EventData, earlier: Earlier) -> date | None:
    wanted = getattr(data, "milestone", None)
    for found in _newest_first(earlier):
        if isinstance(found, MilestoneDeadlineExtended) and found.milestone == wanted:
            return found.due_on
        if isinstance(found, CommitmentDeadlineExtended) and wanted is None:
            return found.due_on
        if isinstance(found, CommitmentPlanned | CommitmentRevised):
            milestone = _milestone(data, earlier)
            return milestone.due_on if milestone is not None else found.due_on if wanted is None else None
    return None


def _old_closes_on(_data: EventData, earlier: Earlier) -> date | None:
    for found in _newest_first(earlier):
        if isinstance(found, ConsultationOpened | ConsultationExtended | ConsultationRoundOpened):
            return found.closes_on
    return None


def _old_held_on(_data: EventData, earlier: Earlier) -> PartialDate | None:
    for found in _newest_first(earlier):
        if isinstance(found, WorkshopAnnounced | WorkshopRescheduled):
            return found.held_on
    return None


def _programme(_data: EventData, earlier: Earlier) -> Localised | None:
    for found in _newest_first(earlier):
        if isinstance(found, ProgrammeInitiated | ProgrammeTakenOver):
            return found.title
    return None


_RECALLED: dict[str, Callable[[EventData, Earlier], Any]] = {
    "the_commitment": _commitment,
    "the_item": _item_title,
    "the_milestone": _milestone_title,
    "the_programme": _programme,
    "the_old_closing": _old_closes_on,
    "the_old_day": _old_held_on,
    "the_old_deadline": _old_due_on,
}
RECALLED = frozenset(_RECALLED)
"""The names of these values in templates."""
