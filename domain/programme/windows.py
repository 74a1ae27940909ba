"""The times that run: while a deliberation is under control, by the rule set that was recorded with it, and
again after they were stopped.
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.programme.passage import Control
from domain.rules.calendar import add_working_days
from domain.rules.rule_sets import rule_set


def objection_window_ends(control: Control) -> date | None:
    """The last day on which an objection is in time; None before the deliberation was received."""
    if control.received_on is None or control.rule_set_id is None:
        return None
    rules = rule_set(control.rule_set_id)
    return add_working_days(control.received_on, rules.objection_working_days.value, rules.days_off.value)


def visa_time_ends(control: Control) -> date | None:
    """The last day of the time for a visa; None before the deliberation was received."""
    if control.received_on is None or control.rule_set_id is None:
        return None
    return control.received_on + timedelta(days=rule_set(control.rule_set_id).visa_days.value)


def later(day: date, days: int) -> date:
    """The day so many days on; itself where the calendar ends before that."""
    return day + timedelta(days=days) if 0 < days <= (date.max - day).days else day
