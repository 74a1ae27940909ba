"""`infitah init` and `infitah key`: the log's name and the key that it is signed with."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.options import Illustrative
from service.cli.speech import Exit, say, stop
from service.cli.working import working


def init_command(
    illustrative: Illustrative = False,
    origin: Annotated[str | None, typer.Option("--origin", help=say("option_origin"))] = None,
) -> None:
    """Make or migrate the log."""
    from projections.transparency.notes import BadNote, check_name  # noqa: PLC0415 - slow to import

    try:
        check_name(origin or "own")
    except BadNote:
        stop(Exit.USAGE, say("bad_origin", found=origin))
    with working(illustrative=illustrative, create=True, origin=origin, official=True) as service:
        path = service.settings.key_path(illustrative=service.illustrative)
        verifier = service.key.verifier
        typer.echo(say("ready"), err=True)
        typer.echo(say("key_made", origin=verifier.name, path=path, vkey=verifier.vkey), err=True)
        if service.key.development:
            typer.echo(say("development_key", path=path), err=True)


def key_command(illustrative: Illustrative = False) -> None:
    """Print the verifier key."""
    with working(illustrative=illustrative) as service:
        typer.echo(service.key.verifier.vkey)
        if service.key.development:
            path = service.settings.key_path(illustrative=service.illustrative)
            typer.echo(say("development_key", path=path), err=True)
