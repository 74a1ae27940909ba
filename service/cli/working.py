"""An opened log for a command, and how long work shows its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn

from service.cli.speech import say
from service.opening import Service, opened


@contextmanager
def working(
    *,
    illustrative: bool,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    noted: str | None = None,
    **more: Any,
) -> Iterator[Service]:
    """An opened log, whose handler takes its time from `now`; `more` is as `opened` takes it. What goes wrong
    while it is used ends the command with its sentence and code. Where it is `noted`, the access journal says
    that the command line was used, and for what.
    """
    try:
        with ExitStack() as showing:
            more.setdefault("told", encrypting(showing))
            with opened(illustrative=illustrative, now=now, **more) as service:
                showing.close()
                if noted is not None:
                    note_use(service, noted)
                yield service
    except Exception as error:
        from service.cli.failing import stop_failed  # noqa: PLC0415 - all that may fail is slow to import

        stop_failed(error)
        raise


def note_use(service: Service, about: str) -> None:
    """Have the access journal say what the command line was used for: nobody signs in there."""
    from service.access.journal import COMMAND_LINE, Journal, Kind  # noqa: PLC0415

    Journal(service.log.ask).note(Kind.COMMAND_LINE_USED, None, by=COMMAND_LINE, about=about)


@contextmanager
def progress(code: str) -> Iterator[Any]:
    """A progress bar on standard error: call what is yielded with (done, total)."""
    with Progress(
        SpinnerColumn(), *Progress.get_default_columns(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task(say(code), total=None)

        def show(done: int, total: int | None = None) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def encrypting(showing: ExitStack) -> Callable[[int, int], None]:
    """Tells how many texts of an older version are encrypted, by a bar that is there from the first on."""
    show: list[Any] = []

    def told(done: int, everything: int) -> None:
        if not show:
            show.append(showing.enter_context(progress("encrypting_vault")))
        show[0](done, everything)

    return told
