"""Workshops, ideas, and the committee that decides on them (T3 to T5)."""

from __future__ import annotations

from domain.collectivity.commands import ConstituteFollowUpCommittee
from domain.idea.commands import DispositionIdea, FindIdeaAdmissible, FindIdeaInadmissible, SubmitIdea
from domain.idea.decider import DECIDER as IDEA
from domain.idea.decider import EXAMINED_AT
from domain.idea.state import IdeaState
from domain.kernel.decider import Elsewhere, Facts, OnOthers, never
from domain.participation.rules import GIVERS
from domain.programme.rules.common import FOCAL, collectivity
from domain.programme.rules.ideas import ideas_of
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.workshop.commands import AnnounceWorkshop, RecordWorkshopHeld, RescheduleWorkshop
from domain.workshop.decider import DECIDER as WORKSHOP
from domain.workshop.state import WorkshopState

WORKSHOPS_AT = frozenset({Stage.INITIATED, Stage.IDEA_COLLECTION})
COMMITTEE_AT = frozenset({Stage.DRAFTING, Stage.FINALISING, Stage.REJECTED})


def _workshops(state: ProgrammeState, facts: Facts) -> list[WorkshopState]:
    if state.reached not in WORKSHOPS_AT:
        return []
    return list(facts.members(f"{state.stream}/workshop", WorkshopState))


def _none_announced(state: ProgrammeState, facts: Facts) -> bool:
    return not any(one.status in ("announced", "held") for one in _workshops(state, facts))


def _none_held(state: ProgrammeState, facts: Facts) -> bool:
    return not any(one.status == "held" for one in _workshops(state, facts))


def _without_a_day(state: ProgrammeState, facts: Facts) -> list[WorkshopState]:
    found = _workshops(state, facts) if state.reached is Stage.INITIATED else []
    return [one for one in found if one.held_on is None or one.held_on.precision == "unknown"]


def _to_be_held(state: ProgrammeState, facts: Facts) -> list[WorkshopState]:
    return _workshops(state, facts) if state.reached is Stage.IDEA_COLLECTION else []


def _received(state: ProgrammeState, facts: Facts) -> list[IdeaState]:
    """Ideas that nobody has looked at yet."""
    found = ideas_of(state, facts) if state.reached in EXAMINED_AT else ()
    return [one for one in found if one.unseen]


def _admissible(state: ProgrammeState, facts: Facts) -> list[IdeaState]:
    """Ideas that wait for the committee's answer."""
    found = ideas_of(state, facts) if state.reached in EXAMINED_AT else ()
    return [one for one in found if one.waits and not one.unseen]


def _without_committee(state: ProgrammeState, facts: Facts) -> bool:
    return state.reached in COMMITTEE_AT and collectivity(facts, state.lead).committee is None


IDEAS: tuple[Elsewhere[ProgrammeState] | OnOthers[ProgrammeState], ...] = (
    Elsewhere(
        AnnounceWorkshop,
        FOCAL,
        lambda state, _facts: state.reached in WORKSHOPS_AT,
        forward=_none_announced,
    ),
    OnOthers(WORKSHOP, RescheduleWorkshop, _without_a_day),
    OnOthers(WORKSHOP, RecordWorkshopHeld, _to_be_held, forward=_none_held),
    Elsewhere(
        SubmitIdea,
        GIVERS,
        lambda state, _facts: state.reached is Stage.IDEA_COLLECTION,
        forward=never,
    ),
    Elsewhere(ConstituteFollowUpCommittee, FOCAL, _without_committee),
    OnOthers(IDEA, FindIdeaAdmissible, _received),
    OnOthers(IDEA, FindIdeaInadmissible, _received),
    OnOthers(IDEA, DispositionIdea, _admissible),
)
