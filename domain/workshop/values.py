"""Values of a workshop."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import StringConstraints, model_validator

from domain.kernel.faults import fault
from domain.kernel.values import Count, Line, Localised, Model

CLOCK_TIME_FORM = r"([01]\d|2[0-3]):[0-5]\d"
ClockTime = Annotated[str, StringConstraints(pattern=f"^{CLOCK_TIME_FORM}$")]
"""A time of day in Casablanca, HH:MM."""
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""The days of the week from Monday, as `date.weekday` counts them."""
Place = Line


class AgendaSlot(Model):
    """One slot of the agenda: from, to (both may be unknown) and what is said or done in it."""

    starts_at: ClockTime | None = None
    ends_at: ClockTime | None = None
    title: Localised
    speech: bool = False


class Attendance(Model):
    """How many people came. Breakdowns are optional and may not exceed the total."""

    present: Count
    women: Count | None = None
    associations: Count | None = None

    @model_validator(mode="after")
    def _parts_within_whole(self) -> Attendance:
        for name in ("women", "associations"):
            part = getattr(self, name)
            if part is not None and part > self.present:
                raise fault("part_exceeds_whole", field=name, expected=self.present, found=part)
        return self
