"""Steps until the committee validates a text (T1 to T8)."""

from __future__ import annotations

from typing import Any

from domain.kernel.decider import Rule
from domain.kernel.values import Role
from domain.programme import commands as c
from domain.programme.rules import drafting, founding, ideas
from domain.programme.rules.common import COMMITTEE, FOCAL
from domain.programme.stages import BEFORE_SUBMISSION
from domain.programme.state import ProgrammeState
from domain.programme.steps.shared import COLLECTION, DRAFTING, FINALISING, INITIATED, REFERRED_BACK, at

PREPARATION: tuple[Rule[ProgrammeState, Any], ...] = (
    Rule(c.InitiateProgramme, FOCAL, founding.initiated, founding.founding_guards),
    Rule(
        c.IdentifyAxes,
        FOCAL | {Role.ADVISORY_BODY},
        founding.axes_identified,
        founding.axes_guards,
        stages=INITIATED,
    ),
    Rule(
        c.RecordAdvisoryOpinion,
        FOCAL | {Role.ADVISORY_BODY},
        founding.advisory_opinion,
        stages=at(*BEFORE_SUBMISSION),
    ),
    Rule(c.OpenIdeaCollection, FOCAL, ideas.opened, ideas.opening_guards, stages=INITIATED),
    Rule(c.CloseIdeaCollection, FOCAL, ideas.closed, ideas.closing_guards, stages=COLLECTION),
    Rule(
        c.PublishDraft,
        COMMITTEE,
        drafting.published,
        drafting.publishing_guards,
        stages=DRAFTING | FINALISING | REFERRED_BACK,
    ),
    Rule(c.ValidateDraft, COMMITTEE, drafting.validated, drafting.validating_guards, stages=FINALISING),
)
