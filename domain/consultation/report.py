"""Answers to contributions, in groups, and the report that closes a round (T8)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.consultation import commands as c
from domain.consultation import events as e
from domain.consultation.state import ConsultationState
from domain.consultation.table import GUARDS
from domain.contribution.events import ContributionAnswered
from domain.contribution.state import ContributionState
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.rules.order import not_earlier
from domain.programme.text import digest_of_ids

AT_ONCE = 400
"""So many contributions fit into one event as facts that it relies on."""
SHOWN = 10


def _contributions(state: ConsultationState, facts: Facts) -> tuple[ContributionState, ...]:
    return facts.members(f"{state.stream}/contribution", ContributionState)


def unseen(state: ConsultationState, facts: Facts) -> list[ContributionState]:
    """Contributions that nobody has looked at yet."""
    return [one for one in _contributions(state, facts) if one.unseen]


def _identity(contribution: ContributionState) -> str:
    return contribution.stream.partition(":")[2]


def group_guards(
    state: ConsultationState, command: c.AnswerContributionGroup | None, facts: Facts
) -> Iterator[Check]:
    """The group is new, and each contribution is of this consultation and waits for an answer.

    That they wait is checked by the append: each answer is the next event of its contribution. Which event
    each rests on is not listed, since they are many and an answer to nothing harms nobody.
    """
    if command is None:
        waiting = any(one.waits for one in _contributions(state, facts))
        yield GUARDS["still_waiting"].check(waiting, found=None)
        return
    yield GUARDS["group_new"].check(
        command.group_id not in state.groups,
        because=[state.because.get(f"group:{command.group_id}")],
        found=command.group_id,
    )
    asked = {
        identity: facts.state(f"contribution:{identity}", ContributionState)
        for identity in command.contribution_ids
    }
    strange = [key for key, one in asked.items() if one.consultation_id != state.consultation_id]
    yield GUARDS["of_this_consultation"].check(not strange, found=strange[:SHOWN])
    answered = [key for key, one in asked.items() if key not in strange and not one.waits]
    yield GUARDS["still_waiting"].check(not answered, found=answered[:SHOWN])


def group_answered(
    _state: ConsultationState, command: c.AnswerContributionGroup, _facts: Facts
) -> Iterator[NewEvent]:
    """The answer once in the consultation, and a reference to it in each contribution."""
    yield NewEvent(e.GroupAnswerGiven(**command.data()))
    for identity in command.contribution_ids:
        answer = ContributionAnswered(group_id=command.group_id)
        yield NewEvent(answer, stream=f"contribution:{identity}")


def report_guards(
    state: ConsultationState, command: c.PublishConsultationReport | None, facts: Facts
) -> Iterator[Check]:
    """Every contribution has its answer, in time or late, if only why it is inadmissible; or its words were
    erased before. `reported` gives events that rely on each.
    """
    if command is not None:
        closed_on = PartialDate.of(state.closed_on) if state.closed_on else None
        closed = [state.because.get("closed")]
        yield not_earlier("consultation_closed", command.effective_at, closed_on, closed)
    waiting = [_identity(one) for one in _contributions(state, facts) if one.waits]
    yield GUARDS["contributions_answered"].check(
        not waiting, found=len(waiting), contributions=waiting[:SHOWN]
    )


def reported(
    state: ConsultationState, command: c.PublishConsultationReport, facts: Facts
) -> Iterator[NewEvent]:
    """The report with the counts, and events that rely on the answer of each contribution."""
    given = _contributions(state, facts)
    withdrawn = sum(one.status == "withdrawn" for one in given)
    counted = sum(one.counted for one in given)
    yield NewEvent(
        e.ConsultationReportPublished(
            **command.data(),
            counted=counted,
            late=len(given) - withdrawn - counted,
            withdrawn=withdrawn,
            inadmissible=sum(one.status == "inadmissible" for one in given),
            contributions_digest=digest_of_ids(_identity(one) for one in given),
        )
    )
    answers = [one.settled_by for one in given]
    for first in range(0, len(answers), AT_ONCE):
        part = tuple(event for event in answers[first : first + AT_ONCE] if event)
        yield NewEvent(
            e.ContributionsAccountedFor(first=first + 1, last=min(first + AT_ONCE, len(answers))),
            relies_on=part,
        )
