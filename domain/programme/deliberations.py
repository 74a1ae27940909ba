"""What each kind of deliberation on a programme needs and does; `domain.adoption` is the way in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.council_session.values import Deliberation
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.programme.events import (
    ProgrammeAdopted,
    ProgrammeAdoptedByCouncil,
    ProgrammeReferredBack,
    ProgrammeRejectedByCouncil,
)
from domain.programme.passage import CouncilVote, Passage
from domain.programme.planning import Plan
from domain.programme.rules.common import GUARDS, collectivity
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.values import Decided, DecisionReference, Flag


def place_of(deliberation: Deliberation) -> dict[str, Any]:
    """Where the council decided, as events say it."""
    return {
        "collectivity_id": deliberation.collectivity_id,
        "session_id": deliberation.session_id,
        "item_id": deliberation.item_id,
    }


def text_of(deliberation: Deliberation) -> dict[str, Any]:
    """The text it decided on, as events say it."""
    return {"version": deliberation.matter.version, "sha256": deliberation.matter.sha256}


def mandate_of(deliberation: Deliberation, facts: Facts) -> str | None:
    """The mandate in which the council sat."""
    mandate = collectivity(facts, deliberation.collectivity_id).mandate_on(deliberation.held_on)
    return mandate.mandate_id if mandate else None


def submitted_here(programme: ProgrammeState, deliberation: Deliberation) -> Iterator[Check]:
    """This text was laid before this council under this item, and the council has not adopted it yet."""
    passage = programme.current_passage
    submission = passage.submission(deliberation.collectivity_id) if passage else None
    same = submission is not None and submission.model_dump() == place_of(deliberation) | text_of(
        deliberation
    )
    yield GUARDS["submitted_here"].check(
        same,
        because=[programme.because.get(f"submitted:{deliberation.collectivity_id}")],
        session=deliberation.session_id,
        item=deliberation.item_id,
    )
    vote = passage.vote(deliberation.collectivity_id) if passage else None
    yield GUARDS["not_yet_adopted"].check(
        vote is None or vote.outcome != "adopted",
        because=[programme.because.get(f"vote:{deliberation.collectivity_id}")],
        found=deliberation.collectivity_id,
    )


def adoption_guards(programme: ProgrammeState, deliberation: Deliberation, _facts: Facts) -> Iterator[Check]:
    """The text lies before this council under this item; a rejected one only for a re-vote (T10 to T12)."""
    revote = programme.reached is Stage.REJECTED and deliberation.supersedes is not None
    yield GUARDS["before_the_council"].check(
        programme.reached is Stage.SUBMITTED or revote,
        because=[programme.because.get("stage")],
        found=programme.stage,
    )
    yield from submitted_here(programme, deliberation)


def adoption_events(programme: ProgrammeState, deliberation: Deliberation, facts: Facts) -> list[NewEvent]:
    """The council's vote; with the last adoption the programme is adopted and its commitments are planned."""
    place, text, held_on = place_of(deliberation), text_of(deliberation), deliberation.held_on
    if deliberation.outcome == "rejected":
        return [NewEvent(ProgrammeRejectedByCouncil(**place, **text, held_on=held_on))]
    if deliberation.outcome == "referred_back":
        return [referred_back(deliberation)]
    mandate = mandate_of(deliberation, facts)
    by_council = ProgrammeAdoptedByCouncil(**place, **text, held_on=held_on, mandate_id=mandate)
    passage = programme.passage or Passage(**text)
    vote = CouncilVote(**place, outcome="adopted", held_on=held_on, mandate_id=mandate)
    if not passage.voted(vote).adopted_by(programme.collectivity_ids):
        return [NewEvent(by_council)]
    return [NewEvent(by_council), *adopted(programme, deliberation, facts)]


def referred_back(deliberation: Deliberation) -> NewEvent:
    """The council sends the text back."""
    event = ProgrammeReferredBack(
        **place_of(deliberation), held_on=deliberation.held_on, material=bool(deliberation.material)
    )
    return NewEvent(event)


def adopted(programme: ProgrammeState, deliberation: Deliberation, facts: Facts) -> list[NewEvent]:
    """The text is adopted by all and its commitments are planned."""
    text = programme.draft(deliberation.matter.version)
    if text is None:
        return []
    by_council = Decided(by=Role.COUNCIL, decision=DecisionReference(**place_of(deliberation)))
    plan = Plan(programme, text, facts, by_council)
    event = ProgrammeAdopted(
        version=text.version,
        sha256=text.sha256,
        commitments=plan.planned,
        flags=_crossing(programme, facts),
    )
    return [NewEvent(event), *plan.events]


def _crossing(programme: ProgrammeState, facts: Facts) -> tuple[Flag, ...]:
    """A programme that outlasts a council's mandate crosses an election, which is worth knowing early."""
    mandates = (collectivity(facts, identity).mandate for identity in programme.collectivity_ids)
    crossing = any(
        mandate is not None and mandate.ends_on is not None and mandate.ends_on < programme.ends_on
        for mandate in mandates
    )
    return ("period_crosses_mandate",) if crossing else ()
