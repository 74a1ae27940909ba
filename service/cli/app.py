"""`infitah`: every command of the command line, and the code it ends with."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli import (
    checking,
    document,
    log_keeping,
    office,
    projecting,
    proving,
    subject,
    tokens,
    users,
    vault,
    witnessing,
)
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, say, stop
from service.cli.usage import ExplainedCommand, run
from service.cli.working import note_use, progress, working

app = typer.Typer(
    name="infitah",
    help=say("help"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    # A traceback of an unexpected error must not print the values of variables, which may be personal.
    pretty_exceptions_enable=False,
)
app.add_typer(projecting.app, name="projections")
app.add_typer(witnessing.app, name="witness")
app.add_typer(office.app, name="office")
app.add_typer(subject.app, name="subject")
app.add_typer(vault.app, name="vault")
app.add_typer(users.app, name="user")
app.add_typer(tokens.app, name="token")
app.add_typer(document.app, name="document")
app.add_typer(proving.app)
app.command("journal", help=say("help_journal"))(tokens.journal_command)
app.command("permissions", help=say("help_permissions"))(tokens.permissions_command)


@app.command("serve", help=say("help_serve"))
def serve_command(
    illustrative: Illustrative = False,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help=say("option_port"))] = None,
    workers: Annotated[
        int, typer.Option(envvar="WEB_CONCURRENCY", min=1, max=64, help=say("option_workers"))
    ] = 1,
) -> None:
    """Start the service."""
    from service.cli.serving import serve  # noqa: PLC0415 - the web server is slow to import

    serve(illustrative=illustrative, port=port, workers=workers)


app.command("init", help=say("help_init"))(log_keeping.init_command)
app.command("check", help=say("help_check"))(checking.check_command)
app.command("key", help=say("help_key"))(log_keeping.key_command)


@app.command("import-register", help=say("help_import-register"))
def import_register_command(
    file: Annotated[Path | None, typer.Argument(help=say("option_file"), dir_okay=False)] = None,
    illustrative: Illustrative = False,
) -> None:
    """Import the register of members."""
    from service.cli.filling import fill_register  # noqa: PLC0415 - only this command needs the register

    with working(illustrative=illustrative) as service, progress("importing") as show:
        done = fill_register(service, file, show)
    typer.echo(done)


@app.command("example", help=say("help_example"))
def example_command() -> None:
    """Record the illustrative programme."""
    typer.echo(play_example())


def play_example() -> str:
    """Record the illustrative programme in its log, where it is not there yet, and say so."""
    from service.cli.filling import fill_example  # noqa: PLC0415 - only this needs the example
    from service.example.stage import ScenarioClock  # noqa: PLC0415

    clock = ScenarioClock()
    with working(illustrative=True, create=True, now=clock) as service, progress("example_running") as show:
        return fill_example(service, clock, show)


@app.command("command", cls=ExplainedCommand, help=say("help_command"))
def command_command(
    name: Annotated[str | None, typer.Argument(help=say("option_name"))] = None,
    identity: Annotated[str | None, typer.Option("--id", help=say("option_id"))] = None,
    fields: Annotated[str, typer.Option("--json", help=say("option_json"))] = "{}",
    key: Annotated[str | None, typer.Option("--key", help=say("option_key"))] = None,
    version: Annotated[int | None, typer.Option("--if-version", min=0, help=say("option_version"))] = None,
    illustrative: Illustrative = False,
) -> None:
    """Carry out one command."""
    from service.cli import recording  # noqa: PLC0415 - reads every command's fields

    if name is None:
        recording.list_commands()
        return
    kind = recording.command_kind(name)
    stream = recording.addressed(kind, identity)
    command = recording.parse(kind, recording.read_fields(fields))
    with working(illustrative=illustrative) as service:
        recording.report(recording.carry_out(service, stream, command, key=key, version=version))


@app.command("show", help=say("help_show"))
def show_command(
    kind: Annotated[str, typer.Argument(help=say("option_kind"))],
    identity: Annotated[str | None, typer.Argument(metavar="ID", help=say("option_id"))] = None,
    as_json: AsJson = False,
    words: Annotated[bool, typer.Option("--words", help=say("option_words"))] = False,
    illustrative: Illustrative = False,
) -> None:
    """Show one record, or the register of redactions."""
    from service.cli.redacting import REGISTER, show_redactions  # noqa: PLC0415
    from service.cli.showing import show  # noqa: PLC0415

    if kind == REGISTER and identity is None:
        with working(illustrative=illustrative) as service:
            show_redactions(service.log, as_json=as_json)
        return
    if identity is None:
        stop(Exit.USAGE, say("show_id_needed", name=kind))
    with working(illustrative=illustrative, noted="show --words" if words else None) as service:
        show(service.handler, kind, identity, as_json=as_json, words=words)


@app.command("waiting", help=say("help_waiting"))
def waiting_command(as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """List what waits for a decision."""
    from service.cli.words import list_waiting  # noqa: PLC0415

    with working(illustrative=illustrative) as service:
        list_waiting(service.handler, as_json=as_json)


@app.command("history", help=say("help_history"))
def history_command(
    identity: Annotated[str, typer.Argument(metavar="ID", help=say("option_history"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("option_as_json"))] = False,
    illustrative: Illustrative = False,
) -> None:
    """Show a record's history."""
    from service.cli.showing import show_history  # noqa: PLC0415

    with working(illustrative=illustrative) as service:
        show_history(service.handler, identity, lambda: note_use(service, "history"), as_json=as_json)


@app.command("rules", help=say("help_rules"))
def rules_command(as_json: AsJson = False) -> None:
    """Show the rules of law."""
    from domain.rules.personal_data import personal_data_rules  # noqa: PLC0415
    from domain.rules.rule_sets import all_rule_sets  # noqa: PLC0415
    from service.cli.showing import show_rules  # noqa: PLC0415

    show_rules([*all_rule_sets(), personal_data_rules()], as_json=as_json)


@app.command("tick", help=say("help_tick"))
def tick_command(as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """Carry out what is due."""
    from service.api.logging import configure_logging  # noqa: PLC0415
    from service.clock import Clock  # noqa: PLC0415

    configure_logging(logging.WARNING)  # standard output is for what was done
    with working(illustrative=illustrative) as service, progress("ticking") as show:
        head = service.log.head()
        done = Clock(service.handler).tick(read=lambda position: show(position, head))
    typer.echo(json.dumps({"issued": done.issued}) if as_json else say("ticked", issued=done.issued))


def main() -> None:
    """Run `infitah`."""
    sys.exit(run(app))
