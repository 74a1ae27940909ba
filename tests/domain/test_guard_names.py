"""Sentences of guards name stages, roles and statuses as people call them, in the reader's language."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from domain.commitment.values import Status
from domain.council_session.values import ItemStatus
from domain.kernel.dates import PartialDate
from domain.kernel.deciding import GUARDS
from domain.kernel.guards import ALL_GUARDS, MOMENT, MONTH, NAMES, Guard
from domain.kernel.values import Role
from domain.registry import DECIDERS

LANGUAGES = ("ar", "fr", "en")
STAGES = sorted({stage for decider in DECIDERS.values() for rule in decider.rules for stage in rule.stages})
STATUSES = sorted({*get_args(ItemStatus), *get_args(Status), "in_office", "ended", "dissolved"} - {""})


def told(guard: Guard, language: str, **found: object) -> str:
    return guard.check(False, **found).sentence(language)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_that_a_command_asks_for_is_named_in_three_languages(stage: str) -> None:
    for language in LANGUAGES:
        assert "_" not in told(GUARDS["stage"], language, expected=[stage], found=stage)
    assert not re.search("[a-z]", told(GUARDS["stage"], "ar", expected=[stage], found=stage))


@pytest.mark.parametrize("role", Role)
def test_every_role_is_named_in_three_languages(role: Role) -> None:
    assert not re.search("[a-z]", told(GUARDS["role"], "ar", expected=set(Role), found=role))
    assert "_" not in told(GUARDS["role"], "fr", expected=set(Role), found=role)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_of_an_item_a_commitment_and_a_council_is_named(status: str) -> None:
    guard = ALL_GUARDS["council_session.item_undecided"]

    assert not re.search("[a-z]", told(guard, "ar", expected=[status], found=status))


def test_stages_are_listed_in_their_own_order_and_with_the_comma_of_the_language() -> None:
    stages = {"finalising", "drafting"}

    assert "drafting, finalising" in told(GUARDS["stage"], "en", expected=stages, found="")
    assert "، " in told(GUARDS["stage"], "ar", expected=stages, found="")


@pytest.mark.parametrize("guard", ALL_GUARDS.values(), ids=ALL_GUARDS)
def test_a_sentence_shows_the_same_values_in_every_language(guard: Guard) -> None:
    texts = [getattr(guard.sentence, language) for language in LANGUAGES]

    shown = [sorted({(name, spec) for _, name, spec, _ in Formatter().parse(text) if name}) for text in texts]

    assert shown[0] == shown[1] == shown[2]
    assert {spec for _, spec in shown[0] if spec} <= NAMES.keys() | {MONTH, MOMENT}


@pytest.mark.parametrize(
    ("kind", "stage", "named"),
    [
        ("idea", "admissible", "مقبولة شكلا"),
        ("workshop", "held", "منعقدة"),
        ("consultation", "open", "مفتوحة"),
    ],
)
def test_where_a_record_stands_is_said_in_the_words_of_its_kind(kind: str, stage: str, named: str) -> None:
    assert named in told(GUARDS["stage"], "ar", expected=[stage], found=stage, of=kind)


def test_days_months_and_moments_are_said_as_people_write_them_and_fields_by_their_names() -> None:
    future = {"field": "agenda.0.held_on", "found": PartialDate("2026-12-10"), "expected": date(2026, 12, 1)}
    late = {"found": PartialDate("2026-11-29"), "expected": "2026-11-28T12:46:58.261956+00:00"}
    months = {"found": 3, "expected": (2, 5, 10)}

    assert "تاريخ الانعقاد، 10 دجنبر 2026، بعد هذا اليوم (1 دجنبر 2026)" in told(
        GUARDS["has_happened"], "ar", **future
    )
    assert "1er décembre 2026" in told(GUARDS["has_happened"], "fr", **future)
    assert "28 نونبر 2026، 13:46" in told(GUARDS["not_in_future"], "ar", **late)
    assert "فبراير، ماي، أكتوبر" in told(ALL_GUARDS["council_session.month_of_law"], "ar", **months)


def test_what_only_looks_like_a_day_is_left_as_it_is() -> None:
    stream = {"stream": "demnate-2026-10-01"}

    assert "demnate-2026-10-01" in told(GUARDS["exists"], "ar", **stream)
    assert "2026-13-45" in told(GUARDS["exists"], "ar", stream="2026-13-45")
