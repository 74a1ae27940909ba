"""Entry of a programme that ran before this service knew it, with what is known and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.consultation.events import ConsultationOpened
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.programme import rounds
from domain.programme.commands import EnterCommitments, TakeOverProgramme
from domain.programme.events import CommitmentsEntered, ProgrammeTakenOver
from domain.programme.events.entry import ADOPTED_BEFORE, HALTED_AFTER_ADOPTION
from domain.programme.planning import Plan
from domain.programme.rules.behind import HALTED, STOPPED, behind
from domain.programme.rules.common import GUARDS, collectivity, moment, rules_of, rules_on
from domain.programme.rules.drafting import text_checks
from domain.programme.rules.founding import founding_guards, unique_keys
from domain.programme.stages import EXECUTED, Stage
from domain.programme.state import ProgrammeState
from domain.programme.text import digest
from domain.programme.values import (
    Decided,
    DraftVersion,
    MandateAt,
    PlannedCommitment,
    ProposedCommitment,
)

WITHOUT_TEXT = EXECUTED | {Stage.INITIATED, Stage.IDEA_COLLECTION, Stage.DRAFTING, Stage.FINALISING}
"""Stages at which a programme can enter though its text is not at hand."""
OPEN_TO_PUBLIC = frozenset({Stage.IDEA_COLLECTION, Stage.CONSULTATION})


def take_over_guards(
    state: ProgrammeState, command: TakeOverProgramme | None, facts: Facts
) -> Iterator[Check]:
    """Membership and period as for any programme; every part behind it is known with evidence or missing."""
    if command is None:
        return
    yield from founding_guards(state, command, facts)
    yield _halt_known(command)
    told = [fact.part for fact in command.known] + list(command.missing)
    disputed = set(told) ^ set(behind(command)) | {part for part in told if told.count(part) > 1}
    yield GUARDS["parts_accounted"].check(not disputed, found=disputed)
    yield from _what_the_stage_needs(command)
    yield _period_over(command, facts)
    yield unique_keys([commitment.key for commitment in command.commitments])
    known = {axis.key for axis in command.axes}
    strange = {one.axis for one in command.commitments if one.axis is not None} - known
    yield GUARDS["axis_known"].check(not strange, found=strange)


def _halt_known(command: TakeOverProgramme) -> Check:
    """What stopped the programme is said where it stands still: for whom, since when, why."""
    stage, halt = command.stage_reached, command.halt
    possible = [halted_by for halted_by, (reached, _) in HALTED.items() if reached is stage]
    if halt is None:
        met = stage not in STOPPED
    else:
        bound = halt.collectivity_id in command.collectivity_ids
        dated = not halt.stops_deadlines or halt.halted_on.day is not None
        met = halt.halted_by in possible and bound and dated and command.reason is not None
    return GUARDS["halt_known"].check(
        met, found=halt.halted_by if halt else None, expected=possible, stage=stage
    )


def _what_the_stage_needs(command: TakeOverProgramme) -> Iterator[Check]:
    """The text, the ways to take part, the consultation's days, the control: as the stage has them."""
    stage, halted_by = command.stage_reached, command.halt.halted_by if command.halt else None
    needs_text = stage not in WITHOUT_TEXT and halted_by != "execution_suspended"
    yield GUARDS["text_given"].check(bool(command.commitments) or not needs_text)
    yield GUARDS["channels_given"].check(command.channels is not None or stage not in OPEN_TO_PUBLIC)
    consultation = command.consultation
    known = consultation is not None and consultation.opened_on < consultation.closes_on
    yield GUARDS["consultation_known"].check(
        known if stage is Stage.CONSULTATION else consultation is None, stage=stage
    )
    controlled = command.regime not in (None, "none") and command.received_on is not None
    bare = command.regime is None and command.received_on is None
    either = halted_by == "deliberation_suspended" and (controlled or bare)
    yield GUARDS["control_known"].check(
        either or (controlled if stage is Stage.UNDER_CONTROL else bare),
    )


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
        update={"collectivity_ids": command.collectivity_ids, "unverified": behind(command)}
    )
    early = stage is Stage.IN_EXECUTION and command.starts_on > legal_day(moment(command, facts))
    in_force = command.commitments if _stands(command) else ()
    planned, events = _planned(entering, in_force, 1, facts)
    mandates = ((one, collectivity(facts, one).mandate) for one in command.collectivity_ids)
    event = ProgrammeTakenOver(
        **command.data(),
        unverified=behind(command),
        sha256=digest(command.commitments) if command.commitments else None,
        planned=planned,
        flags=("before_period",) if early else None,
        mandates=tuple(
            MandateAt(collectivity_id=one, mandate_id=mandate.mandate_id)
            for one, mandate in mandates
            if mandate is not None
        ),
    )
    rules = rules_of(command, facts, lead)
    return [NewEvent(event, rule_set=rules.id), *_consultation(state, command, facts), *events]


def _stands(command: TakeOverProgramme) -> bool:
    """Whether the councils adopted the text and no court struck it since: its commitments are planned."""
    if command.halt is None:
        return command.stage_reached in ADOPTED_BEFORE
    halted_by = command.halt.halted_by
    return halted_by in HALTED_AFTER_ADOPTION and halted_by != "court_annulment"


def _consultation(state: ProgrammeState, command: TakeOverProgramme, facts: Facts) -> Iterator[NewEvent]:
    """The open consultation gets the stream in which its contributions are counted and answered."""
    running = command.consultation
    if running is None:
        return
    identity, opened_on = facts.new_id("consultation"), PartialDate.of(running.opened_on)
    rules = rules_on(facts, command.collectivity_ids[0], running.opened_on)
    short = (running.closes_on - running.opened_on).days < rules.minimum_consultation_days.value
    opened = ConsultationOpened(
        programme_id=state.programme_id,
        round=1,
        draft_version=1,
        opens_on=running.opened_on,
        closes_on=running.closes_on,
        channels=command.channels or (),
        flags=("consultation_length",) if short else (),
    )
    stream = f"consultation:{identity}"
    yield NewEvent(opened, stream=stream, rule_set=rules.id, effective_at=opened_on)
    round_opened = rounds.opened(state.programme_id, identity, 1, 1, running.closes_on)
    yield round_opened._replace(effective_at=opened_on)


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
