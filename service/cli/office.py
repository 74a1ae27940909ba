"""`infitah office`: the register of office holders, which lies outside the log and can be erased."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.markup import escape
from rich.table import Table

from domain.kernel.values import Line, Reference, strictly
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, field_lines, paper, say, stop
from service.cli.working import working

app = typer.Typer(help=say("help_office"), no_args_is_help=True)
Person = Annotated[str, typer.Argument(metavar="REF", help=say("option_person_ref"))]


@app.command("name", help=say("help_office_name"))
def name_command(
    person_ref: Person,
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("option_person_name"))],
    office: Annotated[str, typer.Option("--office", help=say("option_office"))],
    illustrative: Illustrative = False,
) -> None:
    """Say who is behind a reference."""
    check_value("REF", Reference, person_ref)
    check_value("NAME", Line, name)
    check_value("--office", Line, office)
    with working(illustrative=illustrative, noted="office name") as service:
        service.log.name_person(person_ref, name, office)
    typer.echo(say("office_named", ref=person_ref), err=True)


@app.command("list", help=say("help_office_list"))
def list_command(
    as_json: AsJson = False,
    illustrative: Illustrative = False,
) -> None:
    """List the office holders."""
    with working(illustrative=illustrative, noted="office list") as service:
        found = service.log.office_register()
    if as_json:
        for ref, (name, office) in found.items():
            typer.echo(json.dumps({"person_ref": ref, "name": name, "office": office}, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("heading_person_ref", "heading_person_name", "heading_office"):
        table.add_column(say(heading), overflow="fold")
    for ref, (name, office) in found.items():
        table.add_row(escape(ref), escape(name), escape(office))
    paper().print(table)


@app.command("forget", help=say("help_office_forget"))
def forget_command(person_ref: Person, illustrative: Illustrative = False) -> None:
    """Forget a name."""
    with working(illustrative=illustrative, noted="office forget") as service:
        if not service.log.erase_names([person_ref]):
            stop(Exit.REFUSED, say("office_unknown", ref=person_ref))
    typer.echo(say("office_forgotten", ref=person_ref), err=True)


def check_value(field: str, kind: Any, found: str) -> None:
    """End with a usage error where a value is none of its kind."""
    from service.api.fields import validation_error  # noqa: PLC0415 - only told where something is wrong

    try:
        with strictly():
            TypeAdapter(kind).validate_python(found)
    except ValidationError as error:
        told = [validation_error(issue) | {"field": field} for issue in error.errors(include_url=False)]
        stop(Exit.USAGE, say("bad_fields"), *field_lines(told))
