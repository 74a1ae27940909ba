"""Saying where the service answers and what to try, once it can answer that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from threading import Thread
from time import monotonic, sleep
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn

from service.cli.speech import say, terminal_language

POLL = 0.1
NOT_TRUSTED, NOT_SIGNING, CHECKING = "log_not_trusted", "not_signing", "checking"
PATIENCE = 1.0
"""Seconds after which waiting is explained."""


def announce_when_ready(host: str, port: int, *, illustrative: bool, more: str = "") -> None:
    """Wait in a thread of its own until the read models are where the log is, then say what to try.

    One that has stopped is not waited for: that is said, and the address all the same. `more` is a line
    to say with it.
    """

    def run() -> None:
        found = _wait(host, port)
        for name, where in found.get("stopped", {}).items():
            typer.echo(say("projection_stopped", name=name, where=where), err=True)
        if found.get("code") == NOT_TRUSTED:
            typer.echo(say("log_not_trusted", reason=found.get("detail", "")), err=True)
        if found.get("code") == NOT_SIGNING:
            typer.echo(found.get("detail", ""), err=True)
        _announce(f"http://{host}:{port}", illustrative=illustrative, more=more)

    Thread(target=run, name="announcement", daemon=True).start()


def _announce(address: str, *, illustrative: bool, more: str) -> None:
    lines = [say("serving", address=address)]
    if illustrative:
        lines.append(say("serving_illustrative"))
    lines += [more] if more else []
    lines += [say("pages", address=address), say("try")]
    for path in ("network/reconciliation", "programmes", "commitments"):
        lines.append(f"  curl -s '{address}/api/v1/{path}'")
    lines.append(f"  curl -s --get --data-urlencode 'name=دمنات' '{address}/api/v1/collectivities'")
    typer.echo("\n".join(lines))


def _wait(host: str, port: int) -> dict[str, Any]:
    """Wait until the service is ready, or until it says why it will not be: that the log is not as it was
    signed, or cannot be signed. Returns what it said.
    """
    answers, began = _answers(host, port), monotonic()
    for status, found in answers:
        if _settled(status, found):
            return found
        if monotonic() - began > PATIENCE:
            break
    console = Console(stderr=True)
    columns = SpinnerColumn(), *Progress.get_default_columns()
    # Where nobody watches, only lines of the log go there.
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say("read_models_built"), total=None)
        for status, found in answers:
            if _settled(status, found):
                return found
            checking = found.get("code") == CHECKING
            done = found.get("checked_position" if checking else "read_position", 0)
            what = say("events_checked" if checking else "read_models_built")
            bar.update(task, description=what, completed=done, total=found.get("position"))
    raise AssertionError("unreachable: there is always another answer")


def _settled(status: int, found: dict[str, Any]) -> bool:
    return status == 200 or found.get("code") in (NOT_TRUSTED, NOT_SIGNING)


def _answers(host: str, port: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """What /readyz says, again and again."""
    while True:
        connection = HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", "/readyz", headers={"Accept-Language": terminal_language()})
            answer = connection.getresponse()
            yield answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            yield 0, {}
        finally:
            connection.close()
        sleep(POLL)
