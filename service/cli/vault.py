"""`infitah vault`: the keys of the personal data beside the log."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, say, stop
from service.cli.working import progress, working

Copied = Annotated[bool, typer.Option("--copied", help=say("option_vault_copied"))]
app = typer.Typer(help=say("help_vault"), no_args_is_help=True)


@app.callback()
def vault() -> None:
    """The vault."""


@app.command("rotate", help=say("help_vault_rotate"))
def rotate_command(
    copied: Copied = False, as_json: AsJson = False, illustrative: Illustrative = False
) -> None:
    """Rotate the master key."""
    from service.vault.opening import open_keys  # noqa: PLC0415
    from service.vault.rotation import rotate  # noqa: PLC0415

    with (
        working(illustrative=illustrative, noted="vault rotate") as service,
        progress("rotating_vault") as show,
    ):
        path = service.settings.vault_key_path(illustrative=service.illustrative)
        own = service.settings.owns_vault_key(illustrative=service.illustrative)
        if own and not copied:
            stop(Exit.REFUSED, say("vault_copy_first", path=path))
        done = rotate(service.conninfo, open_keys(service.conninfo, path, own=own), own=own, told=show)
    if as_json:
        typer.echo(json.dumps({**done._asdict(), "dropped": own}))
        raise typer.Exit(Exit.DONE if done.moved else Exit.REFUSED)
    if not done.moved:
        stop(Exit.REFUSED, say("vault_not_rotated", path=path, key=done.active))
    typer.echo(say("vault_rotated", key=done.active, wrapped=done.wrapped, path=path))
    if done.unneeded:
        told = "vault_keys_dropped" if own else "vault_keys_droppable"
        typer.echo(say(told, keys=", ".join(done.unneeded)))
