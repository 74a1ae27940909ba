"""What each command does is said in three languages, once, and of no command that is not there."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from domain.kernel.commands import Command, summaries
from domain.registry import AMENDMENTS, DECIDERS
from tests.languages import LANGUAGES

COMMANDS: dict[str, type[Command]] = {
    command.command_name(): command
    for command in (*AMENDMENTS, *(rule.command for decider in DECIDERS.values() for rule in decider.rules))
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_it_does_in_three_languages(name: str) -> None:
    summary = COMMANDS[name].summary

    assert re.search(r"[\u0621-\u064a]", summary.ar), summary.ar
    assert summary.fr
    assert summary.en
    assert all(getattr(summary, language).endswith(".") for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_commands_say_the_same(language: str) -> None:
    said = Counter(getattr(command.summary, language) for command in COMMANDS.values())

    assert [text for text, times in said.items() if times > 1] == []


def test_no_text_is_kept_of_a_command_that_is_no_more() -> None:
    written = {
        name for module in {command.__module__ for command in COMMANDS.values()} for name in summaries(module)
    }

    assert written == COMMANDS.keys()
