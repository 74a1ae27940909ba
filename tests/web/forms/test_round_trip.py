"""What the illustrative programme records goes through forms and comes out the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from domain.kernel.commands import Command
from service.api.command_table import command_routes
from service.api.fields import parse_command
from service.example.play import play
from service.example.stage import ScenarioClock, Stage
from service.handling.handler import CommandHandler
from service.store.log import Log
from service.web.forms.filling import fields, filled, posted, read
from service.web.forms.making import form_of
from tests.conftest import Cluster
from tests.vault_keys import KEYS

Given = list[tuple[type[Command], dict[str, Any]]]


@pytest.fixture(scope="module")
def given(embedded: Cluster) -> Iterator[Given]:
    """Every command of the illustrative programme, with the fields that it was given."""
    found: Given = []
    do = Stage.do

    def noted(stage: Stage, stream: str, command: type[Command], role: str, **given: Any) -> list[str]:
        made = command.model_validate({"actor": {"role": role}, **given})
        found.append((command, made.model_dump(mode="json", exclude_unset=True, exclude={"actor"})))
        return do(stage, stream, command, role, **given)

    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    clock = ScenarioClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stage, "do", noted)
        play(CommandHandler(log, secret=b"test", now=clock), clock, lambda _done, _all: None)
    yield found
    log.close()


def test_the_confirmation_holds_every_value_that_a_command_records(given: Given) -> None:
    asked = {route.command for route in command_routes()}
    for command, said in given:
        if command in asked:
            form, actor = form_of(command), {"actor": {"role": "focal_point"}}
            made = parse_command(command, fields(form, filled(form, said)) | actor)
            recorded = made.model_dump(mode="json", exclude={"actor"})

            assert without_empty(fields(form, filled(form, recorded))) == without_empty(recorded), command


def test_the_illustrative_programme_goes_through_forms_unchanged(given: Given) -> None:
    asked = {route.command for route in command_routes()}
    tried = [(command, said) for command, said in given if command in asked]
    assert len({command for command, _ in tried}) > 40

    for command, said in tried:
        form = form_of(command)
        again = fields(form, read(form, posted(form, filled(form, said))))

        assert again == without_empty(said), command
        actor = {"actor": {"role": "focal_point"}}
        assert parse_command(command, again | actor) == parse_command(command, said | actor)


def without_empty(value: Any) -> Any:
    """Without what says nothing, which a form leaves out."""
    if isinstance(value, dict):
        kept = {name: without_empty(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, [])}
    return [without_empty(one) for one in value] if isinstance(value, list) else value
