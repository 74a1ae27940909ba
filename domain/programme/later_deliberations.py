"""Deliberations on a text that has been before a council already: anew, on an amendment, on withdrawal."""

from __future__ import annotations

from collections.abc import Iterator

from domain.council_session.values import Deliberation
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.deliberations import (
    adopted,
    mandate_of,
    place_of,
    referred_back,
    submitted_here,
    text_of,
)
from domain.programme.events import AmendmentVoted, NewDeliberationVoted, ProgrammeWithdrawn
from domain.programme.planning import given_up
from domain.programme.rules.common import GUARDS, after_publication, not_before
from domain.programme.stages import BEFORE_SUBMISSION, Stage
from domain.programme.state import ProgrammeState
from domain.programme.values import DecisionReference, DraftVersion

BEFORE_EXECUTORY = BEFORE_SUBMISSION | {
    Stage.SUBMITTED,
    Stage.REJECTED,
    Stage.REFERRED_BACK,
    Stage.ADOPTED,
    Stage.UNDER_CONTROL,
}


def _known_text(programme: ProgrammeState, deliberation: Deliberation) -> Iterator[Check]:
    text: DraftVersion | None = programme.draft(deliberation.matter.version)
    yield GUARDS["same_text"].check(
        text is not None and text.sha256 == deliberation.matter.sha256,
        because=[programme.because.get("draft")],
        found=deliberation.matter.sha256,
        expected=text.sha256 if text else None,
    )
    yield after_publication(programme, deliberation.matter.version, PartialDate.of(deliberation.held_on))


def new_deliberation_guards(
    programme: ProgrammeState, deliberation: Deliberation, _facts: Facts
) -> Iterator[Check]:
    """An objection asks for it; only a council that is bound alone may change the text in it (T18)."""
    passage, identity = programme.current_passage, deliberation.collectivity_id
    yield GUARDS["objection_pending"].check(
        passage is not None and passage.control(identity).objected and passage.referred_by == "objection",
        because=[*programme.because_of_control(identity, "objected"), programme.because.get("stage")],
        found=identity,
    )
    objected_on = passage.control(identity).objected_on if passage else None
    yield not_before(
        "after_objection",
        PartialDate.of(deliberation.held_on),
        PartialDate.of(objected_on) if objected_on else None,
        programme.because_of_control(identity, "objected_on"),
    )
    yield from _known_text(programme, deliberation)
    alone = len(programme.collectivity_ids) == 1 and programme.amendment is None
    same = passage is not None and passage.sha256 == deliberation.matter.sha256
    yield GUARDS["amended_alone"].check(alone or same, because=[programme.because.get("initiated")])


def new_deliberation_events(
    programme: ProgrammeState, deliberation: Deliberation, facts: Facts
) -> list[NewEvent]:
    """The text is kept, changed, sent back to drafting, or falls with its commitments."""
    if deliberation.outcome == "referred_back" and programme.amendment is None:
        return [referred_back(deliberation)]
    passage = programme.current_passage
    same = passage is not None and passage.sha256 == deliberation.matter.sha256
    fallen = deliberation.outcome != "adopted"
    event = NewDeliberationVoted(
        **place_of(deliberation),
        **text_of(deliberation),
        held_on=deliberation.held_on,
        result="not_maintained" if fallen else "confirmed" if same else "amended",
    )
    decision = DecisionReference(**place_of(deliberation))
    if fallen and programme.amendment is None:
        return [NewEvent(event), *given_up(programme, facts, decision)]
    return [NewEvent(event), *(() if fallen or same else adopted(programme, deliberation, facts))]


def amendment_guards(programme: ProgrammeState, deliberation: Deliberation, _facts: Facts) -> Iterator[Check]:
    """The amendment lies before this council under this item (T24)."""
    amendment = programme.amendment
    yield GUARDS["amendment_open"].check(
        amendment is not None and programme.reached is Stage.IN_EXECUTION,
        because=[programme.because.get("amendment"), programme.because.get("stage")],
        found=deliberation.matter.version,
    )
    if amendment is not None:
        yield from submitted_here(programme, deliberation)


def amendment_events(_programme: ProgrammeState, deliberation: Deliberation, facts: Facts) -> list[NewEvent]:
    """The council's vote on the amendment."""
    event = AmendmentVoted.model_validate(
        place_of(deliberation)
        | text_of(deliberation)
        | {
            "outcome": deliberation.outcome,
            "held_on": deliberation.held_on,
            "mandate_id": mandate_of(deliberation, facts),
        }
    )
    return [NewEvent(event)]


def withdrawal_guards(
    programme: ProgrammeState, _deliberation: Deliberation, _facts: Facts
) -> Iterator[Check]:
    """A council can give the programme up until it is executory (T29)."""
    judged = programme.reached is Stage.SUSPENDED and not programme.execution_suspended
    yield GUARDS["after_the_vote"].check(
        programme.reached in BEFORE_EXECUTORY or judged,
        because=[programme.because.get("stage")],
        found=programme.stage,
    )


def withdrawal_events(programme: ProgrammeState, deliberation: Deliberation, facts: Facts) -> list[NewEvent]:
    """The programme is withdrawn with its commitments; a motion that fails changes nothing."""
    if deliberation.outcome != "adopted":
        return []
    place = place_of(deliberation)
    event = ProgrammeWithdrawn(decided_by="council", **place)
    return [NewEvent(event), *given_up(programme, facts, DecisionReference(**place))]
