"""The fields beside which guards are told."""

from __future__ import annotations

import pytest

from domain.kernel.guards import ALL_GUARDS, Guard
from domain.registry import AMENDMENTS, DECIDERS

FIELDS = {
    name
    for commands in (AMENDMENTS, *([rule.command for rule in one.rules] for one in DECIDERS.values()))
    for command in commands
    for name in command.model_fields
}
NAMING = [guard for guard in ALL_GUARDS.values() if guard.field]


@pytest.mark.parametrize("guard", NAMING, ids=[guard.code for guard in NAMING])
def test_a_guard_that_names_a_field_names_one_that_a_command_has(guard: Guard) -> None:
    assert guard.field in FIELDS


def test_what_is_missing_names_the_field_that_was_found_where_the_guard_names_none() -> None:
    guard = ALL_GUARDS["record.has_happened"]

    assert guard.check(False, field="held_on", found="", expected="").field == "held_on"
    assert guard.check(False, found="", expected="").field is None
    assert ALL_GUARDS["record.reason_given"].check(False).field == "reason"
