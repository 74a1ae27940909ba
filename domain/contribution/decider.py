"""The rules of contributions (T6 to T8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.consultation.state import ConsultationState
from domain.contribution import commands as c
from domain.contribution import events as e
from domain.contribution.state import EVOLVE, ContributionState
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Decider, Facts, NewEvent, Rule
from domain.kernel.guards import Check, GuardTable
from domain.participation import rules as shared
from domain.participation.state import RECEIVED, STAFF, UNDECIDED
from domain.programme.rules.order import not_earlier
from domain.programme.stages import OVER
from domain.programme.state import ProgrammeState

GUARDS = GuardTable(__package__, "contribution")
ANSWERERS = shared.COMMITTEE | STAFF


def _consultation(identity: str, facts: Facts) -> ConsultationState:
    return facts.state(f"consultation:{identity}", ConsultationState)


def _submission_guards(
    _state: ContributionState, command: c.SubmitContribution | None, facts: Facts
) -> Iterator[Check]:
    if command is None:
        return
    consultation = _consultation(command.consultation_id, facts)
    opened = consultation.because.get("opened")
    yield GUARDS["consultation_opened"].check(
        bool(consultation.status), because=[opened], found=command.consultation_id
    )
    yield shared.entered_by_staff(command.channel, command.actor)
    yield shared.own_reference(command.author, command.actor)
    yield shared.organisation_sealed(command.author, command.actor)
    yield shared.dated_by_arrival(command.channel, command.effective_at, facts)
    if not consultation.status:
        return
    yield shared.channel_declared(command.channel, consultation.channels, opened)
    opened_on = PartialDate.of(consultation.opened_on) if consultation.opened_on else None
    yield not_earlier("consultation_opened", command.effective_at, opened_on, [opened])
    programme = facts.state(f"programme:{consultation.programme_id}", ProgrammeState)
    yield _programme_goes_on(programme)
    draft = programme.draft(consultation.draft_version)
    known = {one.key for one in draft.commitments} if draft else set()
    yield GUARDS["commitment_in_draft"].check(
        command.commitment_key is None or command.commitment_key in known,
        because=[opened],
        found=command.commitment_key,
        expected=known,
    )


def _programme_goes_on(programme: ProgrammeState) -> Check:
    return GUARDS["programme_goes_on"].check(
        programme.reached not in OVER, because=[programme.because.get("stage")], found=programme.stage
    )


def _reopening_guards(state: ContributionState, _command: object, facts: Facts) -> Iterator[Check]:
    """Contributions are answered as long as the programme goes on, late ones also after the report."""
    yield _programme_goes_on(facts.state(f"programme:{state.programme_id}", ProgrammeState))


def _received_on(command: c.SubmitContribution, facts: Facts) -> date:
    """The day of receipt: what staff enter from paper came on the day they say, all else comes now."""
    told = command.effective_at.day if command.effective_at and command.channel != "online" else None
    return told or legal_day(facts.now)


def _in_time(consultation: ConsultationState, command: c.SubmitContribution, facts: Facts) -> bool:
    """Whether it came by the last day, and is entered before the report is made.

    Online a recorded end is the end; paper received before it counts though it is entered after.
    """
    if consultation.status == "report_published" or consultation.last_day is None:
        return False
    if consultation.status == "closed" and command.channel == "online":
        return False
    return _received_on(command, facts) <= consultation.last_day


def _submitted(_state: ContributionState, command: c.SubmitContribution, facts: Facts) -> list[NewEvent]:
    consultation = _consultation(command.consultation_id, facts)
    kind = e.ContributionReceived if _in_time(consultation, command, facts) else e.ContributionReceivedLate
    fields = command.data() | {"programme_id": consultation.programme_id} | dict(facts.sealed)
    rests_on = tuple(
        event for fact in ("stage", "closes") if (event := consultation.because.get(fact)) is not None
    )
    return [NewEvent(kind(**fields), relies_on=rests_on)]


def _answer_guards(
    state: ContributionState, command: c.AnswerContribution | None, facts: Facts
) -> Iterator[Check]:
    if command is None or command.group_id is None:
        return
    consultation = _consultation(state.consultation_id, facts)
    yield GUARDS["group_answered"].check(
        command.group_id in consultation.groups,
        because=[consultation.because.get(f"group:{command.group_id}")],
        found=command.group_id,
    )


DECIDER: Decider[ContributionState] = Decider(
    kind="contribution",
    plural="contributions",
    state=ContributionState,
    evolve=EVOLVE,
    rules=(
        Rule(c.SubmitContribution, shared.GIVERS, _submitted, _submission_guards),
        *shared.admission(
            (c.FindContributionAdmissible, e.ContributionFoundAdmissible),
            (c.FindContributionInadmissible, e.ContributionFoundInadmissible),
            RECEIVED,
            _reopening_guards,
        ),
        Rule(
            c.AnswerContribution,
            ANSWERERS,
            lambda _state, command, _facts: [NewEvent(e.ContributionAnswered(**command.data()))],
            _answer_guards,
            stages=UNDECIDED,
        ),
        Rule(
            c.WithdrawContribution,
            shared.GIVERS,
            lambda _state, _command, _facts: [NewEvent(e.ContributionWithdrawn())],
            shared.withdrawal_guards,
            stages=UNDECIDED,
        ),
        Rule(
            c.WithdrawContributionConsent,
            shared.GIVERS,
            shared.consent_withdrawn,
            shared.consent_guards,
            step=False,
        ),
        Rule(
            c.RedactContribution,
            shared.KEEPERS,
            shared.redacted,
            shared.redaction_guards,
            reasoned=True,
            step=False,
        ),
        Rule(
            c.EraseContributionPersonalData,
            shared.KEEPERS,
            shared.erased,
            shared.erasure_guards,
            reasoned=True,
            step=False,
        ),
    ),
)
