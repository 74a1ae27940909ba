"""A test without what it needs is skipped with a sentence, and fails where nothing may be skipped."""

from __future__ import annotations

import pytest

from tests.needing import EVERYTHING, needed

WORDS = "a thing is missing: nothing is tried with it (apt install a-thing)"


@pytest.fixture(autouse=True)
def _nobody_asks_for_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EVERYTHING:
        monkeypatch.delenv(name, raising=False)


def test_what_is_there_lets_a_test_go_on() -> None:
    needed("/usr/bin/thing", WORDS)


def test_what_is_missing_skips_a_test_and_says_what_to_install() -> None:
    with pytest.raises(pytest.skip.Exception, match="apt install a-thing"):
        needed(None, WORDS)


@pytest.mark.parametrize("name", EVERYTHING)
def test_where_everything_has_to_run_what_is_missing_fails_a_test(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "true")

    with pytest.raises(pytest.fail.Exception, match="apt install a-thing"):
        needed(None, WORDS)


def test_a_variable_that_says_no_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "false")

    with pytest.raises(pytest.skip.Exception):
        needed(None, WORDS)
