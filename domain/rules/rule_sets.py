"""The rule sets: what the law says of councils, deliberations and programmes, each value with its source.

The values lie in `commune.toml`, `prefecture_or_province.toml` and `region.toml`. A value is `confirmed`
where a source that quotes the law was read; everything else waits for a lawyer and must not be shown as law.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, Literal, TypeVar

from domain.kernel.guards import GuardTable, Refused
from domain.kernel.values import CollectivityType, Identifier, Line, Localised, Model
from domain.rules.calendar import DayOverrides

T = TypeVar("T")
DayCount = Literal["calendar", "working"]
QuorumRule = Literal["more_than_half", "any_number"]
MajorityRule = Literal["votes_cast", "members_in_office"]
TieRule = Literal["president_prevails", "not_adopted"]
ControlRegime = Literal["none", "objection_window", "visa"]
GUARDS = GuardTable(__package__, "rules")


class Provision(Model, Generic[T]):
    """One value of the law: what it is, where it stands, who says so, and whether that was confirmed."""

    value: T
    article: Line | None = None
    source: Localised
    confirmed: bool = False


class RuleSet(Model):
    """The rules for one type of collectivity from one day on. Days, months and hours are whole numbers."""

    id: Identifier
    collectivity_type: CollectivityType
    in_force_from: date
    law: Localised

    session_months: Provision[tuple[int, ...]]
    ordinary_session_opens_by_day: Provision[int]
    ordinary_session_working_days: Provision[int]
    extraordinary_session_working_days: Provision[int]
    member_request_days: Provision[int]
    member_request_share: Provision[Literal["one_third"]]
    binding_request_share: Provision[Literal["absolute_majority"]]
    agenda_to_governor_days: Provision[int]
    off_agenda_items_forbidden: Provision[bool]
    convocation_notice_days: Provision[int]
    second_convocation_min_days: Provision[int]
    second_convocation_max_days: Provision[int]
    convocation_day_count: Provision[DayCount]
    third_meeting_after_working_days: Provision[int]
    third_meeting_same_place_and_hour: Provision[bool]
    quorum_by_attempt: Provision[tuple[QuorumRule, ...]]
    quorum_counted_at: Provision[Literal["session_opening", "every_sitting"]]
    majority_by_matter: Provision[dict[str, MajorityRule]]
    second_vote_majority: Provision[MajorityRule]
    tie: Provision[TieRule]
    tie_in_secret_vote: Provision[TieRule]
    control_authority: Provision[Literal["governor", "wali"]]
    control_regimes: Provision[tuple[ControlRegime, ...]]
    transmission_working_days: Provision[int]
    objection_working_days: Provision[int]
    suspension_ruling_hours: Provision[int]
    visa_days: Provision[int]
    publication_days: Provision[int]
    rules_of_procedure_days: Provision[int]
    min_axes: Provision[int]
    max_axes: Provision[int]
    workshop_notice_days: Provision[int]
    minimum_consultation_days: Provision[int]
    programme_months: Provision[int]
    mid_term_after_months: Provision[int]
    days_off: Provision[DayOverrides]

    def quorum_needed(self, attempt: int, members_in_office: int) -> int:
        """How many members must be present at the opening: more than half of those in office is
        floor(n / 2) + 1 (8 of 15, as the administrative court of appeal of Marrakech held in decision 1197 of
        30 June 2021), and 0 where the law accepts any number. Attempts count from 1.
        """
        by_attempt = self.quorum_by_attempt.value
        rule = by_attempt[min(max(attempt, 1), len(by_attempt)) - 1]
        return members_in_office // 2 + 1 if rule == "more_than_half" else 0

    @property
    def last_attempt(self) -> int:
        """The attempt after which no further convocation follows."""
        return len(self.quorum_by_attempt.value)

    def majority_for(self, majority_key: str, vote_round: int = 1) -> MajorityRule:
        """By which majority a matter is decided; the second vote on it may need less than the first."""
        first = self.majority_by_matter.value.get(majority_key, "votes_cast")
        return first if vote_round == 1 else self.second_vote_majority.value

    def provisions(self) -> dict[str, Provision[Any]]:
        """Every value by its name, in the order of the law's own course."""
        return {
            name: value
            for name in type(self).model_fields
            if isinstance(value := getattr(self, name), Provision)
        }


def all_rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set, by type of collectivity and then by the day it came into force."""
    return _read()


def rule_set_in_force(kind: CollectivityType, day: date) -> RuleSet:
    """The rule set for a type of collectivity on a day in Casablanca.

    Raises Refused where the day lies before the first that is known, so that nothing is judged by later law.
    """
    of_kind = [found for found in _read() if found.collectivity_type is kind]
    in_force = [found for found in of_kind if found.in_force_from <= day]
    if not in_force:
        earliest = min(found.in_force_from for found in of_kind)
        raise Refused([GUARDS["rule_set_known"].check(False, found=day, expected=earliest)])
    return max(in_force, key=lambda found: found.in_force_from)


def rule_set(identity: str) -> RuleSet:
    """The rule set of that identity, as an event names it. Raises KeyError for an unknown one."""
    return {found.id: found for found in _read()}[identity]


@lru_cache(maxsize=1)
def provision_names() -> Mapping[str, Localised]:
    """What each provision is called, in three languages."""
    return {name: Localised.model_validate(text) for name, text in _table("titles.toml").items()}


@lru_cache(maxsize=1)
def _read() -> tuple[RuleSet, ...]:
    commune = _table("commune.toml")
    rest = [_table(f"{kind}.toml") for kind in ("prefecture_or_province", "region")]
    return tuple(_rule_set(table) for table in (commune, *(_completed(table, commune) for table in rest)))


def _completed(table: dict[str, Any], commune: dict[str, Any]) -> dict[str, Any]:
    """The two younger laws mirror the one on communes: what was not read in them is taken over, unconfirmed.

    What rests on no article (the network's method, a choice of this project) holds for all alike.
    """
    taken_over = {
        name: entry for name, entry in commune.items() if isinstance(entry, dict) and "value" in entry
    }
    for name, entry in taken_over.items():
        if "article" in entry:
            taken_over[name] = {"value": entry["value"], "source": ["analogy"], "confirmed": False}
    return taken_over | table


def _rule_set(table: dict[str, Any]) -> RuleSet:
    return RuleSet.model_validate(_sourced(table))


def cited_table(name: str) -> dict[str, Any]:
    """A table of provisions with what their sources say in the place of the sources' keys."""
    return _sourced(_table(name))


def _sourced(table: dict[str, Any]) -> dict[str, Any]:
    sources = _table("sources.toml")
    return {
        name: entry | {"source": _cited([sources[key] for key in entry["source"]])}
        if isinstance(entry, dict) and "value" in entry
        else entry
        for name, entry in table.items()
    }


def _cited(sources: list[dict[str, str]]) -> dict[str, str]:
    return {
        language: ("؛ " if language == "ar" else "; ").join(
            source.get(language, source["ar"]) for source in sources
        )
        for language in ("ar", "fr", "en")
    }


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
