"""Steps until the committee validates a text (T1 to T8)."""

from __future__ import annotations

from typing import Any

from domain.kernel.decider import Facts, Rule, always
from domain.kernel.values import Role
from domain.programme import commands as c
from domain.programme.rules import drafting, founding, ideas
from domain.programme.rules.common import COMMITTEE, FOCAL
from domain.programme.stages import BEFORE_SUBMISSION, Stage
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import COLLECTION, DRAFTING, FINALISING, INITIATED, REFERRED_BACK, at


def _no_draft(state: ProgrammeState, _facts: Facts) -> bool:
    return state.reached is Stage.DRAFTING and not state.drafts


PREPARATION: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(c.InitiateProgramme, FOCAL, founding.initiated, founding.founding_guards),
    Rule(
        c.IdentifyAxes,
        FOCAL | {Role.ADVISORY_BODY},
        founding.axes_identified,
        founding.axes_guards,
        stages=INITIATED,
        forward=lambda state, _facts: not state.axes,
    ),
    Rule(
        c.RecordAdvisoryOpinion,
        FOCAL | {Role.ADVISORY_BODY},
        founding.advisory_opinion,
        stages=at(*BEFORE_SUBMISSION),
    ),
    Rule(c.OpenIdeaCollection, FOCAL, ideas.opened, ideas.opening_guards, stages=INITIATED, forward=always),
    Rule(c.CloseIdeaCollection, FOCAL, ideas.closed, ideas.closing_guards, stages=COLLECTION, forward=always),
    Rule(
        c.PublishDraft,
        COMMITTEE,
        drafting.published,
        drafting.publishing_guards,
        stages=DRAFTING | FINALISING | REFERRED_BACK,
        forward=_no_draft,
    ),
    Rule(
        c.ValidateDraft,
        COMMITTEE,
        drafting.validated,
        drafting.validating_guards,
        stages=FINALISING,
        forward=lambda state, _facts: state.validated_version is None,
    ),
)
