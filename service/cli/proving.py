"""`infitah bundle`, `verify` and `audit`: proofs that leave the house, and how they are checked outside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from projections.transparency.notes import MOST_BYTES
from service.cli.findings import conclude, tell, verifiers
from service.cli.options import Illustrative
from service.cli.speech import Exit, stop
from service.cli.working import progress, working
from service.messages import printable
from service.messages.system import system_said

app = typer.Typer()
Keys = Annotated[list[str] | None, typer.Option("--key", metavar="VKEY", help=tell("option_vkey"))]


@app.command("bundle", help=tell("help_bundle"))
def bundle_command(
    programme: Annotated[str, typer.Argument(help=tell("option_programme"))],
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help=tell("option_output"))],
    illustrative: Illustrative = False,
) -> None:
    """Write a bundle."""
    from service.cli.bundling import write  # noqa: PLC0415 - verifying needs nothing of it

    with working(illustrative=illustrative) as service, progress("bundling") as show:
        done = write(service, programme, output, show)
    typer.echo(done)


@app.command("verify", help=tell("help_verify"))
def verify_command(
    file: Annotated[Path, typer.Argument(dir_okay=False, help=tell("option_bundle"))],
    key: Keys = None,
    checkpoint: Annotated[Path | None, typer.Option(dir_okay=False, help=tell("option_older"))] = None,
) -> None:
    """Verify a bundle."""
    from projections.bundles.verification import verify_bundle  # noqa: PLC0415 - needs the whole domain

    keys, older = verifiers(key or []), read_checkpoint(checkpoint) if checkpoint else None
    try:
        with file.open("rb") as opened, progress("verifying") as show:
            found = verify_bundle(opened, keys, older, show)
    except OSError as error:
        stop(Exit.USAGE, tell("file_unreadable", file=file, reason=system_said(error)))
    heading = []
    if (manifest := found.manifest) is not None:
        about = {
            name: printable(getattr(manifest, name)) for name in ("programme", "origin", "size", "software")
        }
        heading = [tell("about_bundle", **about), *([tell("illustrative")] if manifest.illustrative else [])]
    raise typer.Exit(conclude(heading, found.findings))


@app.command("audit", help=tell("help_audit"))
def audit_command(
    url: Annotated[str, typer.Argument(metavar="URL", help=tell("option_url"))],
    key: Keys = None,
    checkpoint: Annotated[Path | None, typer.Option(dir_okay=False, help=tell("option_kept"))] = None,
) -> None:
    """Audit a live log."""
    from service.cli.auditing import audit_served  # noqa: PLC0415 - verifying needs no network

    keys = verifiers(key or [])
    older = read_checkpoint(checkpoint) if checkpoint and checkpoint.exists() else None
    with progress("auditing") as show:
        found = audit_served(url, keys, older, show)
    at = found.checkpoint
    heading = [tell("about_log", origin=printable(at.origin), size=at.size)] if at is not None else []
    outcome = conclude(heading, found.findings)
    if checkpoint is not None and found.keep is not None:
        keep_checkpoint(checkpoint, found.keep)
    raise typer.Exit(outcome)


def read_checkpoint(file: Path) -> bytes:
    """A checkpoint kept in a file. Ends with a usage error where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        stop(Exit.USAGE, tell("file_unreadable", file=file, reason=system_said(error)))


def keep_checkpoint(file: Path, note: bytes) -> None:
    """Keep a checkpoint: whole or not at all, since the one before is what a later audit rests on."""
    made = file.with_name(f".{file.name}.new")
    try:
        made.write_bytes(note)
        made.replace(file)
    except OSError as error:
        stop(Exit.USAGE, tell("file_unwritable", file=file, reason=system_said(error)))
    typer.echo(tell("kept", file=file))
