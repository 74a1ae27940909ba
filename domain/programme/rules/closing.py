"""The end: assessments published, everything answered, councils took note (T27, T28)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.assessment.state import AssessmentState
from domain.commitment.events import CommitmentCarriedOver
from domain.consultation.state import ConsultationState
from domain.contribution.state import ContributionState
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.kernel.values import Role
from domain.programme.commands import CloseProgramme
from domain.programme.events import AnswersAccountedFor, ProgrammeClosed
from domain.programme.planning import FINISHED, commitments_of, dropped
from domain.programme.rules.common import GUARDS, decisions_awaited, every_council_decided
from domain.programme.rules.ideas import AT_ONCE, ideas_answered, ideas_of
from domain.programme.state import ProgrammeState
from domain.programme.values import Decided, DecisionReference, Disposition

TAKING_NOTE = frozenset({"programme_closure"})


def assessed(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    """Each commitment is rated, or found without evidence, by the committee and by an independent body."""
    commitments = {one.stream.partition(":")[2] for one in commitments_of(state, facts)}
    assessments = facts.members(f"{state.stream}/assessment", AssessmentState)
    for kind in ("self", "independent"):
        published = [one for one in assessments if one.kind == kind]
        rated = frozenset().union(*(one.rated for one in published))
        missing = sorted(commitments - rated)
        yield GUARDS[f"{kind}_assessment"].check(
            bool(published) and not missing,
            because=[one.because.get("published") for one in published],
            found=missing,
        )
    workshops = [one for one in assessments if one.kind == "workshop"]
    because = [one.because.get("published") for one in workshops]
    yield GUARDS["evaluation_workshop"].check(bool(workshops), because=because)


def _contributions(state: ProgrammeState, facts: Facts) -> tuple[ContributionState, ...]:
    return facts.members(f"{state.stream}/contribution", ContributionState)


def _answered(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    """No idea and no contribution, late ones included, is left without an answer."""
    yield ideas_answered(state, facts)
    consultations = [
        facts.state(f"consultation:{identity}", ConsultationState) for identity in state.consultation_ids
    ]
    contributions = _contributions(state, facts)
    open_rounds = {one.stream.partition(":")[2] for one in consultations if one.status != "report_published"}
    waiting = {one.consultation_id for one in contributions if one.waits}
    yield GUARDS["contributions_answered"].check(
        not open_rounds | waiting,
        because=[one.because.get("stage") for one in consultations],
        found=open_rounds | waiting,
    )


def closing_guards(state: ProgrammeState, command: CloseProgramme | None, facts: Facts) -> Iterator[Check]:
    """Assessed and answered; the fate of what is unfinished is decided, and of nothing else."""
    yield from assessed(state, facts)
    yield from _answered(state, facts)
    if command is None:
        yield decisions_awaited(state, TAKING_NOTE, facts)
        return
    yield from every_council_decided(state, command.decisions, TAKING_NOTE, facts)
    commitments = commitments_of(state, facts)
    unfinished = {one.stream.partition(":")[2] for one in commitments if one.status not in FINISHED}
    disposed = [disposition.commitment_id for disposition in command.dispositions]
    because = [one.because.get("stage") for one in commitments]
    lacking, strange = unfinished - set(disposed), set(disposed) - unfinished
    yield GUARDS["unfinished_disposed"].check(not lacking, because=because, found=sorted(lacking))
    twice = {identity for identity in disposed if disposed.count(identity) > 1}
    yield GUARDS["disposition_apt"].check(not strange | twice, because=because, found=strange | twice)


def closed(state: ProgrammeState, command: CloseProgramme, facts: Facts) -> list[NewEvent]:
    """The programme is closed, and each unfinished commitment with it, over the answers given until then."""
    noted = next((one for one in command.decisions if one.collectivity_id == state.lead), None)
    return [
        NewEvent(ProgrammeClosed(**command.data())),
        *(_disposed(disposition, noted) for disposition in command.dispositions),
        *_accounted_for(state, facts),
    ]


def _accounted_for(state: ProgrammeState, facts: Facts) -> Iterator[NewEvent]:
    """Events that rely on each answer, so that none can be unmade behind the closure. The report of a round
    relies on those before it alone, and late contributions are answered after it.
    """
    ideas, contributions = ideas_of(state, facts), _contributions(state, facts)
    answered = [("idea", one.because.get("stage")) for one in ideas]
    answered += [("contribution", one.because.get("stage")) for one in contributions]
    for first in range(0, len(answered), AT_ONCE):
        part = answered[first : first + AT_ONCE]
        kinds = Counter(kind for kind, _ in part)
        yield NewEvent(
            AnswersAccountedFor(ideas=kinds["idea"], contributions=kinds["contribution"]),
            relies_on=tuple(event for _, event in part if event),
        )


def _disposed(disposition: Disposition, noted: DecisionReference | None) -> NewEvent:
    """What becomes of one commitment, in its own stream; the leading council is named for all of them."""
    if disposition.fate == "dropped":
        why = disposition.reason
        decided = Decided(by=Role.COUNCIL, decision=noted, reason=why.code, explained=why.text)
        return dropped(disposition.commitment_id, decided)
    return NewEvent(CommitmentCarriedOver(), stream=f"commitment:{disposition.commitment_id}")
