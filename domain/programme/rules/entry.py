"""Entry of a programme that ran before this service knew it, with what is known and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.programme.commands import EnterCommitments, TakeOverProgramme
from domain.programme.events import CommitmentsEntered, ProgrammeTakenOver
from domain.programme.events.entry import ADOPTED_BEFORE
from domain.programme.planning import Plan
from domain.programme.rules.common import GUARDS, collectivity, moment, rules_of
from domain.programme.rules.drafting import text_checks
from domain.programme.rules.founding import founding_guards, unique_keys
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState
from domain.programme.text import digest
from domain.programme.values import (
    Decided,
    DraftVersion,
    MandateAt,
    Part,
    PlannedCommitment,
    ProposedCommitment,
)

_COLLECTED: tuple[Part, ...] = ("axes", "workshop")
_CONSULTED: tuple[Part, ...] = (*_COLLECTED, "idea_dispositions", "consultation")
_VOTED: tuple[Part, ...] = (*_CONSULTED, "committee_validation", "council_vote")
_CONTROLLED: tuple[Part, ...] = (*_VOTED, "administrative_control")
_PUBLISHED: tuple[Part, ...] = (*_CONTROLLED, "publication")
BEHIND: dict[Stage, tuple[Part, ...]] = {
    Stage.IDEA_COLLECTION: ("axes",),
    Stage.DRAFTING: _COLLECTED,
    Stage.FINALISING: _CONSULTED,
    Stage.ADOPTED: _VOTED,
    Stage.UNDER_CONTROL: _VOTED,
    Stage.EXECUTORY: _CONTROLLED,
    Stage.IN_EXECUTION: _PUBLISHED,
    Stage.FINAL_EVALUATION: _PUBLISHED,
}
"""The stages at which a programme can be taken over, with the parts of the procedure that lie behind each."""
RUNNING = frozenset({Stage.IN_EXECUTION, Stage.FINAL_EVALUATION})


def take_over_guards(
    state: ProgrammeState, command: TakeOverProgramme | None, facts: Facts
) -> Iterator[Check]:
    """Membership and period as for any programme; every part behind it is known with evidence or missing."""
    if command is None:
        return
    yield from founding_guards(state, command, facts)
    stage = command.stage_reached
    yield GUARDS["stage_can_be_taken_over"].check(stage in BEHIND, found=stage, expected=BEHIND)
    told = [fact.part for fact in command.known] + list(command.missing)
    disputed = set(told) ^ set(BEHIND.get(stage, ())) | {part for part in told if told.count(part) > 1}
    yield GUARDS["parts_accounted"].check(not disputed, found=disputed)
    needs_text = stage in ADOPTED_BEFORE - RUNNING
    yield GUARDS["text_given"].check(bool(command.commitments) or not needs_text)
    collecting = stage is Stage.IDEA_COLLECTION
    yield GUARDS["channels_given"].check(command.channels is not None or not collecting)
    controlled = command.regime not in (None, "none") and command.received_on is not None
    bare = command.regime is None and command.received_on is None
    yield GUARDS["control_known"].check(controlled if stage is Stage.UNDER_CONTROL else bare)
    yield _period_over(command, facts)
    yield unique_keys([commitment.key for commitment in command.commitments])
    known = {axis.key for axis in command.axes}
    strange = {one.axis for one in command.commitments if one.axis is not None} - known
    yield GUARDS["axis_known"].check(not strange, found=strange)


def _period_over(command: TakeOverProgramme, facts: Facts) -> Check:
    """Final evaluation follows execution: its period is over, or it ended early for a reason (T26)."""
    today = legal_day(moment(command, facts))
    over = today > command.ends_on or (command.starts_on <= today and command.reason is not None)
    return GUARDS["period_over_at_entry"].check(
        over or command.stage_reached is not Stage.FINAL_EVALUATION,
        found=command.ends_on,
        expected=command.starts_on,
    )


def taken_over(state: ProgrammeState, command: TakeOverProgramme, facts: Facts) -> list[NewEvent]:
    """The programme as found; commitments in force get streams of their own."""
    stage, lead = command.stage_reached, command.collectivity_ids[0]
    entering = state.model_copy(
        update={"collectivity_ids": command.collectivity_ids, "unverified": BEHIND[stage]}
    )
    early = stage is Stage.IN_EXECUTION and command.starts_on > legal_day(moment(command, facts))
    in_force = command.commitments if stage in ADOPTED_BEFORE else ()
    planned, events = _planned(entering, in_force, 1, facts)
    mandates = ((one, collectivity(facts, one).mandate) for one in command.collectivity_ids)
    event = ProgrammeTakenOver(
        **command.data(),
        unverified=BEHIND[stage],
        sha256=digest(command.commitments) if command.commitments else None,
        planned=planned,
        flags=("before_period",) if early else None,
        mandates=tuple(
            MandateAt(collectivity_id=one, mandate_id=mandate.mandate_id)
            for one, mandate in mandates
            if mandate is not None
        ),
    )
    return [NewEvent(event, rule_set=rules_of(command, facts, lead).id), *events]


def _planned(
    state: ProgrammeState, commitments: Sequence[ProposedCommitment], version: int, facts: Facts
) -> tuple[tuple[PlannedCommitment, ...], list[NewEvent]]:
    text = DraftVersion(version=version, sha256=digest(commitments), commitments=tuple(commitments))
    plan = Plan(state.model_copy(update={"commitments": ()}), text, facts, Decided(by=Role.COUNCIL))
    return plan.planned, plan.events


def entering_guards(
    state: ProgrammeState, command: EnterCommitments | None, _facts: Facts
) -> Iterator[Check]:
    """Only a programme that was taken over can have commitments that this service did not see adopted."""
    yield GUARDS["was_taken_over"].check(state.taken_over, because=[state.because.get("taken_over")])
    yield GUARDS["no_open_amendment"].check(
        state.amendment is None, because=[state.because.get("amendment")], found=None
    )
    if command is not None:
        known = [planned.key for planned in state.commitments]
        yield unique_keys(known + [commitment.key for commitment in command.commitments])
        yield from text_checks(state, command.commitments)


def entered(state: ProgrammeState, command: EnterCommitments, facts: Facts) -> list[NewEvent]:
    """Further commitments in force, and the whole text's digest with them."""
    before = state.draft(state.adopted_version)
    whole = (*(before.commitments if before else ()), *command.commitments)
    version = state.next_version
    planned, events = _planned(state, command.commitments, version, facts)
    event = CommitmentsEntered(**command.data(), planned=planned, version=version, sha256=digest(whole))
    return [NewEvent(event), *events]
