"""`infitah show`, `history` and `rules`: what the log says, read from its events."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from domain.kernel.deciding import NextStep
from domain.kernel.events import decode
from domain.registry import DECIDERS
from domain.rules.rule_sets import RuleSet, provision_names
from service.cli.speech import Exit, say, spoken, stop, terminal_language
from service.handling.handler import CommandHandler


def show(handler: CommandHandler, kind: str, identity: str) -> None:
    """Print the state of one record as JSON, then its next steps with what is missing."""
    if kind not in DECIDERS:
        stop(Exit.USAGE, say("unknown_kind", name=kind, expected=", ".join(sorted(DECIDERS))))
    stream = f"{kind}:{identity.removeprefix(f'{kind}:')}"
    state = handler.state(stream)
    if not state.version:
        stop(Exit.REFUSED, say("nothing_recorded", stream=stream))
    console = Console()
    shown = {"stage": state.stage} | state.model_dump(mode="json", exclude={"because"})
    console.print_json(json.dumps(shown, ensure_ascii=False))
    console.print(_steps(handler.next_steps(stream)))


def show_history(handler: CommandHandler, stream: str) -> None:
    """Print every event whose history a record belongs to, oldest first."""
    kind, _, identity = stream.partition(":")
    if kind not in DECIDERS or not identity:
        stop(Exit.USAGE, say("bad_id", found=stream, expected="kind:id"))
    rows = handler.log.tagged(stream)
    if not rows:
        stop(Exit.REFUSED, say("nothing_recorded", stream=stream))
    table = Table(box=None, pad_edge=False)
    for heading in ("position", "recorded_at", "effective_at", "who", "what"):
        table.add_column(say(heading))
    for row in rows:
        event = decode(row.body)
        what = event.type if event.stream == stream else f"{event.type} ({event.stream})"
        when = f"{event.recorded_at:%Y-%m-%d %H:%M}"
        table.add_row(str(row.position), when, str(event.effective_at), event.actor.role, what)
    Console().print(table)


def _steps(steps: list[NextStep]) -> Table:
    table = Table(title=say("next_steps"), title_justify="left", box=None, pad_edge=False)
    for heading in ("step", "who", "missing"):
        table.add_column(say(heading))
    for step in steps:
        missing = "\n".join(check.sentence(terminal_language()) for check in step.unmet)
        step_told = f"{step.command.command_name()}\n[dim]{spoken(step.command.summary)}[/dim]"
        table.add_row(step_told, ", ".join(sorted(step.by)), missing or "—")
    return table


def show_rules(rule_sets: Iterable[RuleSet]) -> None:
    """Print every rule set: each provision with its value, its source, and whether it is confirmed."""
    console = Console()
    for rule_set in rule_sets:
        title = f"{rule_set.id} — {spoken(rule_set.law)} — {rule_set.in_force_from}"
        table = Table(title=title, title_justify="left", box=None, pad_edge=False, row_styles=["", "dim"])
        for heading in ("rule", "value", "source", "confirmed"):
            table.add_column(say(heading), overflow="fold")
        for name, provision in rule_set.provisions().items():
            value = json.dumps(provision.model_dump(mode="json")["value"], ensure_ascii=False)
            source = spoken(provision.source)
            cited = f"{say('article', number=provision.article)}. {source}" if provision.article else source
            confirmed = say("confirmed" if provision.confirmed else "not_confirmed")
            table.add_row(spoken(provision_names()[name]), value, cited, confirmed)
        console.print(table)
        console.print()
