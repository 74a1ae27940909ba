"""A form as it is shown: fields with their names, what was typed, what is wrong, what may be chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.kernel.values import Localised
from service.web.forms.filling import blank, joined
from service.web.forms.parts import Control, Field, Group, Option, Part, Rows

Sentence = Mapping[str, str]
"""A sentence in every language."""


@dataclass(frozen=True)
class Offer:
    """What may be chosen in a field, as far as the service knows; `closed` where nothing else can be right.
    Where nothing was typed yet, `first` stands in the field, with the number of the row for `{n}`.
    """

    options: tuple[Option, ...] = ()
    closed: bool = False
    first: str = ""


Offers = Mapping[str, Offer]
"""By the name of a field, with `*` for the number of a row: `decisions.*.session_id`."""


@dataclass(frozen=True)
class Shown:
    """A part of a form as it is shown. `kind` says how: `field`, `group`, `localised`, `rows`, or `offered`
    for a list whose values are ticked.
    """

    kind: str
    path: str
    part: Part
    value: Any = ""
    options: tuple[Option, ...] = ()
    closed: bool = False
    errors: tuple[Sentence, ...] = ()
    parts: tuple[Shown, ...] = ()

    @property
    def id(self) -> str:
        """Its name in the document."""
        return "f-" + self.path.replace(".", "-").replace("_", "-")

    @property
    def label(self) -> Localised:
        """What it is called."""
        return self.part.label

    @property
    def control(self) -> str:
        """How it is filled in: a choice where only what is offered can be right."""
        if not isinstance(self.part, Field):
            return ""
        if self.closed and self.part.control is not Control.SEVERAL:
            return Control.CHOICE
        return self.part.control

    @property
    def dated(self) -> bool:
        """Whether a browser's own field for dates shows it: what is no date would vanish from that."""
        day = isinstance(self.part, Field) and self.part.control is Control.DAY
        return day and (not self.value or re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.value) is not None)

    @property
    def full(self) -> bool:
        """Whether no more rows fit."""
        return isinstance(self.part, Rows) and len(self.parts) >= self.part.most

    @property
    def touched(self) -> bool:
        """Whether something was typed into it, or is wrong with it."""
        fields = (one for one in self.walk() if not one.parts)
        return any(one.errors for one in self.walk()) or not all(blank(one.part, one.value) for one in fields)

    @property
    def holds(self) -> bool:
        """Whether it says anything: also what holds where nothing is filled in, and a list that is asked for
        and has nothing in it.
        """
        if self.kind == "rows" and self.part.required:
            return True
        fields = (one.value for one in self.walk() if not one.parts and one.kind != "rows")
        return any(bool(value.strip()) if isinstance(value, str) else any(value) for value in fields)

    def walk(self) -> Iterator[Shown]:
        """This part and all inside it."""
        yield self
        for one in self.parts:
            yield from one.walk()

    def wrong(self) -> Iterator[tuple[Shown, Sentence]]:
        """The parts with what is wrong with them, in the order of the page."""
        for one in self.walk():
            yield from ((one, sentence) for sentence in one.errors)


@dataclass
class _Errors:
    """What is wrong, by the names of fields. What fits no field is left for the top of the page."""

    by_path: dict[str, list[Sentence]] = field(default_factory=dict)

    def take(self, path: str) -> tuple[Sentence, ...]:
        return tuple(self.by_path.pop(path, ()))


def shown(
    form: Group,
    typed: Mapping[str, Any],
    *,
    errors: Iterable[Mapping[str, Any]] = (),
    offers: Offers | None = None,
) -> tuple[Shown, list[Sentence]]:
    """A form with what was typed, and what is wrong but with none of its fields. `errors` are those of a
    Problem: each goes to the field that it names, else to the group around it.
    """
    left = _Errors()
    rest: list[Sentence] = []
    for error in errors:
        path = _place(form, typed, str(error.get("field", "")))
        (left.by_path.setdefault(path, []) if path else rest).append(error["sentence"])
    return _shown(form, "", typed, left, offers or {}), rest


def _place(form: Group, typed: Any, named: str) -> str:
    """The name of the innermost part that a path leads to; empty where it leads nowhere."""
    part: Part = form
    found = ""
    for name in named.split("."):
        if isinstance(part, Group):
            inner = next((one for one in part.parts if one.name == name), None)
        elif isinstance(part, Rows) and name.isascii() and name.isdigit() and int(name) < len(typed):
            inner = part.item
        else:
            inner = None
        if inner is None:
            break
        typed = typed[int(name)] if isinstance(part, Rows) else typed[name]
        part, found = inner, f"{found}.{name}" if found else name
    return found


def _shown(part: Part, path: str, typed: Any, errors: _Errors, offers: Offers) -> Shown:
    offer = offers.get(re.sub(r"\.\d+(?=\.|$)", ".*", path))
    wrong = errors.take(path) if path else ()
    if isinstance(part, Group):
        inner = tuple(
            _shown(one, joined(path, one.name), typed[one.name], errors, offers) for one in part.parts
        )
        return Shown("localised" if part.localised else "group", path, part, errors=wrong, parts=inner)
    if isinstance(part, Rows):
        if offer is not None and isinstance(part.item, Field):
            options = _with(offer.options, typed)
            return Shown("offered", path, part, typed, options, offer.closed, wrong)
        rows = tuple(
            _shown(part.item, f"{path}.{index}", row, errors, offers) for index, row in enumerate(typed)
        )
        return Shown("rows", path, part, typed, errors=wrong, parts=rows)
    return _field(part, path, typed, wrong, offer)


def _field(part: Field, path: str, typed: Any, wrong: tuple[Sentence, ...], offer: Offer | None) -> Shown:
    closed = part.control in (Control.CHOICE, Control.SEVERAL)
    found = Shown("field", path, part, typed, part.options, closed, wrong)
    if offer is not None and offer.options:
        found = replace(found, options=offer.options, closed=offer.closed)
    if isinstance(typed, str) and found.closed and typed:
        return replace(found, options=_with(found.options, [typed]))
    return found


def _with(options: tuple[Option, ...], typed: Iterable[str]) -> tuple[Option, ...]:
    """The options with what was typed and is none of them, so that it is not lost."""
    known = {one.value for one in options}
    return options + tuple(
        Option(value, Localised.model_construct(ar=value)) for value in typed if value and value not in known
    )


def prefilled(form: Group, typed: dict[str, Any], offers: Offers) -> None:
    """Put what is offered first where nothing was typed, in place."""
    _prefill(form, "", typed, offers, 1)


def _prefill(part: Part, pattern: str, typed: Any, offers: Offers, number: int) -> None:
    pairs: Iterable[tuple[Any, Part, str]] = ()
    if isinstance(part, Group):
        pairs = [(one.name, one, joined(pattern, one.name)) for one in part.parts]
    elif isinstance(part, Rows):
        pairs = [(index, part.item, f"{pattern}.*") for index in range(len(typed))]
    for key, inner, path in pairs:
        offer = offers.get(path)
        if isinstance(inner, Field) and typed[key] == "" and offer is not None:
            typed[key] = offer.first.replace("{n}", str(number))
        elif isinstance(inner, Rows) and typed[key] == [] and offer is not None and offer.first:
            typed[key] = [offer.first]
        else:
            _prefill(inner, path, typed[key], offers, key + 1 if isinstance(part, Rows) else number)
