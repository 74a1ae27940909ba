"""The two times of a question: what was known, by position or instant, and what was true, by day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from domain.kernel.dates import Day, PartialDate, iso, legal_day
from projections.history import NAME as HISTORY
from service.api.problems import Problem, field_error
from service.api.query_parameters import Asked, adapter
from service.api.reading import Reader
from service.reading.past import Moment
from service.reading.snapshots import Snapshot

KNOWN = frozenset({"as_of_position", "as_of"})
"""The parameters that ask what was known."""
TIMES = KNOWN | {"on"}
INSTANT = "2025-03-01T10:30:00Z"
_EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
"""Earlier instants have no day in Casablanca that can be told; nothing was known then anyhow."""
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Times:
    """What a question asks of the two times; all None where it asks of the present."""

    as_of_position: int | None = None
    as_of: datetime | None = None
    on: date | None = None

    @property
    def past(self) -> bool:
        """Whether any of them is asked for."""
        return self != Times()


def times(question: Asked) -> Times:
    """The two times that a question asks about. Raises Problem 422."""
    errors: list[dict[str, Any]] = []
    given = question.given
    if given.keys() >= KNOWN:
        errors.append(field_error("as_of", "one_of_two", expected="as_of, as_of_position"))
    found = Times(
        _position(given.get("as_of_position"), errors),
        _instant(given.get("as_of"), errors),
        day(given.get("on"), errors),
    )
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return found


_FINER = re.compile(r"(\.\d{6})\d+", re.ASCII)


def position(text: str) -> int | None:
    """A position of the log; None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _position(text: str | None, errors: list[dict[str, Any]]) -> int | None:
    found = None if text is None else position(text)
    if text is not None and found is None:
        errors.append(field_error("as_of_position", "int_type", expected=">= 0", found=text[:80]))
    return found


def _instant(text: str | None, errors: list[dict[str, Any]]) -> datetime | None:
    if text is None:
        return None
    try:
        # A plus sign that was not escaped arrives as a space. RFC 3339 takes small letters, and fractions
        # finer than any that is recorded.
        given = PartialDate(_FINER.sub(r"\1", text.replace(" ", "+").upper()))
    except ValueError:
        given = None
    interval = given.interval() if given is not None and given.precision == "instant" else None
    if interval is None:
        errors.append(field_error("as_of", "date_invalid", expected=INSTANT, found=text[:80]))
        return None
    return max(interval.start, _EARLIEST)


def day(text: str | None, errors: list[dict[str, Any]], field: str = "on") -> date | None:
    """A day as it was asked for; what is wrong with it goes to the errors."""
    if text is None:
        return None
    try:
        found: date = adapter(Day).validate_strings(text)
    except ValidationError:
        errors.append(field_error(field, "date_invalid", expected="2025-03-01", found=text[:80]))
        return None
    return found


async def to_wait_for(
    reader: Reader, question: Asked, asked: Times, names: tuple[str, ...], field: str = "as_of_position"
) -> Asked:
    """The question with the position that must be shown before it can be answered. Raises Problem 422 for a
    position that the log does not have.
    """
    wanted = asked.as_of_position or 0
    if asked.as_of is None and wanted <= reader.watch.position(names):
        return question
    head = await reader.head()
    if wanted > head:
        raise Problem(422, "invalid", errors=[too_late(field, head, wanted)])
    # What is recorded by an instant is known once everything is shown that is recorded by now.
    return replace(question, position=max(question.position, wanted if asked.as_of is None else head))


async def moment(snapshot: Snapshot, asked: Times, now: Now) -> Moment:
    """The moment that a question is about, in the log as it is. Raises Problem 422 for a time to come: nobody
    knows yet what will be known or true then.
    """
    latest = await latest_moment(snapshot, now)
    if asked.as_of is not None and asked.as_of > latest:
        raise Problem(422, "invalid", errors=[too_late("as_of", iso(latest), iso(asked.as_of))])
    check_day(asked.on, "on", latest)
    if asked.as_of is not None:
        found = await _position_at(snapshot, asked.as_of)
        return Moment(found, asked.on or legal_day(asked.as_of), asked.on)
    as_of = snapshot.position if asked.as_of_position is None else asked.as_of_position
    recorded = latest if asked.as_of_position is None else await _recorded_upto(snapshot, as_of)
    return Moment(as_of, asked.on or legal_day(recorded or latest), asked.on)


async def latest_moment(snapshot: Snapshot, now: Now) -> datetime:
    """The present, or the last recording where a scenario's clock is ahead of it."""
    present = now()
    return max(present, await _recorded_upto(snapshot, snapshot.position) or present)


def check_day(asked: date | None, field: str, latest: datetime) -> None:
    """Raises Problem 422 for a day that is still to come."""
    if asked is not None and asked > legal_day(latest):
        raise Problem(422, "invalid", errors=[too_late(field, str(legal_day(latest)), str(asked))])


def too_late(field: str, expected: Any, found: Any) -> dict[str, Any]:
    """What is wrong with a time that is still to come."""
    return field_error(field, "time_to_come", expected=expected, found=found)


async def _recorded_upto(snapshot: Snapshot, position: int) -> datetime | None:
    rows = await snapshot.rows(
        f"SELECT recorded_upto FROM {snapshot.table(HISTORY)} WHERE position = %(position)s",  # noqa: S608 - made of our own names; values are parameters
        {"position": position},
    )
    return rows[0][0] if rows else None


async def _position_at(snapshot: Snapshot, instant: datetime) -> int:
    """The end of the longest prefix of the log that was recorded by an instant."""
    rows = await snapshot.rows(
        f"SELECT position FROM {snapshot.table(HISTORY)} WHERE recorded_upto <= %(instant)s"  # noqa: S608 - made of our own names; values are parameters
        " AND position <= %(upto)s ORDER BY recorded_upto DESC, position DESC LIMIT 1",
        {"instant": instant, "upto": snapshot.position},
    )
    return int(rows[0][0]) if rows else 0
