"""`infitah command NAME --help`: what a command takes, from whom, and an example to begin from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.markup import escape
from rich.table import Table

from domain.council_session.values import MONTH_FORM
from domain.kernel.commands import Command
from domain.kernel.values import EVENT_ID_FORM, IDENTIFIER_FORM, REFERENCE_FORM, SHA256_FORM
from domain.registry import DECIDERS
from domain.vocabulary import VOCABULARIES, field_name, name_of, vocabulary_of
from domain.workshop.values import CLOCK_TIME_FORM
from service.api.command_table import CLAIMABLE
from service.cli.speech import paper, say, spoken

_PATTERNS = {
    f"^{IDENTIFIER_FORM}$": ("identifier", "example-1"),
    f"^{REFERENCE_FORM}$": ("reference", "example-1"),
    f"^{SHA256_FORM}$": ("sha256", "0" * 64),
    f"^{EVENT_ID_FORM}$": ("event_id", "00000000-0000-4000-8000-000000000000"),
    f"^{CLOCK_TIME_FORM}$": ("time", "10:30"),
    f"^{MONTH_FORM}$": ("month", "2026-02"),
}
"""What a text of a form is called (messages/console.toml, `takes_...`), and one such text."""


class Field(NamedTuple):
    """A field as it is asked for: where it stands (`votes[].for`), its name, whether it must be given."""

    path: str
    name: str
    required: bool
    schema: dict[str, Any]


def explain(kind: type[Command]) -> None:
    """Print what a command does, its fields, and an example of them."""
    name = kind.command_name()
    identity = "" if kind.creates else f" --id {'KIND:ID' if kind.aggregate == '*' else 'ID'}"
    console = paper()
    console.print(f"[bold]{name}[/bold] — {escape(spoken(kind.summary))}\n")
    console.print(_table(fields(kind)))
    typer.echo(f"\n{say('explained_example')}\n")
    text = json.dumps(example(kind), ensure_ascii=False, indent=2)
    typer.echo(f"infitah command {name}{identity} --json '{text}'")


def fields(kind: type[Command]) -> Iterator[Field]:
    """The fields of a command, its own before those that all commands share, each before what is in it."""
    schema = _schema(kind)
    shared = Command.model_fields
    order = sorted(schema["properties"], key=lambda name: (name in shared, name != "actor"))
    schema["properties"] = {name: schema["properties"][name] for name in order}
    return _within(schema, schema["$defs"], "")


def example(kind: type[Command]) -> dict[str, Any]:
    """The fields that must be given, each with a value of the right form."""
    schema = _schema(kind)
    found: dict[str, Any] = _example(schema, schema["$defs"], "")
    found |= {"actor": found["actor"] | {"body": "example-1"}}
    while issues := list(_issues(kind, found)):  # each adds a field, and there are only so many
        for issue in issues:
            _add(found, schema, issue)
    return found


def _schema(kind: type[Command]) -> dict[str, Any]:
    """The JSON Schema of a command, with what its rule asks for beside: certain roles, maybe a reason."""
    schema = kind.model_json_schema()
    if kind.aggregate not in DECIDERS:
        return schema  # who may correct depends on what is corrected
    rule = DECIDERS[kind.aggregate].rule(kind)
    schema["$defs"]["Role"]["enum"] = sorted(rule.by & CLAIMABLE)
    if rule.reasoned:
        schema["required"] = [*schema["required"], "reason"]
    return schema


def _issues(kind: type[Command], found: dict[str, Any]) -> Iterator[ErrorDetails]:
    """What is still wrong: which of several fields is needed, no schema says."""
    try:
        kind.model_validate(found)
    except ValidationError as error:
        yield from error.errors(include_url=False)


def _add(found: dict[str, Any], schema: dict[str, Any], issue: ErrorDetails) -> None:
    """Add the field that an error asks for to where the error is."""
    here, properties = found, schema["properties"]
    for step in issue["loc"]:
        here, properties = here[str(step)], _plain(properties[step], schema["$defs"])["properties"]
    name = issue["ctx"]["field"]
    here[name] = _example(properties[name] | {"minItems": 1}, schema["$defs"], name)


def _within(schema: dict[str, Any], defs: dict[str, Any], path: str) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, given in schema["properties"].items():
        found, many = _plain(given, defs), ""
        where = f"{path}{name}"
        yield Field(where, name, name in required, found)
        while found.get("type") == "array":
            found, many = _plain(found["items"], defs), many + "[]"
        if "properties" in found:
            yield from _within(found, defs, f"{where}{many}.")


def _plain(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """A schema without the detours: what a reference refers to, and what is not null."""
    while True:
        if "$ref" in schema:
            schema = defs[schema["$ref"].rsplit("/", 1)[1]]
        elif "anyOf" in schema:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
        else:
            return schema


def _example(schema: dict[str, Any], defs: dict[str, Any], name: str) -> Any:
    schema = _plain(schema, defs)
    match schema.get("type"):
        case "object":
            return {key: _example(schema["properties"][key], defs, key) for key in schema.get("required", ())}
        case "array":
            return [_example(schema["items"], defs, name)] * schema.get("minItems", 0)
        case "boolean":
            return False
        case "integer":
            return schema.get("minimum", 0)
    if "enum" in schema:
        return schema["enum"][0]
    if "pattern" in schema:
        return _PATTERNS[schema["pattern"]][1]
    return "2026-01-31" if "format" in schema else schema.get("examples", ["…"])[0]


def _table(found: Iterator[Field]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("heading_field", "heading_meaning", "heading_takes"):
        table.add_column(say(heading), overflow="fold")
    for field in found:
        # A commitment of a programme is named by its key; one to a content is what an upload answered with.
        seals = field.name == "commitment" and field.schema.get("pattern") == f"^{SHA256_FORM}$"
        named = field_name(field.name)
        meaning = say("meaning_seal") if seals else spoken(named) if named else ""
        needed = f" {say('usage_required')}" if field.required else ""
        takes = say("takes_seal") if seals else _takes(field.schema, field.name)
        table.add_row(escape(field.path), escape(meaning + needed), escape(takes))
    return table


def _takes(schema: dict[str, Any], name: str) -> str:
    """What a field takes, in words; the values where there are few."""
    if "enum" in schema:
        vocabulary = _vocabulary(name, schema["enum"])
        return "\n".join(_told(vocabulary, value) for value in schema["enum"])
    if schema.get("type") == "array":
        return say("takes_list", least=schema.get("minItems", 0), most=schema.get("maxItems", "…"))
    if schema.get("type") == "integer":
        return say("takes_number", least=schema["minimum"], most=schema["maximum"])
    if "pattern" in schema:
        return say(f"takes_{_PATTERNS[schema['pattern']][0]}")
    if "unknown" in schema.get("examples", ()):
        return say("takes_partial_date")
    if schema.get("type") == "string":
        return say("takes_date") if "format" in schema else say("takes_text", most=schema["maxLength"])
    return say(f"takes_{schema.get('type', 'anything')}")


def _vocabulary(name: str, values: list[str]) -> str | None:
    """The vocabulary that names all of the values: the field's own, or else the shortest."""
    own = vocabulary_of(name)
    holding = [key for key, names in VOCABULARIES.items() if names.keys() >= set(values)]
    return own if own in holding else min(holding, key=lambda key: len(VOCABULARIES[key]), default=None)


def _told(vocabulary: str | None, value: str) -> str:
    name = name_of(vocabulary, value) if vocabulary else None
    return f"{value} ({spoken(name)})" if name else value
