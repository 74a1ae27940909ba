"""From publication to closure (T21, T23, T25 to T28), elections and departures on the way."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from domain.kernel.dates import Day, PartialDate
from domain.kernel.events import EventData, Upcaster
from domain.kernel.values import Identifier, Language, Localised
from domain.programme.values import DecisionReference, Disposition, Flag


class ProgrammePublished(EventData):
    """The executory text is published (T21)."""

    correctable = frozenset({"languages"})

    languages: tuple[Language, ...] = Field(min_length=1, max_length=4)


class ExecutionStarted(EventData):
    """Execution begins (T21). A beginning before the programme's period is flagged."""

    flags: tuple[Flag, ...] | None = None


class MidTermReviewHeld(EventData):
    """The committee reviewed the programme about half-way (T23)."""

    correctable = frozenset({"held_on", "findings"})

    held_on: Day
    findings: Localised
    flags: tuple[Flag, ...] = ()


class ProgrammeSuspended(EventData):
    """Execution is suspended (T25). Deadlines run on unless the decision says that they stop."""

    correctable = frozenset({"stops_deadlines"})

    decided_by: Literal["council", "court"]
    decision: DecisionReference | None = None
    stops_deadlines: bool = False


class ProgrammeResumed(EventData):
    """Execution goes on (T25). The period grows by the days for which deadlines were stopped."""

    decided_by: Literal["council", "court"]
    decision: DecisionReference | None = None
    stopped_days: int = 0


class ExecutionPeriodEnded(EventData):
    """The last day of the programme's period is over (T26)."""


class ExecutionEndedEarly(EventData):
    """The councils decided to end execution before its time (T26)."""

    decisions: tuple[DecisionReference, ...] = Field(min_length=1, max_length=20)


def _with_explainable_reasons(data: dict[str, Any]) -> dict[str, Any]:
    """In version 1 the reason of a disposition was a code alone, also where that was `other`."""
    told = [found | {"reason": {"code": found["reason"]}} for found in data.get("dispositions", ())]
    return data | {"dispositions": told}


class ProgrammeClosed(EventData):
    """The councils took note; what was unfinished is carried over or dropped (T28)."""

    schema_version: ClassVar[int] = 2
    upcasters: ClassVar[dict[int, Upcaster]] = {1: _with_explainable_reasons}

    decisions: tuple[DecisionReference, ...] = Field(min_length=1, max_length=20)
    dispositions: tuple[Disposition, ...] = Field(default=(), max_length=200)


class AnswersAccountedFor(EventData):
    """So many ideas and contributions, late ones included, had their answer when the programme was closed;
    the event relies on each of the answers.
    """

    ideas: int
    contributions: int


class ProgrammeContinuityDecided(EventData):
    """A newly elected council decides on the programme it found."""

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    decision: Literal["continue", "review", "withdraw"]
    mandate_id: str


class DepartureDecided(EventData):
    """What becomes of a running programme whose collectivity left the network; `decisions` are the councils',
    without which it does not end.
    """

    correctable = frozenset({"decided_on"})

    collectivity_id: Identifier
    decision: Literal["continue", "end"]
    decided_on: PartialDate
    decisions: tuple[DecisionReference, ...] | None = Field(default=None, min_length=1, max_length=20)
