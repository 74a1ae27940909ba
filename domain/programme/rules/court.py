"""What a court decides about a deliberation, as it is recorded by staff (T19)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import (
    AnnulDeliberation,
    LiftSuspension,
    OrderSuspension,
    RecordCourtReferral,
    RefuseSuspension,
)
from domain.programme.events import DeliberationAnnulled
from domain.programme.planning import given_up
from domain.programme.rules.common import GUARDS, of_some_council
from domain.programme.rules.control import (
    control_of,
    deliberation_adopted,
    no_judge_seized,
    still_open,
)
from domain.programme.rules.order import in_order
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState


def referral_guards(
    state: ProgrammeState, command: RecordCourtReferral | None, facts: Facts
) -> Iterator[Check]:
    """There is a deliberation under control that no judge has yet."""
    named = command.collectivity_id if command else None
    yield from of_some_council(
        state, named, lambda identity: (*still_open(state, identity), no_judge_seized(state, identity))
    )
    if command is not None:
        yield in_order(state, Stage.ADOPTED, PartialDate.of(command.referred_on))


def ruling_guards(
    state: ProgrammeState, command: OrderSuspension | RefuseSuspension | None, facts: Facts
) -> Iterator[Check]:
    """A judge has the deliberation and has not suspended it."""
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: [_judge_seized(state, identity)])
    if command is not None:
        yield in_order(state, "court_referral", PartialDate.of(command.decided_on))


def _judge_seized(state: ProgrammeState, identity: str) -> Check:
    control = control_of(state, identity)
    return GUARDS["judge_seized"].check(
        control.before_court and not control.suspended,
        because=state.because_of_control(identity, "before_court", "suspended"),
    )


def lifting_guards(state: ProgrammeState, command: LiftSuspension | None, facts: Facts) -> Iterator[Check]:
    """A judge suspended the deliberation."""
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: [_suspended(state, identity)])
    if command is not None:
        yield in_order(state, Stage.SUSPENDED, PartialDate.of(command.decided_on))


def _suspended(state: ProgrammeState, identity: str) -> Check:
    return GUARDS["deliberation_suspended"].check(
        control_of(state, identity).suspended, because=state.because_of_control(identity, "suspended")
    )


def annulling_guards(
    state: ProgrammeState, command: AnnulDeliberation | None, facts: Facts
) -> Iterator[Check]:
    """There is an adopted deliberation to annul: that on the version named, else an amendment's while one is
    before control. How a programme taken over early was adopted is not on record.
    """
    if command is None:
        return
    yield in_order(state, Stage.ADOPTED, PartialDate.of(command.decided_on))
    amendment = state.amendment.version if state.amendment else None
    named = command.version is not None and command.version == amendment
    if state.passage is not None or not state.taken_over or named:
        yield deliberation_adopted(state, command.collectivity_id, command.version)


def annulled(state: ProgrammeState, command: AnnulDeliberation, facts: Facts) -> list[NewEvent]:
    """The deliberation falls; with the programme's own, its commitments fall too."""
    event = NewEvent(DeliberationAnnulled(**command.data()))
    return [event] if state.amends(command.version) else [event, *given_up(state, facts)]
