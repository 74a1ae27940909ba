"""What the service knows that may be chosen in a form: records, and parts of them, by the names of fields."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.dates import format_date

from domain.kernel.dates import PartialDate
from domain.kernel.values import Localised
from domain.vocabulary import name_of
from service.api.problems import Problem
from service.web.forms.parts import Option
from service.web.languages import LANGUAGES
from service.web.visiting import Visit

Record = Mapping[str, Any]


@dataclass
class Known:
    """Where a form stands: the record that it is about, and the collectivities that may be meant. A programme
    may be `chosen` in the form itself: what depends on it is offered, and other programmes still are. Lists
    are asked for once.
    """

    visit: Visit
    record: Record
    collectivity_ids: tuple[str, ...]
    programme_id: str | None
    chosen: bool = False
    asked: dict[str, list[Record]] = field(default_factory=dict)

    async def items(self, path: str, **parameters: Any) -> list[Record]:
        """The records of a list."""
        key = f"{path}?{sorted(parameters.items())}"
        if key not in self.asked:
            try:
                self.asked[key] = list(await self.visit.ask.items(path, **parameters))
            except Problem as problem:
                if problem.status >= 500:
                    raise
                self.asked[key] = []
        return self.asked[key]

    async def of_collectivities(self, path: str) -> list[Record]:
        """The records of a list that belong to the collectivities which may be meant."""
        return [one for each in self.collectivity_ids for one in await self.items(path, collectivity=each)]

    async def programme(self) -> Record:
        """The programme that it is about, empty where none is known."""
        if self.programme_id is None:
            return {}
        if "drafts" in self.record:
            return self.record
        found = await self.visit.ask.find(f"programmes/{self.programme_id}")
        return found or {}

    async def texts(self) -> list[tuple[Record, Record]]:
        """The versions of the text of the programme, or of all that may be meant, with the programme."""
        if self.programme_id is not None:
            programmes = [await self.programme()]
        else:
            programmes = await self.of_collectivities("programmes")
        return [
            (one, text)
            for one in programmes
            for text in (*one.get("drafts", ()), *filter(None, [one.get("amendment")]))
        ]


def history_of(record: Record) -> str:
    """Where the history of a record is asked for."""
    return f"{record['plural']}/{record['id']}/history"


def own_events(record: Record, told: Iterable[Record]) -> list[Record]:
    """What a history tells of a record itself, without what only concerns it."""
    return [one for one in told if one["event"]["stream"].endswith(f":{record['id']}")]


Source = Callable[[Known], Awaitable[list[Option]]]


def named(value: str, told: Mapping[str, str | None] | str | None) -> Option:
    """An option with its name, which is shown as it is."""
    if isinstance(told, Mapping):
        ar = told.get("ar") or told.get("fr") or told.get("en") or value
        return Option(value, Localised.model_construct(ar=ar, fr=told.get("fr"), en=told.get("en")))
    return Option(value, Localised.model_construct(ar=told or value))


def joined(*parts: Mapping[str, str | None]) -> dict[str, str]:
    """Names put beside each other, in each language."""
    return {
        language: " · ".join(filter(None, (part.get(language) or part.get("ar") for part in parts)))
        for language in ("ar", "fr", "en")
    }


def on_day(day: str | None) -> dict[str, str]:
    """A day or month in words, in each language."""
    if not day:
        return {}
    on = PartialDate(day)
    pattern = {"year": "y", "month": "MMMM y"}.get(on.precision, "d MMMM y")
    if on.precision == "unknown":
        return {}
    first = on.day or date.fromisoformat(f"{on.value}-01-01"[:10])
    return {
        language: format_date(first, pattern, locale=LANGUAGES[language].locale)
        for language in ("ar", "fr", "en")
    }


def of_vocabulary(vocabulary: str, key: str | None) -> dict[str, Any]:
    """The name of a value in each language."""
    found = name_of(vocabulary, key)
    return {} if found is None else found.model_dump()


def numbered(rows: Iterable[Record]) -> list[Option]:
    """Texts by their numbers, the last first, each number once."""
    found = {str(one["version"]) for one in rows}
    return [named(one, one) for one in sorted(found, key=int, reverse=True)]
