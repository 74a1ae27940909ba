"""What verifying found, in plain words, and the code that it ends with."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import typer

from projections.bundles.failures import Finding
from projections.transparency.faults import in_language
from projections.transparency.notes import BadNote, Verifier
from service.cli.speech import Exit, stop, terminal_language
from service.messages import printable, sentence

_MARKS = {True: "✓", False: "✗", None: "–"}


class Verdict(IntEnum):
    """How verifying ended, for scripts."""

    HELD = 0
    BROKEN = 1
    UNAUTHENTICATED = 3


def tell(code: str, /, **found: object) -> str:
    """A sentence of messages/bundles.toml in the language of the terminal."""
    return sentence("bundles", code, terminal_language(), **found)


def lines(findings: Sequence[Finding]) -> list[str]:
    """One line for each finding."""
    return [f"{_MARKS[found.held]} {_said(found)}" for found in findings]


def verdict(findings: Sequence[Finding]) -> Verdict:
    """What the findings come to."""
    if any(found.held is False for found in findings):
        return Verdict.BROKEN
    return Verdict.UNAUTHENTICATED if any(found.held is None for found in findings) else Verdict.HELD


def conclude(heading: Sequence[str], findings: Sequence[Finding]) -> Verdict:
    """Say what was looked at, what was found of it, and what that comes to."""
    found = verdict(findings)
    for line in (*heading, *lines(findings), tell(f"verdict_{found.name.lower()}")):
        typer.echo(line)
    return found


def verifiers(keys: Sequence[str]) -> list[Verifier]:
    """The keys given. Ends with a usage error for one that is none."""
    try:
        return [Verifier.from_vkey(key) for key in keys]
    except BadNote as error:
        stop(Exit.USAGE, tell("bad_key", reason=printable(in_language(error, terminal_language()))))


def _said(found: Finding) -> str:
    outcome = {True: "held", False: "failed", None: "unknown"}[found.held]
    language = terminal_language()
    shown = {name: printable(in_language(value, language)) for name, value in found._asdict().items()}
    return tell(f"{found.check}_{outcome}", **shown)
