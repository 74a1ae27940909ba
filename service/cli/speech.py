"""What the command line says, in the language of the terminal, and the codes it ends with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, NoReturn

import typer
from rich.console import Console

from domain.kernel.guards import Refused
from domain.kernel.values import Localised
from service.messages import Language, Told, sentence


class Exit(IntEnum):
    """How the command ended, for scripts."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3


def terminal_language() -> Language:
    """Arabic or French where the terminal is set to it (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), otherwise
    English.
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ar" if value.startswith("ar") else "fr" if value.startswith("fr") else "en"
    return "en"


def say(code: str, /, **found: object) -> str:
    """A sentence of the command line (messages/console.toml)."""
    return sentence("console", code, terminal_language(), **found)


def paper(piped: int = 10_000) -> Console:
    """Where tables are printed: as wide as the terminal; where there is none as wide as they are, or at most
    `piped` columns where they hold sentences.
    """
    console = Console()
    return console if console.is_terminal or os.environ.get("COLUMNS") else Console(width=piped)


def spoken(text: Localised) -> str:
    """A text of the record in the language of the terminal, or in Arabic where there is none."""
    return getattr(text, terminal_language(), None) or text.ar


def stop(code: Exit, *lines: str) -> NoReturn:
    """End with a code, having said why on standard error."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(code)


def stop_unavailable(error: Told) -> NoReturn:
    """End because a log cannot be used: a wrong setting is a mistake in use like any other."""
    code = Exit.USAGE if error.code == "bad_settings" else Exit.UNAVAILABLE
    stop(code, error.sentences[terminal_language()])


def stop_silent(error: Exception) -> NoReturn:
    """End because the database does not answer, with what it said at the end of the sentence."""
    stop(Exit.UNAVAILABLE, say("unavailable", reason=say("database_said", said=str(error).strip())))


def stop_refused(refused: Refused) -> NoReturn:
    """End because the rules forbid it, with every unmet guard."""
    from service.api.fields import wrong_values  # noqa: PLC0415 - the web framework is slow to import

    language = terminal_language()
    unmet = [f"  - {check.sentence(language)} [{check.guard.code}]" for check in refused.unmet]
    stop(Exit.REFUSED, say("refused"), *unmet, *field_lines(wrong_values(refused.unmet)))


def field_lines(errors: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is wrong with each field, one line each."""
    return [f"  - {error['field'] or '.'}: {error['sentence'][terminal_language()]}" for error in errors]
