"""Templates of sentences: text with named values, alternatives and optional parts.

    {name}           a value, shown by what it is
    {name:form}      a value in a form: a date within a sentence, a counted noun, a name from a vocabulary
    [one|two|three]  the first of these of which every value is known and every condition holds, or nothing
    {?name}          holds where the value is neither absent, empty, zero nor false
    {?name=value}    holds where the value is that one

Values are looked up by whoever renders; a value that is not known makes the part around it fall away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\{[^{}]*\}|[\[\]|{}]|[^\[\]|{}]+")


class Value(NamedTuple):
    """A value to be shown."""

    name: str
    form: str


class Condition(NamedTuple):
    """A condition on a value; `wanted` is None where the value is only to be there."""

    name: str
    wanted: str | None


class Choice(NamedTuple):
    """Alternatives, the first that can be said is."""

    alternatives: tuple[Template, ...]


Template = tuple[str | Value | Condition | Choice, ...]


@lru_cache(maxsize=4096)
def parse(text: str) -> Template:
    """A template from its text. Raises ValueError where a bracket is left open or closed twice."""
    tokens = iter(_TOKEN.findall(text))
    template, end = _template(tokens, "")
    if end:
        raise ValueError(f"expected no {end!r} in {text!r}")
    return template


def _template(tokens: Iterator[str], closing: str) -> tuple[Template, str]:
    """The template up to `|` or the closing bracket, and which of them it was."""
    found: list[str | Value | Condition | Choice] = []
    for token in tokens:
        if token == "[":  # noqa: S105 - a sign of the template language
            found.append(_choice(tokens))
        elif token in ("]", "|"):
            return tuple(found), token
        elif token in ("{", "}"):
            raise ValueError(f"expected a whole {{value}}, found {token!r}")
        elif token.startswith("{"):
            found.append(_named(token[1:-1]))
        else:
            found.append(token)
    if closing:
        raise ValueError(f"expected {closing!r} before the end")
    return tuple(found), ""


def _choice(tokens: Iterator[str]) -> Choice:
    alternatives, end = [], "|"
    while end == "|":
        template, end = _template(tokens, "]")
        alternatives.append(template)
    return Choice(tuple(alternatives))


def _named(inside: str) -> Value | Condition:
    if inside.startswith("?"):
        name, sign, wanted = inside[1:].partition("=")
        return Condition(name, wanted if sign else None)
    name, _, form = inside.partition(":")
    return Value(name, form)


def render(
    template: Template, say: Callable[[Value], str | None], holds: Callable[[Condition], bool]
) -> str | None:
    """The text of a template; None where a value outside every choice is unknown or a condition fails."""
    said: list[str] = []
    for part in template:
        if isinstance(part, Condition):
            text = "" if holds(part) else None
        elif isinstance(part, Value):
            text = say(part)
        elif isinstance(part, Choice):
            texts = (render(alternative, say, holds) for alternative in part.alternatives)
            text = next((found for found in texts if found is not None), "")
        else:
            text = part
        if text is None:
            return None
        said.append(text)
    return "".join(said)


def named_in(template: Template) -> Iterator[Value | Condition]:
    """Every value and condition in a template, those of its alternatives too."""
    for part in template:
        if isinstance(part, Choice):
            for alternative in part.alternatives:
                yield from named_in(alternative)
        elif not isinstance(part, str):
            yield part
