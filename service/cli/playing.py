"""The illustrative programme at the first start: one process records it, this one reads beside it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Thread

import psycopg
import typer

from service.cli.speech import Exit
from service.cli.working import progress
from service.opening import Service

REST, POLL = 0.15, 0.05
"""Seconds: few large batches cost less than many small ones, and nobody reads yet."""


def play_beside(service: Service, loading: Thread, meanwhile: Callable[[], None]) -> None:
    """Record the illustrative programme where it is not there yet. Deciding keeps one processor busy, so a
    process of its own does it; this one does what is to be done `meanwhile` and follows with the read models.

    Ends as that process ended where it failed, which has said why.
    """
    from service.example.play import played  # noqa: PLC0415 - imports the domain

    if played(service.handler):
        return
    loading.join()  # a fork takes no thread along, and what one of them holds would stay locked in it
    process = get_context("fork").Process(target=_play, args=(service,), name="example")
    process.start()
    try:
        meanwhile()
        with _following(service):
            process.join()
    finally:
        process.terminate()
        process.join()
    if process.exitcode:
        raise typer.Exit(process.exitcode if process.exitcode > 0 else Exit.UNAVAILABLE)


def _play(service: Service) -> None:
    from service.cli.failing import stop_failed  # noqa: PLC0415 - these import the domain
    from service.cli.filling import fill_example  # noqa: PLC0415
    from service.example.stage import ScenarioClock  # noqa: PLC0415
    from service.handling.handler import CommandHandler  # noqa: PLC0415
    from service.store.log import Log  # noqa: PLC0415

    # Interrupts typed at the terminal are for the process that waits; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clock = ScenarioClock()
    log = Log(service.conninfo, service.log.keys)  # a connection cannot be shared between processes
    handler = CommandHandler(log, secret=service.settings.secret(), now=clock)
    try:
        try:
            with progress("example_running") as show:
                fill_example(service._replace(log=log, handler=handler), clock, show)
        except Exception as error:
            stop_failed(error)
            raise
        finally:
            log.close()
    except typer.Exit as ended:
        raise SystemExit(ended.exit_code) from None


@contextmanager
def _following(service: Service) -> Iterator[None]:
    """The read models follow the log until the end of the block."""
    from projections.registry import projections  # noqa: PLC0415 - imports the domain
    from projections.runner import Runner  # noqa: PLC0415

    def connect() -> psycopg.Connection:
        return psycopg.connect(service.conninfo)

    runner = Runner(service.log, connect, projections(service.log), rest=REST, poll=POLL)
    runner.start()
    try:
        yield
    finally:
        runner.stop()
