"""`infitah document`: the contents of documents."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.kernel.values import Identifier
from service.cli.office import check_value
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, say, stop
from service.cli.working import note_use, progress, working

if TYPE_CHECKING:
    from service.documents.reading import Content

app = typer.Typer(help=say("help_document"), no_args_is_help=True)


@app.callback()
def document() -> None:
    """The contents of documents."""


@app.command("check", help=say("help_document_check"))
def check_command(as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """Compare every content with its event."""
    from service.api.logging import configure_logging  # noqa: PLC0415
    from service.documents.examining import agree, counted, examine  # noqa: PLC0415

    configure_logging(logging.WARNING)  # standard output is for what was found
    with working(illustrative=illustrative) as service:
        contents = service.log.contents
        with progress("checking_documents") as show:
            examine(contents, timedelta(), show)
        agree(contents)
        found = contents.findings.health().get("documents", {"wrong_contents": 0, "first": []})
        held, unknown = counted(contents)
    if as_json:
        typer.echo(json.dumps({"held": held, "unknown_files": unknown, **found}))
    else:
        typer.echo(say("documents_checked", held=held, wrong=found["wrong_contents"]))
        for one in found["first"]:
            typer.echo(say(f"document_{one['status']}", document=one["document"], content=one["content"]))
        if unknown:
            typer.echo(say("documents_unknown", found=unknown))
    if found["wrong_contents"]:
        raise typer.Exit(Exit.REFUSED)


@app.command("read", help=say("help_document_read"))
def read_command(
    identity: Annotated[str, typer.Argument(metavar="ID", help=say("option_id"))],
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help=say("option_content_file"))],
    language: Annotated[str | None, typer.Option("--language", help=say("option_content_language"))] = None,
    illustrative: Illustrative = False,
) -> None:
    """Write a content to a file."""
    from service.documents.asked import asked  # noqa: PLC0415 - needs the whole domain
    from service.documents.faults import NotHeld, WrongContent  # noqa: PLC0415

    check_value("ID", Identifier, identity)
    with working(illustrative=illustrative) as service:
        found = asked(service.log, identity, language)
        try:
            if found is None or found.withheld is not None:
                raise NotHeld
            if found.wanted.commitment is not None:  # encrypted: personal data
                note_use(service, "document read")
            with service.log.contents.open(found.wanted) as content:
                content.examine()
                _write(content, output)
        except NotHeld:
            stop(Exit.REFUSED, say("document_not_held", document=identity))
        except WrongContent as wrong:
            told = f"document_{wrong.status}"
            stop(Exit.REFUSED, say(told, document=identity, content=identity))
        except FileExistsError:
            stop(Exit.USAGE, say("file_exists", file=output))
    typer.echo(say("document_written", document=identity, file=output))


def _write(content: Content, output: Path) -> None:
    """Write a content to a new file that only this user may read; all of it, or there is no file."""
    with output.open("xb") as file:
        try:
            output.chmod(0o600)
            file.writelines(content.pieces())
        except BaseException:
            output.unlink()
            raise
