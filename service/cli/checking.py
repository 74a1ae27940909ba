"""`infitah check`: what of the configuration is not safe; and the refusal to serve with it in production."""

from __future__ import annotations

import json

import typer
from psycopg import OperationalError

from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, say, stop, stop_silent, stop_unavailable, terminal_language
from service.database.account import ServerFailed
from service.database.migrations import CannotMigrate
from service.opening import Unavailable, read_settings
from service.safety.checking import findings, of_surroundings, unsafe_ones
from service.safety.findings import Finding
from service.settings import Settings


def check_command(as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """Check the configuration."""
    try:
        settings = read_settings()
        found = _found(settings, illustrative=illustrative)
    except Unavailable as error:
        stop_unavailable(error)
    safe = not unsafe_ones(found)
    if as_json:
        told = {"mode": settings.infitah_mode, "safe": safe, "findings": [one.told() for one in found]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for one in found:
            typer.echo("\n".join(_lines(one)))
        typer.echo(say("check_safe" if safe else "check_unsafe", count=len(unsafe_ones(found))))
    raise typer.Exit(Exit.DONE if safe else Exit.REFUSED)


def refuse_unsafe(settings: Settings, *, illustrative: bool, with_database: bool = True) -> None:
    """In production, end where anything is unsafe, having told all of it. Raises Unavailable."""
    if settings.infitah_mode != "production":
        return
    looked = _found if with_database else of_surroundings
    if found := unsafe_ones(looked(settings, illustrative=illustrative)):
        lines = [line for one in found for line in _lines(one)]
        stop(Exit.REFUSED, *lines, say("production_refused", count=len(found)))


def _found(settings: Settings, *, illustrative: bool) -> list[Finding]:
    if illustrative and settings.database_url is not None:
        raise Unavailable("named_database")
    try:
        return findings(settings, illustrative=illustrative)
    except (ServerFailed, CannotMigrate) as error:
        raise Unavailable("unavailable", reason=error) from error
    except OperationalError as error:
        stop_silent(error)


def _lines(finding: Finding) -> list[str]:
    language = terminal_language()
    mark = "✗" if finding.unsafe else "–"
    return [f"{mark} {finding.sentence[language]} [{finding.code}]", f"    {finding.remedy[language]}"]
