"""Guards: named conditions with a sentence per language.

The same guards refuse a command and explain the next step. Their sentences lie in a `guards.toml` beside each
aggregate.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from domain.kernel.date_words import days_told, month_told
from domain.kernel.values import Localised


class Guard(NamedTuple):
    """A condition: its code, `aggregate.name`, and a sentence per language with {placeholders}.

    `of_object` marks one without which a command has nothing to be about: no amendment is under way, no
    contestation is open. Such a command is refused as any other, and not told as a next step. `field` is that
    of the command beside which it is told what is missing, where it is about one.
    """

    code: str
    sentence: Localised
    of_object: bool = False
    field: str | None = None

    def check(self, met: bool, *, because: Iterable[str | None] = (), **found: Any) -> Check:
        """The outcome of this guard. `because` are ids of the events whose facts decided it; `found` fills
        the sentence.
        """
        return Check(self, bool(met), tuple(event for event in because if event), found)


class Check(NamedTuple):
    """A guard as it turned out, with the events it relied on and the values that its sentence shows."""

    guard: Guard
    met: bool
    relies_on: tuple[str, ...]
    found: dict[str, Any]

    @property
    def field(self) -> str | None:
        """The field of the command that it is about: its guard's, else the one that was found."""
        return self.guard.field or self.found.get("field")

    def sentence(self, language: str) -> str:
        """The guard's sentence with the values found. Languages without a text fall back to Arabic."""
        template = getattr(self.guard.sentence, language, None) or self.guard.sentence.ar
        kind = self.found.get("of", "")
        return template.format_map(
            {name: _Shown(value, language, kind) for name, value in self.found.items()}
        )


class _Shown(NamedTuple):
    """A value found, as a sentence shows it: `{found:stage}` by its names in the vocabulary of stages, in the
    words that a kind of record has of its own for where it stands. Dates are told in words, with hours and
    minutes by `{found:moment}`; `{found:month}` is the name of a month.
    """

    value: Any
    language: str
    kind: str = ""

    def __format__(self, vocabulary: str) -> str:
        if self.value is None or self.value == "":
            return "—"
        if isinstance(self.value, str) or not isinstance(self.value, Iterable):
            return self._named(vocabulary, self.value)
        items = list(map(str, self.value))
        if vocabulary != MONTH:
            order = list(NAMES.get(vocabulary, ()))
            items.sort(key=lambda key: (order.index(key) if key in order else -1, key))
        comma = "، " if self.language == "ar" else ", "
        return comma.join(self._named(vocabulary, item) for item in items) or "—"

    def _named(self, vocabulary: str, key: Any) -> str:
        """The name in the language of the sentence, or in Arabic; what has no name is shown by its key."""
        if vocabulary == MONTH:
            return month_told(str(key), self.language)
        own = STANDING.get(self.kind, f"{self.kind}_status") if vocabulary == "stage" else vocabulary
        tables = (NAMES.get(one, {}) for one in (own, vocabulary, "status"))
        name = next((table[str(key)] for table in tables if str(key) in table), None)
        if vocabulary == FIELD and name is None:
            name = NAMES.get(FIELD, {}).get(str(key).rpartition(".")[2])
        if not vocabulary or name is None:
            return days_told(str(key), self.language, to_the_minute=vocabulary == MOMENT)
        return getattr(name, self.language, None) or name.ar


class Refused(Exception):
    """A command that the rules forbid. Nothing is recorded; `unmet` names every guard that was not met."""

    def __init__(self, unmet: Iterable[Check]) -> None:
        self.unmet = tuple(unmet)
        super().__init__("; ".join(f"{check.guard.code}: {check.sentence('en')}" for check in self.unmet))


MONTH, MOMENT, FIELD = "month", "moment", "field"
"""How values are shown that no vocabulary names: the last are names of fields."""
STANDING = {"council_session": "session_status"}
"""The vocabulary of where a record of a kind stands, where its name is not that of the kind."""


class GuardTable:
    """The guards of one aggregate, read from `guards.toml` in its package: the sentences of each, `object =
    true` where a command has nothing to be about without it, and the `field` that it is about.
    """

    def __init__(self, package: str, prefix: str) -> None:
        table = tomllib.loads(files(package).joinpath("guards.toml").read_text("utf-8"))
        self._guards = {
            name: Guard(f"{prefix}.{name}", Localised.model_validate(told), of_object, field)
            for name, told in table.items()
            for of_object, field in ((told.pop("object", False), told.pop("field", None)),)
        }
        ALL_GUARDS.update({guard.code: guard for guard in self._guards.values()})

    def __getitem__(self, name: str) -> Guard:
        return self._guards[name]


ALL_GUARDS: dict[str, Guard] = {}
"""Every guard by its code."""
NAMES: dict[str, Mapping[str, Localised]] = {}
"""The names of values by vocabulary and key, which domain/vocabulary fills from all aggregates."""
