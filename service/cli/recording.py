"""`infitah command`: one command, as typed as over HTTP."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.table import Table

from domain.kernel.commands import Command
from domain.kernel.values import IDENTIFIER_FORM, Role
from domain.registry import DECIDERS
from service.api.bodies import parse_object
from service.api.command_table import CLAIMABLE, command_routes
from service.api.fields import clock_claimed, parse_command
from service.api.problems import Problem
from service.cli.speech import Exit, field_lines, paper, say, spoken, stop, terminal_language
from service.cli.working import note_use
from service.handling.answers import Answer
from service.messages.system import system_said
from service.opening import Service


def commands() -> dict[str, type[Command]]:
    """What somebody may ask for, here as over HTTP; the clock's own commands are not among it."""
    return {route.command.command_name(): route.command for route in command_routes()}


def list_commands() -> None:
    """Print every command with the kind of record it addresses and what it does."""
    table = Table(box=None, pad_edge=False)
    for heading in ("heading_command", "heading_summary"):
        table.add_column(say(heading))
    for name, kind in sorted(commands().items(), key=lambda item: (item[1].aggregate, item[0])):
        table.add_row(f"{kind.aggregate} [bold]{name}[/bold]", spoken(kind.summary))
    paper().print(table)


def print_commands() -> None:
    """The same for programs: one JSON object a line. Who may correct depends on what is corrected, so that no
    roles are told there (null).
    """
    for name, kind in sorted(commands().items(), key=lambda item: (item[1].aggregate, item[0])):
        roles = DECIDERS[kind.aggregate].rule(kind).by & CLAIMABLE if kind.aggregate in DECIDERS else None
        told = {
            "command": name,
            "aggregate": kind.aggregate,
            "summary": kind.summary.model_dump(),
            "by": None if roles is None else sorted(roles),
            "creates": kind.creates,
        }
        typer.echo(json.dumps(told, ensure_ascii=False))


def addressed(kind: type[Command], identity: str | None) -> str:
    """The stream that a command addresses. Ends with a usage error where that is unclear."""
    if identity is None:
        if kind.creates:
            return kind.aggregate
        stop(Exit.USAGE, say("id_needed"))
    given_kind, _, given = identity.rpartition(":")
    aggregate = given_kind if kind.aggregate == "*" else kind.aggregate
    wrong_kind = aggregate not in DECIDERS or (given_kind and given_kind != aggregate)
    if wrong_kind or not re.fullmatch(IDENTIFIER_FORM, given):
        expected = f"{kind.aggregate if kind.aggregate != '*' else 'kind'}:id"
        stop(Exit.USAGE, say("bad_id", found=identity, expected=expected))
    return f"{aggregate}:{given}"


def command_kind(name: str) -> type[Command]:
    """The command of a name. Ends with a usage error where there is none."""
    kind = commands().get(name)
    if kind is None:
        stop(Exit.USAGE, say("unknown_command", name=name))
    return kind


def read_fields(given: str) -> dict[str, Any]:
    """The fields of a command from JSON, `@file`, or `-` for standard input. Ends with a usage error."""
    try:
        if given == "-":
            return parse_object(sys.stdin.buffer.read())
        if given.startswith("@"):
            return parse_object(Path(given[1:]).read_bytes())
        return parse_object(given.encode("utf-8", "surrogateescape"))
    except OSError as error:
        stop(Exit.USAGE, say("file_unreadable", file=given[1:], reason=system_said(error)))
    except Problem as problem:
        _stop_invalid(problem)


def parse(kind: type[Command], fields: dict[str, Any]) -> Command:
    """A typed command from its fields. Ends with a usage error that names every wrong field."""
    try:
        command = parse_command(kind, fields)
    except Problem as problem:
        _stop_invalid(problem)
    if command.actor.role is Role.CLOCK:
        _stop_invalid(clock_claimed())
    return command


def carry_out(
    service: Service, stream: str, command: Command, *, key: str | None, version: int | None
) -> Answer:
    """Carry out a command. Nobody signs in at this machine; the access journal says that it was used."""
    answer = service.handler.handle(stream, command, key=key, expected_version=version)
    if not answer.replayed:
        note_use(service, command.command_name())
    return answer


def report(answer: Answer) -> None:
    """Say what was recorded; the events go to standard output as JSON lines for scripts."""
    code = "recorded_before" if answer.replayed else "recorded"
    typer.echo(say(code, stream=answer.stream, version=answer.version, position=answer.position), err=True)
    for event in answer.events:
        typer.echo(json.dumps(event._asdict(), ensure_ascii=False))


def _stop_invalid(problem: Problem) -> NoReturn:
    title = problem.body(terminal_language())["title"]
    stop(Exit.USAGE, say("bad_fields") if problem.errors else title, *field_lines(problem.errors))
