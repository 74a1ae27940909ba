"""Values of a workshop."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from domain.kernel.faults import fault
from domain.kernel.values import Count, Line, Localised, Model, given_strictly
from domain.rules.personal_data import personal_data_rules

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


Part = Literal["women", "associations"]
PARTS: tuple[Part, ...] = get_args(Part)
OF_PERSONS: frozenset[Part] = frozenset({"women"})
"""Parts whose rest is a number of persons too: with the total it tells as much as the part itself."""


class Attendance(Model):
    """How many people came. Breakdowns are optional and may not exceed the total.

    `suppressed` names the parts that are not told, since so few people could be recognised.
    """

    present: Count
    women: Count | None = None
    associations: Count | None = None
    suppressed: tuple[Part, ...] | None = Field(default=None, min_length=1, max_length=len(PARTS))

    @model_validator(mode="after")
    def _parts_within_whole(self) -> Attendance:
        for name in ("women", "associations"):
            part = getattr(self, name)
            if part is not None and part > self.present:
                raise fault("part_exceeds_whole", field=name, expected=self.present, found=part)
        if told := [name for name in self.suppressed or () if getattr(self, name) is not None]:
            raise fault("suppressed_is_told", field="suppressed", found=told[0])
        return self

    def small(self) -> tuple[Part, ...]:
        """The parts that tell of too few people: by their own number, or by what is left of the total."""
        least = personal_data_rules().smallest_cell.value
        found: list[Part] = []
        for name in PARTS:
            part = getattr(self, name)
            rest = self.present - part if part is not None and name in OF_PERSONS else 0
            if part is not None and (0 < part < least or 0 < rest < least):
                found.append(name)
        return tuple(found)

    def protected(self) -> Self:
        """The same without such parts, which `suppressed` names."""
        if not (small := self.small()):
            return self
        hidden = (*(self.suppressed or ()), *small)
        in_order = tuple(name for name in PARTS if name in hidden)
        return self.model_copy(update=dict.fromkeys(small) | {"suppressed": in_order})


def protected_wire(attendance: Any) -> Any:
    """An attendance as JSON, as it stands in an event, without parts that tell of too few people. What is
    none is left as it is.
    """
    try:
        return Attendance.model_validate(attendance).protected().model_dump(mode="json", exclude_none=True)
    except ValidationError:
        return attendance


def _nobody_recognised(attendance: Attendance) -> Attendance:
    """A correction gives its value as it is to stand in an event, where nobody takes anything out of it."""
    if given_strictly() and (small := attendance.small()):
        raise fault("small_cell", field=small[0], expected=personal_data_rules().smallest_cell.value)
    return attendance


RecordedAttendance = Annotated[Attendance, AfterValidator(_nobody_recognised)]
"""Attendance in an event: without parts that tell of too few people, in every event made since that is so."""
