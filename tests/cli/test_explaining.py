"""The explanation of one command: its fields, what they take, and an example of them."""

import json
import re
from pathlib import Path

import pytest

from domain.kernel.commands import Command
from domain.vocabulary import field_name
from service.api.command_table import command_routes
from service.cli.explaining import example, explain, fields
from tests.api.service_process import infitah

COMMANDS = sorted({route.command for route in command_routes()}, key=lambda kind: kind.__name__)
every_command = pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.command_name())


@every_command
def test_the_example_of_a_command_is_one_that_it_takes(kind: type[Command]) -> None:
    kind.model_validate(example(kind))


@every_command
def test_every_field_is_told_and_named_in_three_languages(kind: type[Command]) -> None:
    told = list(fields(kind))

    assert {field.path for field in told} >= kind.model_fields.keys()
    assert [field.path for field in told if (name := field_name(field.name)) is None or not name.fr] == []


@every_command
def test_no_value_of_a_field_is_left_without_a_name(
    kind: type[Command], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", "ar")
    explain(kind)

    table = capsys.readouterr().out.partition("infitah command")[0]
    bare = re.findall(r"^ {20,}([a-z_]+)$", table, re.MULTILINE)
    assert bare == []


def test_help_beside_the_name_of_a_command_explains_that_command(tmp_path: Path) -> None:
    done = infitah(tmp_path, "command", "record-vote", "--help")

    assert done.returncode == 0
    assert "outcome" in done.stdout
    assert "second_vote_required (second vote needed)" in done.stdout
    body = done.stdout.partition("--json '")[2].rpartition("'")[0]
    assert json.loads(body)["actor"]["role"] == "council_secretary"
    assert "focal_point" not in done.stdout.partition("effective_at")[0]


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "ختم المحتوى"), ("fr", "scellement"), ("en", "seal of")]
)
def test_the_seal_of_a_content_has_a_meaning_of_its_own(tmp_path: Path, language: str, said: str) -> None:
    told = infitah(tmp_path, "command", "register-document", "--help", LANGUAGE=language).stdout

    lines = [line for line in told.splitlines() if re.match(r"(sealed|evidence\[\])\.commitment ", line)]
    assert [said in line.split("  ", 1)[1].lstrip()[:40] for line in lines] == [True, True]


def test_an_account_that_is_to_be_has_no_reference_yet(tmp_path: Path) -> None:
    assert "or its reference" not in infitah(tmp_path, "user", "create", "--help").stdout
    assert "or its reference" in infitah(tmp_path, "user", "link", "--help").stdout


def test_a_command_whose_reason_must_be_given_says_so(tmp_path: Path) -> None:
    assert "reason" in example(next(kind for kind in COMMANDS if kind.__name__ == "AbandonAmendment"))
