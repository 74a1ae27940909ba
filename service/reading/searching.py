"""Finding by words, and showing where they stand. What was erased is found no more from the moment that it is
deleted, since words are read where they lie.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from domain.spelling import Word, words
from projections.model import as_json
from projections.search.projection import CONFIGURATIONS
from service.reading.rows import Page
from service.reading.snapshots import Row, Snapshot
from service.vault.findings import Told, Wanted

READ_FROM = ("search", "programmes")
MOST_WAYS = 16
"""Ways in which the words of a query are read, where their particles may be parts of them."""
BEFORE, LENGTH = 60, 240
"""Characters shown of a long text: before the first word found, and in all."""
_HIGHLIGHTED = """SELECT ts_headline(c::regconfig, t, websearch_to_tsquery(c::regconfig, %(query)s),
    'StartSel=<, StopSel=>, HighlightAll=true')
    FROM unnest(%(configurations)s::text[], %(texts)s::text[]) WITH ORDINALITY AS f (c, t, n) ORDER BY n"""


class Hits(NamedTuple):
    """A page of what was found, each ready JSON, and the parts of the order after which the next begins."""

    items: Sequence[str]
    last: tuple[int, str] | None


def websearch(asked: str) -> str:
    """What somebody typed as PostgreSQL's `websearch_to_tsquery` reads it, spelled as rows are.

    Words in quotation marks follow each other, a word after a minus is not there: both are taken as they are
    typed. Any other word may be what it is without its particles. Empty where nothing of it is a word.
    """
    parts: list[tuple[str, ...]] = []
    for number, piece in enumerate(asked.replace("”", '"').replace("“", '"').split('"')):
        if number % 2:
            parts.append((_quoted(words(piece)),))
        else:
            parts += [_term(term, words(term)) for term in piece.split()]
    return _any_of([part for part in dict.fromkeys(parts) if part[0].strip('"-')])


def _term(term: str, found: Sequence[Word]) -> tuple[str, ...]:
    """The ways in which one term may be read, the usual one first."""
    if term.startswith("-"):
        return (f"-{_quoted(found)}",)
    also = found[0].also if len(found) == 1 else ()
    return (_quoted(found), *(f'"{form}"' for form in also))


def _any_of(parts: Sequence[tuple[str, ...]]) -> str:
    """All parts, each in one of its ways. There are no brackets in such a query, so every combination is
    written out; of parts that would make too many only the usual way is taken.
    """
    kept, ways = list[tuple[str, ...]](), 1
    for part in parts:
        taken = part if ways * len(part) <= MOST_WAYS else part[:1]
        kept, ways = [*kept, taken], ways * len(taken)
    return " or ".join(" ".join(way) for way in product(*kept)) if kept else ""


def _quoted(found: Sequence[Word]) -> str:
    """In quotation marks, so that no word is taken for an operator."""
    return '"' + " ".join(form for word in found for form in word.forms) + '"'


async def search(
    snapshot: Snapshot, query: str, languages: Sequence[str], asked: Page, after: tuple[int, str] | None
) -> Hits:
    """One page of what a query finds in texts of some languages, the most fitting first."""
    found = [(one, f"websearch_to_tsquery('{CONFIGURATIONS[one]}', %(query)s)") for one in languages]
    ranks = ", ".join(
        f"CASE WHEN {one} @@ {query_} THEN ts_rank({one}, {query_}) ELSE 0::float4 END"
        for one, query_ in found
    )
    matches = " OR ".join(f"{one} @@ {query_}" for one, query_ in found)
    conditions = "".join(f" AND {one.condition}" for one in asked.filters)
    beyond = "AND (rank < %(rank)s::float4 OR rank = %(rank)s::float4 AND key > %(key)s)" if after else ""
    statement = (
        f"SELECT * FROM (SELECT greatest({ranks}) AS rank, key, document, texts, ARRAY[{ranks}],"  # noqa: S608 - made of our own names; values are parameters
        f" stream, words_ref, words_commitment FROM {{search}} WHERE ({matches}) AND (words_ref IS NULL"
        f" OR EXISTS (SELECT FROM vault.texts v WHERE v.ref = words_ref)){conditions}) found"
        f" WHERE true {beyond} ORDER BY rank DESC, key LIMIT %(most)s"
    )
    values = {**asked.values, "query": query, "most": asked.limit + 1}
    if after:
        values |= {"rank": number_rank(after[0]), "key": after[1]}
    rows = await snapshot.rows(snapshot.named(statement), values)
    shown = rows[: asked.limit]
    snippets = await _snippets(snapshot, query, languages, shown)
    items = [_item(row, snippet) for row, snippet in zip(shown, snippets, strict=True)]
    last = (rank_number(shown[-1][0]), shown[-1][1]) if len(rows) > asked.limit else None
    return Hits(items, last)


def rank_number(rank: float) -> int:
    """A rank as a whole number that loses nothing of it."""
    return int(struct.unpack(">I", struct.pack(">f", rank))[0])


def number_rank(number: int) -> float:
    """The rank that a number stands for."""
    return float(struct.unpack(">f", struct.pack(">I", number))[0])


def rank_part(text: str) -> int:
    """The rank in a cursor. Raises ValueError for what is none."""
    number = int(text)
    if not 0 <= number < 0x7F800000:
        raise ValueError("expected a finite rank")
    return number


async def _snippets(
    snapshot: Snapshot, query: str, languages: Sequence[str], rows: Sequence[Row]
) -> list[dict[str, Any] | None]:
    said = await snapshot.words([Wanted(ref, fits, of) for *_, of, ref, fits in rows if ref is not None])
    texts = [_text(row, languages, said) for row in rows]
    spelled = [words(text) for _, _, text in texts]
    values = {
        "query": query,
        "configurations": [CONFIGURATIONS[searched] for _, searched, _ in texts],
        "texts": [
            " ".join(form for word in found for form in (*word.forms, *word.also)) for found in spelled
        ],
    }
    marked = await snapshot.rows(_HIGHLIGHTED, values) if texts else []
    return [
        snippet(text, found, headline, language)
        for (language, _, text), found, (headline,) in zip(texts, spelled, marked, strict=True)
    ]


def _text(row: Row, languages: Sequence[str], said: Mapping[str, Told]) -> tuple[str, str, str]:
    """The text that fits best: its language, the language that it was searched in, and the text. Words that
    are not what was sealed are none.
    """
    _, _, _, texts, ranks, _, ref, _ = row
    best = languages[max(range(len(languages)), key=lambda number: ranks[number])]
    if ref is not None and ref in said:
        return said[ref].language, best, said[ref].text or ""
    shown: Mapping[str, str] = json.loads(texts)
    return best, best, shown.get(best, "")


def snippet(text: str, found: Sequence[Word], headline: str, language: str) -> dict[str, Any]:
    """A piece of a text around the first word found. `ranges` are the words found in it, from and to, counted
    in characters (Unicode code points); the text itself is plain and holds no marks.
    """
    marked = [word for word, hit in zip(found, _hits(found, headline), strict=True) if hit]
    begin = max(0, marked[0].begins - BEFORE) if marked else 0
    begin = next((word.begins for word in found if word.begins >= begin), begin) if begin else 0
    end = max((word.ends for word in found if word.ends <= begin + LENGTH), default=len(text))
    end = len(text) if len(text) <= begin + LENGTH else max(end, begin)
    inside = [
        [word.begins - begin, word.ends - begin] for word in marked if begin <= word.begins < word.ends <= end
    ]
    cut = {"before": begin > 0, "after": end < len(text)}
    return {"language": language, "text": text[begin:end], "ranges": inside, "cut": cut}


def _hits(found: Sequence[Word], headline: str) -> list[bool]:
    """Which words are marked in the headline, which is all their forms in order."""
    forms = iter(headline.split())
    marked = [["<" in next(forms, "") for _ in word.forms + word.also] for word in found]
    return [any(parts) for parts in marked]


def _item(row: Row, snippet: Mapping[str, Any] | None) -> str:
    rank, document = row[0], row[2]
    return f"{document[:-1]},{as_json({'rank': round(rank, 6), 'snippet': snippet})[1:]}"
