"""One entry of the calendar: a day, a span of days, or a date known only in part."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args

from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.values import Localised
from domain.rules.rule_sets import Provision, RuleSet, provision_names

EntryKind = Literal[
    "session",
    "sitting",
    "workshop",
    "consultation_opens",
    "consultation_closes",
    "commitment_deadline",
    "milestone_deadline",
    "programme_starts",
    "programme_ends",
    "legal_deadline",
]
KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
_TABLES = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8"))
NAMES: dict[str, Localised] = {kind: Localised.model_validate(n) for kind, n in _TABLES["kinds"].items()}
"""What each kind of entry is called."""
DEADLINES: dict[str, Localised] = {
    key: Localised.model_validate(n) for key, n in _TABLES["deadlines"].items()
}
"""What each deadline of the law is called."""
_MICROSECOND = timedelta(microseconds=1)


class Dated(NamedTuple):
    """`key` tells it from the other entries of its stream. `begins` and `ends` enclose the days that it may
    stand for and are None where none is known; `when` is the date as it is known.
    """

    key: str
    kind: EntryKind
    when: str
    begins: date | None
    ends: date | None
    told: dict[str, Any]


def on(key: str, kind: EntryKind, day: date, **told: Any) -> Dated:
    """An entry of one day."""
    return Dated(key, kind, day.isoformat(), day, day, told)


def between(key: str, kind: EntryKind, first: date, last: date | None, **told: Any) -> Dated:
    """An entry from one day to another; without a last day, from one day on."""
    when = f"{first}/{last or '..'}"
    return Dated(key, kind, when, first, last or first, told)


def known_in_part(key: str, kind: EntryKind, when: PartialDate, **told: Any) -> Dated:
    """An entry of a date that may be known only in part; it is not filled in."""
    interval = when.interval()
    if interval is None:
        return Dated(key, kind, when.value, None, None, told)
    last = legal_day(interval.end - _MICROSECOND)
    return Dated(key, kind, when.value, legal_day(interval.start), last, told)


def by_law(deadline: str, name: str, rules: RuleSet) -> dict[str, Any]:
    """What tells by which provision a deadline is one, and whether that was confirmed."""
    provision: Provision[Any] = rules.provisions()[name]
    return {
        "deadline": deadline,
        "deadline_name": DEADLINES[deadline],
        "provision": name,
        "provision_name": provision_names()[name],
        "value": provision.value,
        "article": provision.article,
        "law": rules.law,
        "rule_set": rules.id,
        "confirmed": provision.confirmed,
    }
