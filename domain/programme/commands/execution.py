"""What may be asked of a programme from its publication to its closure (T21, T23, T25 to T28)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.dates import PastDate
from domain.kernel.values import Identifier, Language, Localised
from domain.programme.values import DecisionReference, Decisions, Disposition, PastDay


class PublishProgramme(Command):
    """Publish the executory text."""

    aggregate: ClassVar[str] = "programme"

    languages: tuple[Language, ...] = Field(min_length=1, max_length=4)


class StartExecution(Command):
    """Begin execution of the published programme."""

    aggregate: ClassVar[str] = "programme"


class RecordMidTermReview(Command):
    """Record the review held about half-way."""

    aggregate: ClassVar[str] = "programme"

    held_on: PastDay
    findings: Localised


class SuspendProgramme(Command):
    """Suspend execution by decision of the council or of a court; say whether deadlines stop."""

    aggregate: ClassVar[str] = "programme"

    decided_by: Literal["council", "court"]
    decision: DecisionReference | None = None
    stops_deadlines: bool = False


class ResumeProgramme(Command):
    """Take up execution again by decision of the council or of a court."""

    aggregate: ClassVar[str] = "programme"

    decided_by: Literal["council", "court"]
    decision: DecisionReference | None = None


class EndExecutionPeriod(Command):
    """Record that the last day of the programme is over."""

    aggregate: ClassVar[str] = "programme"


class EndExecutionEarly(Command):
    """End execution before its time, by decision of the councils."""

    aggregate: ClassVar[str] = "programme"

    decisions: Decisions


class CloseProgramme(Command):
    """Close the programme and say what becomes of each unfinished commitment."""

    aggregate: ClassVar[str] = "programme"

    decisions: Decisions
    dispositions: tuple[Disposition, ...] = Field(default=(), max_length=200)


class DecideContinuity(Command):
    """Record what a newly elected council decided on the programme that it found."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    decision: Literal["continue", "review", "withdraw"]


class DecideAfterDeparture(Command):
    """Record what becomes of a running programme whose collectivity left the network."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    decision: Literal["continue", "end"]
    decided_on: PastDate
    decisions: Decisions | None = None
