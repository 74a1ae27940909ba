"""A programme: its state, its evolution, and the steps of its procedure (domain notes, 5.2).

A council's votes come in by `domain.adoption`, public consultations by `domain.programme.rounds`.
"""

from __future__ import annotations

from domain.kernel.decider import Decider
from domain.programme.evolution import EVOLVE
from domain.programme.state import ProgrammeState
from domain.programme.steps import STEPS
from domain.programme.steps.elsewhere import ELSEWHERE

DECIDER = Decider(
    kind="programme",
    plural="programmes",
    state=ProgrammeState,
    evolve=EVOLVE,
    rules=STEPS,
    elsewhere=ELSEWHERE,
)
