"""Rounds of public consultation, what is contributed to them, and its answers (T6 to T8)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.consultation.commands import (
    AnswerContributionGroup,
    CloseConsultation,
    OpenConsultation,
    PublishConsultationReport,
)
from domain.consultation.decider import DECIDER as CONSULTATION
from domain.consultation.state import ConsultationState
from domain.contribution.commands import (
    AnswerContribution,
    FindContributionAdmissible,
    FindContributionInadmissible,
    SubmitContribution,
)
from domain.contribution.decider import DECIDER as CONTRIBUTION
from domain.contribution.state import ContributionState
from domain.kernel.dates import legal_day
from domain.kernel.decider import Elsewhere, Facts, OnOthers, never
from domain.kernel.guards import Check
from domain.participation.rules import GIVERS
from domain.programme.rounds import round_possible
from domain.programme.rules.common import FOCAL, GUARDS
from domain.programme.stages import OVER
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import CLOCK


def _to_consult(state: ProgrammeState, _facts: Facts) -> bool:
    """In drafting, where a text that was sent back was changed in substance, and on a material amendment."""
    return state.open_consultation_id is None and round_possible(state)


def _draft_there(state: ProgrammeState, _facts: Facts) -> Iterator[Check]:
    yield GUARDS["draft_published"].check(bool(state.drafts), because=[state.because.get("draft")])


def _consulting(state: ProgrammeState, _facts: Facts) -> bool:
    return state.open_consultation_id is not None and state.reached not in OVER


def _closing_day_over(state: ProgrammeState, facts: Facts) -> Iterator[Check]:
    consultation = facts.state(f"consultation:{state.open_consultation_id}", ConsultationState)
    closes_on = consultation.closes_on
    yield GUARDS["consultation_runs"].check(
        closes_on is None or legal_day(facts.now) > closes_on,
        because=[consultation.because.get("closes")],
        found=state.open_consultation_id,
        round=len(state.consultation_ids),
        expected=closes_on,
    )


def _closed(state: ProgrammeState, facts: Facts) -> list[ConsultationState]:
    """Rounds that have no report yet."""
    if state.reached in OVER:
        return []
    ids = [one for one in state.consultation_ids if one != state.open_consultation_id]
    found = [facts.state(f"consultation:{one}", ConsultationState) for one in ids]
    return [one for one in found if one.status == "closed"]


def _unseen(state: ProgrammeState, facts: Facts) -> list[ContributionState]:
    """Contributions that nobody has looked at yet, also those of a round that still runs."""
    if state.reached in OVER or not state.consultation_ids:
        return []
    found = facts.members(f"{state.stream}/contribution", ContributionState)
    return [one for one in found if one.unseen]


def _waiting(state: ProgrammeState, facts: Facts) -> list[ContributionState]:
    """Contributions without an answer, those of a round that runs still apart."""
    if state.reached in OVER or set(state.consultation_ids) <= {state.open_consultation_id}:
        return []
    found = facts.members(f"{state.stream}/contribution", ContributionState)
    return [one for one in found if one.waits and one.consultation_id != state.open_consultation_id]


CONSULTATIONS: tuple[Elsewhere[ProgrammeState] | OnOthers[ProgrammeState], ...] = (
    Elsewhere(OpenConsultation, FOCAL, _to_consult, _draft_there),
    Elsewhere(SubmitContribution, GIVERS, _consulting, forward=never),
    OnOthers(CONTRIBUTION, FindContributionAdmissible, _unseen),
    OnOthers(CONTRIBUTION, FindContributionInadmissible, _unseen),
    Elsewhere(CloseConsultation, CLOCK, _consulting, _closing_day_over),
    OnOthers(CONSULTATION, AnswerContributionGroup, _closed),
    OnOthers(CONTRIBUTION, AnswerContribution, _waiting),
    OnOthers(CONSULTATION, PublishConsultationReport, _closed),
)
