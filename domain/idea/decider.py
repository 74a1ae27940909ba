"""The rules of ideas (T4, T5)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.idea import commands as c
from domain.idea import events as e
from domain.idea.state import EVOLVE, IdeaState
from domain.kernel.commands import Command
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.deciding import exists
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role
from domain.participation import rules as shared
from domain.programme.rules.order import in_order, not_earlier
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState

GUARDS = GuardTable(__package__, "idea")
EXAMINED_AT = frozenset({Stage.DRAFTING, Stage.CONSULTATION, Stage.FINALISING})
"""Stages of a programme at which its committee decides on ideas (T5, and again after a consultation)."""
DECIDED_AT = EXAMINED_AT | {Stage.REFERRED_BACK}
"""What was accepted is decided on anew where an objection has its commitment leave the text."""
REOPENED_AT = EXAMINED_AT | {Stage.IDEA_COLLECTION}
"""Stages at which an idea that was found inadmissible can still be taken up and find an answer."""
DECIDED = frozenset({"accepted", "deferred", "not_retained"})
MERGED_INTO = DECIDED | {"admissible"}


def _programme(programme_id: str, facts: Facts) -> ProgrammeState:
    return facts.state(f"programme:{programme_id}", ProgrammeState)


def _submission_guards(_state: IdeaState, command: c.SubmitIdea | None, facts: Facts) -> Iterator[Check]:
    if command is None:
        return
    programme = _programme(command.programme_id, facts)
    there = exists(programme, f"programme:{command.programme_id}")
    yield there
    if not there.met:
        return
    opened = programme.because.get("stage")
    yield GUARDS["collection_open"].check(
        programme.reached is Stage.IDEA_COLLECTION,
        because=[opened],
        programme=command.programme_id,
        found=programme.stage,
    )
    yield shared.entered_by_staff(command.channel, command.actor)
    yield shared.own_reference(command.author, command.actor)
    yield shared.organisation_sealed(command.author, command.actor)
    yield shared.dated_by_arrival(command.channel, command.effective_at, facts)
    if programme.reached is Stage.IDEA_COLLECTION:
        yield in_order(programme, Stage.IDEA_COLLECTION, command.effective_at)
        yield shared.channel_declared(command.channel, programme.channels, opened)
        known = {axis.key for axis in programme.axes}
        yield GUARDS["axis_known"].check(
            command.axis is None or command.axis in known,
            because=[programme.because.get("axes")],
            found=command.axis,
            expected=known,
        )


def _submitted(_state: IdeaState, command: c.SubmitIdea, facts: Facts) -> list[NewEvent]:
    return [NewEvent(e.IdeaSubmitted(**(command.data() | dict(facts.sealed))))]


def _examination(state: IdeaState, facts: Facts, stages: frozenset[Stage] = EXAMINED_AT) -> Check:
    programme = _programme(state.programme_id, facts)
    return GUARDS["under_examination"].check(
        programme.reached in stages,
        because=[programme.because.get("stage")],
        expected=stages,
        found=programme.stage,
    )


def _reopening_guards(state: IdeaState, _command: object, facts: Facts) -> Iterator[Check]:
    """There is still a committee to decide on what has its answer, or it would stay without one."""
    yield _examination(state, facts, REOPENED_AT)


def _decided_in_order(state: IdeaState, command: Command, facts: Facts) -> Iterator[Check]:
    """An idea is decided on after it came, in a stage that had begun."""
    yield not_earlier("idea", command.effective_at, state.received_on, [state.because.get("submitted")])
    yield in_order(_programme(state.programme_id, facts), Stage.DRAFTING, command.effective_at)


def _disposition_guards(state: IdeaState, command: c.DispositionIdea | None, facts: Facts) -> Iterator[Check]:
    yield _examination(state, facts, DECIDED_AT)
    if command is None:
        return
    yield from _decided_in_order(state, command, facts)
    if command.outcome != "accepted":
        yield GUARDS["reason_code_given"].check(command.reason is not None, found=command.outcome)


def _merge_guards(state: IdeaState, command: c.MergeIdea | None, facts: Facts) -> Iterator[Check]:
    yield _examination(state, facts)
    if command is None:
        others = facts.members(f"programme:{state.programme_id}/idea", IdeaState)
        there = any(one.status in MERGED_INTO and one.stream != state.stream for one in others)
        yield GUARDS["target_stands"].check(there, found=None)
        return
    yield from _decided_in_order(state, command, facts)
    stream = f"idea:{command.target_id}"
    target = facts.state(stream, IdeaState)
    yield GUARDS["another_idea"].check(stream != state.stream, found=command.target_id)
    yield GUARDS["same_programme"].check(
        target.programme_id == state.programme_id, because=[target.because.get("submitted")], found=stream
    )
    yield GUARDS["target_stands"].check(
        target.status in MERGED_INTO,
        because=[target.because.get("stage")],
        found=target.status,
    )


def _merged(state: IdeaState, command: c.MergeIdea, _facts: Facts) -> list[NewEvent]:
    merged_id = state.stream.partition(":")[2]
    told = e.IdeaAbsorbed(merged_id=merged_id, response=command.response)
    return [
        NewEvent(e.IdeaMergedInto(**command.data())),
        NewEvent(told, stream=f"idea:{command.target_id}"),
    ]


def _withdrawal_guards(state: IdeaState, command: c.WithdrawIdea | None, facts: Facts) -> Iterator[Check]:
    """The authors of ideas that were merged into this one wait for the answer that it will get."""
    because = [state.because.get(f"absorbed:{identity}") for identity in state.absorbed]
    yield GUARDS["absorbed_none"].check(not state.absorbed, because=because, found=state.absorbed)
    yield from shared.withdrawal_guards(state, command, facts)


RECEIVED = frozenset({"received"})
UNDECIDED = RECEIVED | {"admissible"}
DECIDER: Decider[IdeaState] = Decider(
    kind="idea",
    plural="ideas",
    state=IdeaState,
    evolve=EVOLVE,
    rules=(
        Rule(c.SubmitIdea, shared.GIVERS, _submitted, _submission_guards),
        *shared.admission(
            (c.FindIdeaAdmissible, e.IdeaFoundAdmissible),
            (c.FindIdeaInadmissible, e.IdeaFoundInadmissible),
            RECEIVED,
            _reopening_guards,
        ),
        Rule(
            c.DispositionIdea,
            shared.COMMITTEE,
            lambda _state, command, _facts: [NewEvent(e.IdeaDispositioned(**command.data()))],
            _disposition_guards,
            stages=DECIDED | {"admissible"},
        ),
        Rule(c.MergeIdea, shared.COMMITTEE, _merged, _merge_guards, stages=DECIDED | {"admissible"}),
        Rule(
            c.ReplyToIdea,
            shared.EXAMINERS | {Role.COUNCIL_PRESIDENT},
            lambda _state, command, _facts: [NewEvent(e.IdeaAnswered(**command.data()))],
            step=False,
        ),
        Rule(
            c.WithdrawIdea,
            shared.GIVERS,
            lambda _state, _command, _facts: [NewEvent(e.IdeaWithdrawn())],
            _withdrawal_guards,
            stages=UNDECIDED,
        ),
        Rule(
            c.WithdrawIdeaConsent,
            shared.GIVERS,
            shared.consent_withdrawn,
            shared.consent_guards,
            step=False,
        ),
        Rule(
            c.RedactIdea, shared.KEEPERS, shared.redacted, shared.redaction_guards, reasoned=True, step=False
        ),
        Rule(
            c.EraseIdeaPersonalData,
            shared.KEEPERS,
            shared.erased,
            shared.erasure_guards,
            reasoned=True,
            step=False,
        ),
    ),
)
