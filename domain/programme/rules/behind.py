"""What lies behind a programme that is taken over: the parts of the procedure that were not seen here."""

from __future__ import annotations

from domain.programme.commands import TakeOverProgramme
from domain.programme.stages import Stage
from domain.programme.values import HaltedBy, Part

_COLLECTED: tuple[Part, ...] = ("axes", "workshop")
_CONSULTED: tuple[Part, ...] = (*_COLLECTED, "idea_dispositions", "consultation")
_VALIDATED: tuple[Part, ...] = (*_CONSULTED, "committee_validation")
_VOTED: tuple[Part, ...] = (*_VALIDATED, "council_vote")
_CONTROLLED: tuple[Part, ...] = (*_VOTED, "administrative_control")
_PUBLISHED: tuple[Part, ...] = (*_CONTROLLED, "publication")
BEHIND: dict[Stage, tuple[Part, ...]] = {
    Stage.INITIATED: (),
    Stage.IDEA_COLLECTION: ("axes",),
    Stage.DRAFTING: _COLLECTED,
    Stage.CONSULTATION: (*_COLLECTED, "idea_dispositions"),
    Stage.FINALISING: _CONSULTED,
    Stage.SUBMITTED: (*_VALIDATED, "submission"),
    Stage.ADOPTED: _VOTED,
    Stage.UNDER_CONTROL: _VOTED,
    Stage.EXECUTORY: _CONTROLLED,
    Stage.IN_EXECUTION: _PUBLISHED,
    Stage.FINAL_EVALUATION: _PUBLISHED,
}
"""The stages at which a programme can be taken over, with the parts of the procedure that lie behind each."""
HALTED: dict[HaltedBy, tuple[Stage, tuple[Part, ...]]] = {
    "council_rejection": (Stage.REJECTED, (*_VALIDATED, "submission", "halt")),
    "court_annulment": (Stage.REJECTED, (*_VOTED, "halt")),
    "council_referral": (Stage.REFERRED_BACK, (*_VALIDATED, "submission", "halt")),
    "authority_objection": (Stage.REFERRED_BACK, (*_VOTED, "halt")),
    "visa_refusal": (Stage.REFERRED_BACK, (*_VOTED, "halt")),
    "deliberation_suspended": (Stage.SUSPENDED, (*_VOTED, "halt")),
    "execution_suspended": (Stage.SUSPENDED, (*_PUBLISHED, "halt")),
}
"""What can have stopped it, with the stage that it has come to then and the parts that lie behind."""
STOPPED = frozenset(stage for stage, _ in HALTED.values())


def behind(command: TakeOverProgramme) -> tuple[Part, ...]:
    """The parts of the procedure that lie behind a programme."""
    if command.halt is not None:
        return HALTED[command.halt.halted_by][1]
    return BEHIND.get(command.stage_reached, ())
