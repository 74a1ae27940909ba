"""`infitah witness`: the witnesses of one's own log, and being a witness of the logs of others."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from service.cli.options import Illustrative
from service.cli.speech import Exit, paper, say, stop, terminal_language
from service.cli.working import working
from service.messages.system import system_said

if TYPE_CHECKING:
    from service.witness.witness import Witness

app = typer.Typer(help=say("help_witness"), no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help=say("option_witness_name"))]
Url = Annotated[str, typer.Argument(metavar="URL", help=say("option_witness_url"))]
Vkey = Annotated[str, typer.Argument(metavar="VKEY", help=say("option_witness_vkey"))]


@contextmanager
def _connected(*, illustrative: bool) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415

    with working(illustrative=illustrative) as service, psycopg.connect(service.conninfo) as connection:
        yield connection


@app.command("add", help=say("help_witness_add"))
def add_command(name: Name, url: Url, vkey: Vkey, illustrative: Illustrative = False) -> None:
    """Add a witness."""
    from service.transparency.witnesses import BadWitness, KnownWitness, add_witness  # noqa: PLC0415

    with _connected(illustrative=illustrative) as connection:
        try:
            add_witness(connection, name, url, vkey)
        except BadWitness as error:
            stop(Exit.USAGE, error.sentences[terminal_language()])
        except KnownWitness:
            stop(Exit.REFUSED, say("witness_known", name=name))
    typer.echo(say("witness_added", name=name), err=True)


@app.command("list", help=say("help_witness_list"))
def list_command(illustrative: Illustrative = False) -> None:
    """List the witnesses."""
    from service.transparency.witnesses import witnesses  # noqa: PLC0415

    with _connected(illustrative=illustrative) as connection:
        found = witnesses(connection)
    table = Table(box=None, pad_edge=False)
    for heading in ("who", "cosigned_size", "asked_at", "answered", "address", "key"):
        table.add_column(say(heading), overflow="fold")
    for witness in found:
        at, said = "-", say("never_asked")
        if witness.answer is not None:
            at = witness.answer.asked_at.astimezone(UTC).isoformat(timespec="seconds")
            said = witness.answer.sentences[terminal_language()]
        table.add_row(witness.name, str(witness.size), at, said, witness.url, witness.vkey)
    paper().print(table)


@app.command("remove", help=say("help_witness_remove"))
def remove_command(name: Name, illustrative: Illustrative = False) -> None:
    """Remove a witness."""
    from service.transparency.witnesses import remove_witness  # noqa: PLC0415

    with _connected(illustrative=illustrative) as connection:
        there = remove_witness(connection, name)
    if not there:
        stop(Exit.REFUSED, say("witness_unknown", name=name))
    typer.echo(say("witness_removed", name=name), err=True)


@app.command("serve", help=say("help_witness_serve"))
def serve_command(
    log: Annotated[list[str], typer.Option("--log", metavar="VKEY", help=say("option_witness_log"))],
    name: Annotated[str | None, typer.Option("--name", help=say("option_witness_own_name"))] = None,
    state: Annotated[Path | None, typer.Option("--state", help=say("option_witness_state"))] = None,
    host: Annotated[str, typer.Option("--host", help=say("option_witness_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help=say("option_port"))] = 8001,
) -> None:
    """Be a witness."""
    import uvicorn  # noqa: PLC0415

    from service.api.logging import configure_logging  # noqa: PLC0415
    from service.api.server import server_config  # noqa: PLC0415
    from service.cli.listening import listen  # noqa: PLC0415
    from service.settings import default_data_dir  # noqa: PLC0415
    from service.witness.app import witness_app  # noqa: PLC0415

    configure_logging()
    directory = state or Path(os.environ.get("DATA_DIR") or default_data_dir()) / "witness"
    with _alone(directory):
        witness = _witness(directory, name, log)
        listening = listen(port, host)
        typer.echo(say("witness_serving", address=f"http://{host}:{listening.getsockname()[1]}"))
        typer.echo(witness.vkey)
        uvicorn.Server(server_config(witness_app(witness))).run(sockets=[listening])


def _witness(directory: Path, name: str | None, logs: list[str]) -> Witness:
    from projections.transparency.checkpoint import BadCheckpoint  # noqa: PLC0415
    from projections.transparency.notes import COSIGNATURE, BadNote, Verifier, check_name  # noqa: PLC0415
    from service.transparency.keys import WITNESS, BadKey, make_key, read_key  # noqa: PLC0415
    from service.witness.witness import Witness  # noqa: PLC0415

    path = directory / "witness.key"
    try:
        if not path.exists():
            if name is None:
                stop(Exit.USAGE, say("witness_name_needed"))
            check_name(name)
            make_key(path, name, comment=WITNESS, kind=COSIGNATURE)
        signer = read_key(path).signer
        if name not in (None, signer.name):
            stop(Exit.USAGE, say("witness_other_name", found=signer.name, expected=name))
        return Witness(signer, [Verifier.from_vkey(vkey) for vkey in logs], directory, now=time)
    except (BadNote, BadKey, BadCheckpoint) as error:
        stop(Exit.USAGE, say("bad_witness", reason=error.sentences))
    except OSError as error:
        stop(Exit.USAGE, say("bad_witness", reason=system_said(error)))


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """No other process remembers in the same directory meanwhile: two would contradict each other."""
    from service.database.account import open_private  # noqa: PLC0415

    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.fdopen(open_private(directory / "witness.lock"), "r+")
    except OSError as error:
        stop(Exit.USAGE, say("bad_witness", reason=system_said(error)))
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stop(Exit.UNAVAILABLE, say("witness_in_use", directory=directory))
        yield
