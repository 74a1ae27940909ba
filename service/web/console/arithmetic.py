"""The arithmetic of a council, from the rules of the domain: nothing is recorded by looking at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from domain.collectivity.values import Mandate
from domain.council_session.values import AgendaItem, Sitting
from domain.kernel.dates import AS_STORED
from domain.kernel.guards import Refused
from domain.kernel.values import CollectivityType
from domain.rules.majority import CastingVote, Counts, outcome_of, votes_needed
from domain.rules.rule_sets import RuleSet, rule_set_in_force

Record = Mapping[str, Any]


class Quorum(NamedTuple):
    """Whether so many present are enough: `needed` is 0 where any number is. `absent` are those of whom
    nothing was said.
    """

    members: int
    attempt: int
    needed: int
    present: int
    absent: int
    too_many: bool

    @property
    def reached(self) -> bool:
        """Whether the sitting may open."""
        return not self.too_many and self.present >= self.needed and self.members > 0


class Result(NamedTuple):
    """What the rules make of the counts of a vote. `casting` says that the president's vote decides and is
    not given; `beyond` that more voted than were present.
    """

    counts: Counts
    majority: str
    needed: int
    outcome: str
    casting: bool
    beyond: bool
    present: int


def members_on(collectivity: Record, day: date) -> int:
    """How many members the council has in office on a day; 0 where no council is known for it."""
    mandates = (Mandate.model_validate(one, context=AS_STORED) for one in collectivity["mandates"])
    held = next((one for one in mandates if one.covers(day)), None)
    return held.members_in_office(day) if held else 0


def rules_for(collectivity: Record, day: date) -> RuleSet | None:
    """The rules that hold for a collectivity on a day; None where none are known."""
    try:
        return rule_set_in_force(CollectivityType(collectivity["collectivity_type"]), day)
    except Refused:
        return None


def quorum(
    collectivity: Record, session: Record, day: date, present: int, excused: int = 0, unexcused: int = 0
) -> Quorum | None:
    """The quorum of the session's present attempt; None where no rules are known for the day."""
    rules, members = rules_for(collectivity, day), members_on(collectivity, day)
    if rules is None:
        return None
    convocations = session["convocations"]
    attempt = convocations[-1]["attempt"] if convocations else 1
    said = present + excused + unexcused
    return Quorum(
        members, attempt, rules.quorum_needed(attempt, members), present, members - said, said > members
    )


def vote(
    collectivity: Record, item: Record, sitting: Record, counts: Counts, casting: CastingVote | None
) -> Result | None:
    """The outcome of a vote; None where no rules are known for its day."""
    held = Sitting.model_validate(sitting, context=AS_STORED)
    asked = AgendaItem.model_validate(item, context=AS_STORED)
    rules, members = rules_for(collectivity, held.held_on), members_on(collectivity, held.held_on)
    if rules is None:
        return None
    key = asked.matter.majority_key
    majority = rules.majority_for(key, asked.vote_round)
    prevails = counts.tied and rules.tie.value == "president_prevails"
    outcome = outcome_of(
        rules,
        key,
        counts,
        members,
        casting_vote=casting if prevails else None,
        vote_round=asked.vote_round,
    )
    return Result(
        counts,
        majority,
        votes_needed(majority, counts, members),
        outcome,
        prevails and casting is None,
        counts.total > held.present_now,
        held.present_now,
    )
