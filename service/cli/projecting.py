"""`infitah projections`: how the read models are, and building them anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from service.cli.options import Illustrative
from service.cli.speech import Exit, say, stop
from service.cli.working import working
from service.opening import Service

app = typer.Typer(help=say("help_projections"), no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...", help=say("option_projection"))]


class _PerSecond(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Events per second since the beginning."""
        return Text(say("events_per_second", found=f"{task.completed / (task.elapsed or 1):,.0f}"))


class _TimeLeft(TimeRemainingColumn):
    def render(self, task: Task) -> Text:
        """Time left at that speed."""
        return Text(say("time_left", found=super().render(task).plain))


@app.command("status", help=say("help_projections_status"))
def status_command(illustrative: Illustrative = False) -> None:
    """Show how each projection is."""
    from projections.projection import made_by  # noqa: PLC0415 - reads every source file
    from projections.registry import projections  # noqa: PLC0415 - needs the whole domain
    from projections.status import statuses  # noqa: PLC0415

    with _connected(illustrative=illustrative) as (service, connection):
        found = statuses(connection, made_by())
        missing = projections(service.log).keys() - {one.name for one in found}
    shown = Table(box=None, pad_edge=False)
    for heading, justify in _COLUMNS.items():
        shown.add_column(say(heading), justify=justify, overflow="fold")
    for one in found:
        state = one.stopped or say("projection_live" if one.live else "projection_built")
        active = say("yes" if one.active else "no")
        numbers = [f"{number:,}" for number in (one.position, one.behind, one.rows)]
        shown.add_row(one.name, str(one.edition), *numbers, active, Text(state, "red" * bool(one.stopped)))
    for name in sorted(missing):
        shown.add_row(name, "—", "—", "—", "—", say("no"), say("projection_missing"))
    Console().print(shown)


_COLUMNS: dict[str, Any] = {
    "projection": "left",
    "edition": "right",
    "position": "right",
    "behind_by": "right",
    "row_count": "right",
    "active": "left",
    "projection_state": "left",
}


@app.command("rebuild", help=say("help_projections_rebuild"))
def rebuild_command(
    names: Names = None,
    everything: Annotated[bool, typer.Option("--all", help=say("option_all_projections"))] = False,
    illustrative: Illustrative = False,
) -> None:
    """Build projections anew beside the live ones."""
    from projections.projection import made_by  # noqa: PLC0415 - reads every source file
    from projections.rebuilding import BeingRebuilt, Rebuild  # noqa: PLC0415
    from projections.registry import projections  # noqa: PLC0415 - needs the whole domain

    with _connected(illustrative=illustrative) as (service, connection):
        known = projections(service.log)
        wanted = list(known) if everything else list(dict.fromkeys(names or ()))
        if not wanted or not known.keys() >= set(wanted):
            code = "unknown_projection" if wanted else "projection_needed"
            found = ", ".join(name for name in wanted if name not in known)
            stop(Exit.USAGE, say(code, name=found, expected=", ".join(sorted(known))))
        rebuild = Rebuild(service.log, connection, {name: known[name] for name in wanted}, made_by())
        began = monotonic()
        try:
            with _progress(service) as show:
                swapped = rebuild.run(show)
        except BeingRebuilt as other:
            stop(Exit.REFUSED, say("being_rebuilt", names=", ".join(other.names)))
    if swapped:
        typer.echo(say("rebuilt", names=", ".join(swapped), seconds=f"{monotonic() - began:.1f}"))
    if rebuild.poison:
        failed = [(one.edition.projection.name, one) for one in rebuild.poison]
        stop(Exit.REFUSED, *(say("not_rebuilt", name=name, where=one) for name, one in failed))


@contextmanager
def _connected(*, illustrative: bool) -> Iterator[tuple[Service, psycopg.Connection[Any]]]:
    from service.store.datastore import as_service  # noqa: PLC0415

    with (
        working(illustrative=illustrative) as service,
        psycopg.connect(as_service(service.conninfo), autocommit=True) as connection,
    ):
        yield service, connection


@contextmanager
def _progress(service: Service) -> Iterator[Any]:
    """A progress bar on standard error: call what is yielded with the position reached."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} / {task.total:,.0f}"),
        _PerSecond(),
        _TimeLeft(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(say("rebuilding"), total=service.log.head())

        def show(position: int) -> None:
            # Writes go on meanwhile: the end of the log moves.
            bar.update(task, completed=position, total=service.log.head())

        yield show
