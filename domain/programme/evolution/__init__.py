"""How each event changes the state of a programme."""

from domain.kernel.decider import Evolution
from domain.programme.evolution.amendment import EVOLVE as AMENDMENT
from domain.programme.evolution.control import EVOLVE as CONTROL
from domain.programme.evolution.council import EVOLVE as COUNCIL
from domain.programme.evolution.entry import EVOLVE as ENTRY
from domain.programme.evolution.execution import EVOLVE as EXECUTION
from domain.programme.evolution.preparation import EVOLVE as PREPARATION
from domain.programme.state import ProgrammeState

EVOLVE: Evolution[ProgrammeState] = {**PREPARATION, **COUNCIL, **CONTROL, **EXECUTION, **AMENDMENT, **ENTRY}

__all__ = ["EVOLVE"]
