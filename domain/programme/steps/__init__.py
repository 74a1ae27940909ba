"""Every step of a programme: its command, who takes it, at which stages, its guards and its events."""

from domain.programme.rules.order import kept
from domain.programme.steps.amendment import AMENDING, ENTRY
from domain.programme.steps.control import CONTROL
from domain.programme.steps.council import COUNCIL
from domain.programme.steps.execution import EXECUTING
from domain.programme.steps.preparation import PREPARATION

STEPS = tuple(map(kept, (*PREPARATION, *COUNCIL, *CONTROL, *EXECUTING, *AMENDING, *ENTRY)))

__all__ = ["STEPS"]
