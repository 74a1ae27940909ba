"""The table of what may be found. It holds no citizen's words, only the stems that lead to them; when they
are erased, redacted or withdrawn the row is made anew without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg

from domain.document.events import PersonalDataErased
from domain.registry import DECIDERS
from domain.spelling import words
from projections.decisions.folding import DecisionFold
from projections.decisions.kinds import STREAMS
from projections.editions import table
from projections.entries import Entry, Source
from projections.folding import Fold
from projections.model import as_json
from projections.search.texts import LANGUAGES, SEARCHED, Searchable, searchable, searchable_decision
from projections.table_making import create_table, insert

CONFIGURATIONS = {"ar": "arabic", "fr": "french", "en": "english"}
"""PostgreSQL's own text search configurations by language."""
_COLUMNS: dict[str, str] = {
    "key": 'text COLLATE "C" PRIMARY KEY',
    "kind": "text NOT NULL",
    "stream": 'text COLLATE "C" NOT NULL',
    "programme_id": "text",
    "collectivity_ids": "text[] NOT NULL",
    "words_ref": "text",
    "words_commitment": "text",
    "texts": "text NOT NULL",
    "document": "text NOT NULL",
    **dict.fromkeys(LANGUAGES, "tsvector NOT NULL"),
}
_INDEXES = (
    "(stream)",
    "(words_ref)",
    "USING gin (collectivity_ids)",
    *(f"USING gin ({one})" for one in LANGUAGES),
)
_STEMS = {
    language: f"setweight(to_tsvector('{name}', %(_{language}_title)s), 'A')"
    f" || setweight(to_tsvector('{name}', %(_{language}_rest)s), 'B')"
    f" || setweight(to_tsvector('{name}', %(_{language}_also)s), 'D')"
    for language, name in CONFIGURATIONS.items()
}


class Search:
    """The projection of what may be found."""

    name = "search"
    kinds = frozenset(SEARCHED) | STREAMS
    tables = ("search", "search_erased")

    def __init__(self, source: Source) -> None:
        self._folds = {kind: Fold(DECIDERS[kind], source) for kind in SEARCHED}
        self._decisions, self._source = DecisionFold(source), source

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        """Make the table, empty."""
        create_table(connection, table("search", edition), _COLUMNS, _INDEXES)
        create_table(connection, table("search_erased", edition), {"ref": "text PRIMARY KEY"})

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        """Write what is found after entries, in the place of what was found before."""
        name = table("search", edition)
        states = [
            after.state
            for kind, kept in self._folds.items()
            if (wanted := [entry for entry in entries if entry.kind == kind])
            for after in kept.after(wanted)
        ]
        decisions = self._decisions.after(entries)
        removed = f"DELETE FROM {name} WHERE stream = ANY(%s) AND (kind = 'decision') = %s".encode()  # noqa: S608 - made of our own names; values are parameters
        connection.execute(removed, [[state.stream for state in states], False])
        connection.execute(removed, [list(decisions.anew), True])
        found = [one for state in states if (one := searchable(state))]
        found += [searchable_decision(row) for row in decisions.rows]
        _erase(connection, edition, entries)
        given = [(one.words, one.stream) for one in found if one.words is not None]
        gone = _erased(connection, edition, [text.ref for text, _ in given])
        said = self._source.words((text, stream) for text, stream in given if text.ref not in gone)
        insert(connection, name, [_row(one, said) for one in found], _STEMS)

    def forget(self) -> None:
        """Forget what is kept in memory."""
        self._decisions.forget()
        for kept in self._folds.values():
            kept.forget()


def _erase(connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
    """Let go of what was made from words that are erased by any stream's event, and remember that they are:
    the words themselves may be deleted a little later.
    """
    refs = [ref for entry in entries for ref in _erased_by(entry)]
    if refs:
        emptied = ", ".join(f"{language} = ''" for language in LANGUAGES)
        statement = f"UPDATE {table('search', edition)} SET {emptied} WHERE words_ref = ANY(%s)"  # noqa: S608 - made of our own names; values are parameters
        connection.execute(statement.encode(), [refs])
        statement = f"INSERT INTO {table('search_erased', edition)} SELECT unnest(%s::text[])"
        connection.execute(f"{statement} ON CONFLICT DO NOTHING".encode(), [refs])


def _erased_by(entry: Entry) -> tuple[str, ...]:
    data = entry.event.data
    return data.refs if isinstance(data, PersonalDataErased) else ()


def _erased(connection: psycopg.Connection[Any], edition: int, refs: Sequence[str]) -> set[str]:
    """Which words something says to be erased."""
    if not refs:
        return set()
    statement = f"SELECT ref FROM {table('search_erased', edition)} WHERE ref = ANY(%s)"  # noqa: S608 - made of our own names; values are parameters
    return {ref for (ref,) in connection.execute(statement.encode(), [list(refs)])}


def _row(found: Searchable, said: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    title, rest = ({one: _kept(texts) for one, texts in of.items()} for of in (found.title, found.rest))
    if found.words is not None and found.words.ref in said:
        language, text = said[found.words.ref]
        # Tamazight has no configuration: its words are found as they stand, beside the Arabic ones.
        rest = {language if language in LANGUAGES else "ar": spelled([text])}
    shown = {one: [*found.title.get(one, []), *found.rest.get(one, [])] for one in LANGUAGES}
    row = {
        "key": f"{found.kind}:{found.id}",
        "kind": found.kind,
        "stream": found.stream,
        "programme_id": found.programme_id,
        "collectivity_ids": list(found.collectivity_ids),
        "words_ref": found.words.ref if found.words else None,
        "words_commitment": found.words.commitment if found.words else None,
        "texts": as_json({one: " · ".join(texts) for one, texts in shown.items() if texts}),
        "document": as_json(_document(found)),
    }
    for one in LANGUAGES:
        first, more = title.get(one, _NOTHING), rest.get(one, _NOTHING)
        row |= {f"_{one}_title": first.forms, f"_{one}_rest": more.forms}
        row[f"_{one}_also"] = f"{first.also} {more.also}"
    return row


def _document(found: Searchable) -> dict[str, Any]:
    title = {language: texts[0] for language, texts in found.title.items()}
    bound = {"programme_id": found.programme_id, "collectivity_ids": found.collectivity_ids}
    return {"kind": found.kind, "id": found.id, "title": title or None, **bound, **found.told}


class Spelled(NamedTuple):
    """Texts as their words are compared, and those words that may be found without their particle."""

    forms: str
    also: str


_NOTHING = Spelled("", "")


def spelled(texts: Iterable[str]) -> Spelled:
    """How texts are found."""
    found = [word for text in texts for word in words(text)]
    forms = " ".join(form for word in found for form in word.forms)
    return Spelled(forms, " ".join(form for word in found for form in word.also))


@lru_cache(maxsize=4096)
def _spelled_once(texts: tuple[str, ...]) -> Spelled:
    return spelled(texts)


def _kept(texts: Sequence[str]) -> Spelled:
    """As `spelled`, for what the record itself says again and again. Citizens' words are never kept so."""
    return _spelled_once(tuple(texts))
