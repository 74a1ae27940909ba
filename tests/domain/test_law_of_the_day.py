"""An act is judged by the law of its own day, however late it is entered."""

from __future__ import annotations

from datetime import date

import pytest

from domain.kernel.values import CollectivityType
from domain.programme import commands as c
from domain.rules import rule_sets
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.scenario import Scenario

LAST_YEAR = "2025-03-06"


@pytest.fixture(autouse=True)
def law_changes_in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 2026 on another rule set is in force for communes."""
    known = rule_sets.all_rule_sets()
    old = next(one for one in known if one.collectivity_type is CollectivityType.COMMUNE)
    new = old.model_copy(update={"id": "commune-2026", "in_force_from": date(2026, 1, 1)})
    monkeypatch.setattr(rule_sets, "_read", lambda: (*known, new))


def rule_set_of(given: Scenario, event: str) -> str | None:
    return next(one for one in reversed(given.log) if one.type == event).rule_set


def test_what_is_entered_a_year_later_is_judged_by_the_law_of_its_day() -> None:
    given = at(j.announced).at("2026-11-27")

    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, channels=["online"], effective_at=LAST_YEAR)

    assert rule_set_of(given, "IdeaCollectionOpened") != "commune-2026"


def test_what_is_entered_on_its_day_is_judged_by_the_law_of_that_day() -> None:
    given = at(j.announced).at("2026-11-27")

    given.when(P, c.OpenIdeaCollection, actor=j.FOCAL, channels=["online"])

    assert rule_set_of(given, "IdeaCollectionOpened") == "commune-2026"


def test_a_receipt_of_last_year_starts_the_times_of_last_year_s_law() -> None:
    given = at(j.adopted).at("2026-02-01")
    then = {"collectivity_id": "c1", "regime": "objection_window", "effective_at": "2025-10-13"}
    given.when(P, c.DetermineControlRegime, actor=j.PRESIDENT, authority=j.LAW, **then)

    given.when(P, c.TransmitDeliberation, actor=j.PRESIDENT, collectivity_id="c1", received_on="2025-10-13")

    assert rule_set_of(given, "ControlRegimeDetermined") != "commune-2026"
    assert rule_set_of(given, "DeliberationTransmitted") != "commune-2026"
