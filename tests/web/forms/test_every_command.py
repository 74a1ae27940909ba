"""Every command has a form, in which everything is named in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from domain.kernel.commands import Command
from domain.kernel.values import Localised
from service.api.command_table import command_routes
from service.api.fields import parse_command
from service.api.problems import Problem
from service.web.forms.filling import fields, filled, posted, read
from service.web.forms.making import COMMON, form_of
from service.web.forms.parts import Control, Field, Group, Part, Rows
from service.web.forms.rows import begun
from service.web.forms.showing import shown
from tests.languages import LANGUAGES

COMMANDS = {route.command.command_name(): route.command for route in command_routes()}
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


def walk(part: Part) -> Iterator[Part]:
    yield part
    for one in part.parts if isinstance(part, Group) else [part.item] if isinstance(part, Rows) else []:
        yield from walk(one)


def in_every_language(name: Localised) -> bool:
    return all((getattr(name, language) or "").strip() for language in LANGUAGES)


@every_command
def test_each_field_and_each_value_that_may_be_chosen_is_named_in_every_language(
    command: type[Command],
) -> None:
    for part in walk(form_of(command)):
        assert in_every_language(part.label), part.name
        for option in part.options if isinstance(part, Field) else ():
            assert in_every_language(option.label), (part.name, option.value)


@every_command
def test_a_form_asks_for_all_that_the_command_takes_except_who_acts(command: type[Command]) -> None:
    names = [part.name for part in form_of(command).parts]

    assert set(names) == set(command.model_fields) - {"actor"}
    assert tuple(names[-4:]) == COMMON


@every_command
def test_a_choice_offers_something_and_nothing_twice_under_one_heading(command: type[Command]) -> None:
    for part in walk(form_of(command)):
        if isinstance(part, Field) and part.control in (Control.CHOICE, Control.SEVERAL):
            offered = [(option.heading, option.value) for option in part.options]
            assert offered
            assert len(set(map(str, offered))) == len(offered), part.name


@every_command
def test_an_empty_form_is_told_beside_its_fields_what_is_missing(command: type[Command]) -> None:
    form = form_of(command)
    typed = read(form, posted(form, begun(form)))
    errors = wrong_with(command, fields(form, typed))

    told, rest = shown(form, typed, errors=errors)

    assert rest == []
    assert sum(1 for _ in told.wrong()) == len(errors)


def wrong_with(command: type[Command], given: dict[str, Any]) -> tuple[Mapping[str, Any], ...]:
    try:
        parse_command(command, given | {"actor": {"role": "focal_point"}})
    except Problem as problem:
        return problem.errors
    return ()


@every_command
def test_what_an_empty_form_posts_is_the_empty_form(command: type[Command]) -> None:
    form = form_of(command)
    typed = begun(form)

    assert read(form, posted(form, typed)) == typed
    assert filled(form, {}) == read(form, [])
