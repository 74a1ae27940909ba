"""`infitah show`, `history` and `rules`: what the log says, read from its events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from domain.kernel.amend import EventAnnulled, RecordCorrected
from domain.kernel.events import Event
from domain.kernel.next_steps import NextStep
from domain.kernel.stored import decode
from domain.kernel.values import Role
from domain.participation.state import GivenWords
from domain.registry import DECIDERS
from domain.rules.personal_data import PersonalDataRules, personal_data_rules
from domain.rules.rule_sets import RuleSet, provision_names
from domain.vocabulary import VOCABULARIES
from projections.sentences import sentences
from service.access.permissions import takers
from service.cli.speech import Exit, paper, say, spoken, stop, terminal_language
from service.cli.words import words_of, words_table
from service.handling.handler import CommandHandler

PIPED = 140
"""Columns of a table with sentences where no terminal says how many there are."""


def show(
    handler: CommandHandler, kind: str, identity: str, *, as_json: bool = False, words: bool = False
) -> None:
    """Print the state of one record as JSON, then its next steps with what is missing: as a table, or with
    the state in one JSON object. With `words`, what a citizen wrote stands between them.
    """
    if kind not in DECIDERS:
        stop(Exit.USAGE, say("unknown_kind", name=kind, expected=", ".join(sorted(DECIDERS))))
    if words and not issubclass(DECIDERS[kind].state, GivenWords):
        stop(Exit.USAGE, say("no_words", name=kind))
    stream = f"{kind}:{identity.removeprefix(f'{kind}:')}"
    state = handler.state(stream)
    if not state.version:
        stop(Exit.REFUSED, say("nothing_recorded", stream=stream))
    shown = {"stage": state.stage} | state.model_dump(mode="json", exclude={"because"})
    steps = handler.next_steps(stream)
    given = words_of(handler, state) if words and isinstance(state, GivenWords) else None
    if as_json:
        told = {"state": shown, "next_steps": [_step(step) for step in steps]}
        typer.echo(json.dumps(told | ({"words": given} if given else {}), ensure_ascii=False))
        return
    console = paper()
    console.print_json(json.dumps(shown, ensure_ascii=False))
    if given:
        console.print(given["note"], soft_wrap=True)
        console.print(words_table(given))
    console.print(_steps(steps))
    if isinstance(state, GivenWords) and not words:
        typer.echo(say("words_hint", stream=f"{kind} {state.stream.partition(':')[2]}"), err=True)


def _step(step: NextStep) -> dict[str, Any]:
    unmet = [
        {"code": check.guard.code, "sentence": check.sentence(terminal_language())} for check in step.unmet
    ]
    told = {"command": step.command.command_name(), "by": sorted(_takers(step)), "unmet": unmet}
    return told | {"streams": list(step.streams)}


def _full(handler: CommandHandler, given: str) -> str:
    """The full identifier of a record: as given, or of the one kind that has a record by that name."""
    kind, colon, identity = given.partition(":")
    if colon and (kind not in DECIDERS or not identity):
        expected = say("full_id_expected", kinds=", ".join(sorted(DECIDERS)))
        stop(Exit.USAGE, say("bad_id", found=given, expected=expected))
    if colon:
        return given
    states = handler.states(decider.stream(given) for decider in DECIDERS.values())
    found = [stream for stream, state in states.items() if state.version]
    if len(found) > 1:
        stop(Exit.USAGE, say("several_records", found=given, streams=", ".join(sorted(found))))
    if not found:
        stop(Exit.REFUSED, say("no_record_of_any_kind", found=given, kinds=", ".join(sorted(DECIDERS))))
    return found[0]


def show_history(
    handler: CommandHandler, stream: str, noted: Callable[[], None], *, as_json: bool = False
) -> None:
    """Print every event about a record, oldest first; as JSON, the stored bytes, one event a line. `noted` is
    called before names of the office register are shown, which no stored byte has.
    """
    stream = _full(handler, stream)
    rows = handler.log.tagged(stream)
    if not rows:
        stop(Exit.REFUSED, say("nothing_recorded", stream=stream))
    if as_json:
        for row in rows:
            typer.echo(f'{{"position":{row.position},"event":{row.body.decode()}}}')
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("position", "version", "recorded_at", "effective_at", "who", "what", "event_id"):
        table.add_column(say(heading), overflow="fold", no_wrap=heading in ("recorded_at", "event_id"))
    earlier: dict[str, list[Event]] = {}
    names = handler.log.office_register()
    named = False
    for row in rows:
        event = decode(row.body)
        before = earlier.setdefault(event.stream, [])
        what = (
            f"{event.type} ({event.stream})\n{sentences(event, before)[terminal_language()]}{_amended(event)}"
        )
        before.append(event)
        when = f"{event.recorded_at:%Y-%m-%d %H:%M}"
        who, since = _roles([event.actor.role]), str(event.effective_at)
        if event.actor.person_ref in names:
            named = True
            who += f"\n{escape(names[event.actor.person_ref][0])}"
        table.add_row(str(row.position), str(event.version), when, since, who, what, event.event_id)
    if named:
        noted()
    paper(PIPED).print(table)


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(spoken(VOCABULARIES["role"][role]) for role in sorted(roles))


def _takers(step: NextStep) -> frozenset[Role]:
    return takers(step.command.command_name(), step.by)


def _amended(event: Event) -> str:
    """What a correction or an annulment did, and to which event."""
    data = event.data
    if isinstance(data, RecordCorrected):
        old, new = (json.dumps(value, ensure_ascii=False) for value in (data.old, data.new))
        return f"\n{data.target}\n{data.field}: {old} > {new}"
    return f"\n{data.target}" if isinstance(data, EventAnnulled) else ""


def _steps(steps: list[NextStep]) -> Table:
    table = Table(title=say("next_steps"), title_justify="left", box=None, pad_edge=False)
    for heading in ("step", "who", "missing"):
        table.add_column(say(heading))
    for step in steps:
        missing = "\n".join(check.sentence(terminal_language()) for check in step.unmet)
        step_told = f"{step.command.command_name()}\n[dim]{spoken(step.command.summary)}[/dim]"
        if step.streams:
            step_told += f"\n{escape(', '.join(step.streams))}"
        table.add_row(step_told, _roles(_takers(step)), missing or "—")
    return table


def show_rules(rule_sets: Iterable[RuleSet | PersonalDataRules], *, as_json: bool = False) -> None:
    """Print every rule set: each provision with its value, its source, and whether it is confirmed; as JSON,
    one rule set a line.
    """
    if as_json:
        for rule_set in rule_sets:
            typer.echo(rule_set.model_dump_json())
        return
    titles = {**provision_names(), **personal_data_rules().titles}
    console = paper(PIPED)
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
            table.add_row(spoken(titles[name]), value, cited, confirmed)
        console.print(table)
        console.print()
