"""How pages say what a record holds: each value by its place in the record, its parts beneath each other, and
what it names by what that is called. No person is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from domain.register.vocabulary import SOURCES
from domain.vocabulary import Path, label_at, name_of, vocabulary_at
from domain.workshop.values import protected_wire
from projections.json_speech import is_personal
from service.messages import table
from service.web.references import CODES, RECORDS, TABLES, Names
from service.web.speech import Speech

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}(T[\d:.]+(Z|[+-]\d\d:\d\d))?", re.ASCII)
_MARK = re.compile(r"[0-9a-f]{64}", re.ASCII)
"""A digest or a commitment (SHA-256)."""
_DATED = ("_on", "_at", "deadline", "as_of", "month", "missed", "executed_until", "not_before", "not_after")
_IDENTITIES = frozenset({"id", "key", "rule_set_id", "organisation"})
"""Fields whose value is an identity of its own."""
_ACTORS = frozenset({"reported_by", "published_by", "registered_by"})
"""Fields that hold a grant: whose it is, and as what."""
_UNSAID = frozenset({"event_id", "supersedes", "sitting_id", "mandate_id", "dispute_id", "sha256", "vote_id"})
"""Parts of a value that say nothing to a reader: what they point at is told beside them."""
_LANGUAGES = {"ar", "fr", "en"}
_COMMA, _LATIN_COMMA = Markup("، "), Markup(", ")
_INLINE = 3
"""Parts that are said in one line, where each is short."""
_OPEN = 3
"""Things of a list that are shown at once; more are counted first."""


class States:
    """Says the parts of records in one language of pages. What it answers may stand in HTML as it is.

    A path is dotted as the interface names changes: `milestones.0.due_on`.
    """

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def state(self, value: Any, kind: str, path: str, names: Names) -> Markup:
        """The value at a path of a record of some kind, in words."""
        return self._told(value, (kind, *_fields(path)), names)

    def place(self, path: str, kind: str, names: Names) -> Markup:
        """What the field at a path is called, from the outermost: the deadline of the first milestone."""
        told: list[Markup] = []
        fields: Path = (kind,)
        for part in path.split("."):
            if part.isascii() and part.isdigit():
                told.append(self.speech.text(str(int(part) + 1)))
                continue
            fields = (*fields, part)
            told.append(self._label(fields, names))
        return Markup(" › ").join(one for one in told if one)

    def source(self, value: str) -> Markup:
        """Where something is known from, in the page's language where the register says it in all."""
        found = SOURCES.get(value)
        return self.speech.text(value if found is None else found.model_dump())

    def _label(self, path: Path, names: Names) -> Markup:
        field = path[-1]
        if (name := label_at(path)) is not None:
            return self.speech.text(name.model_dump())
        if len(path) > 2 and (owner := TABLES.get(path[-2])):
            return self._named((owner, field), names)
        if len(path) > 2:  # a key that somebody chose: what it stands for follows
            return Markup("")
        return self.speech.text(table("parameters").get(field, field))

    def _told(self, value: Any, path: Path, names: Names) -> Markup:
        field = path[-1]
        if value is None or value in ([], {}, "") or is_personal(field) or field == "evidence":
            return self.speech.value(value, field)
        if isinstance(value, Mapping):
            if _is_text(value):
                return self.speech.text(value)
            return self._parts(protected_wire(value) if field == "attendance" else value, path, names)
        if isinstance(value, list):
            return self._list(value, path, names)
        return self._word(value, path, names) if isinstance(value, str) else self.speech.value(value, field)

    def _word(self, value: str, path: Path, names: Names) -> Markup:
        field, outer = path[-1], path[-2] if len(path) > 1 else ""
        if (of := RECORDS.get(field) or CODES.get(field)) is not None:
            return self._named((of, value), names)
        vocabulary, key = vocabulary_at(path), value
        if field in _ACTORS:
            vocabulary, key = "role", value.partition(":")[2].replace("-", "_")
        if vocabulary is not None and name_of(vocabulary, key) is not None:
            return self.speech.name(key, vocabulary)
        if field in _LANGUAGES:
            return self.speech.text({field: value})
        if _DAY.fullmatch(value) and (outer == "days" or field.endswith(_DATED)):
            return self.speech.day(value)
        if field == "source":
            return self.source(value)
        if outer in TABLES or _is_identity(field, value):
            return _code(value)
        return self.speech.value(value, field)

    def _named(self, what: tuple[str, str], names: Names) -> Markup:
        """What something is called; its identity where nobody told."""
        return self.speech.text(names[what]) if what in names else _code(what[1])

    def _list(self, values: list[Any], path: Path, names: Names) -> Markup:
        told = [self._told(one, path, names) for one in values]
        plain = not any(isinstance(one, Mapping) and not _is_text(one) for one in values)
        if plain and path[-1] not in RECORDS:
            return self._comma.join(told)
        if len(told) == 1 and plain:
            return told[0]
        listed = Markup("<ol>{}</ol>").format(_joined(Markup("<li>{}</li>"), ((one,) for one in told)))
        if len(values) <= _OPEN:
            return listed
        counted = self.speech.value([{}] * len(values), "")
        return Markup("<details><summary>{}</summary>{}</details>").format(counted, listed)

    def _parts(self, value: Mapping[str, Any], path: Path, names: Names) -> Markup:
        rows = [
            (self._label((*path, name), names), self._told(inner, (*path, name), names))
            for name, inner in value.items()
            if inner not in (None, [], {}, "") and not is_personal(name) and not _unsaid(name, value)
        ]
        if not rows:
            return self.speech.value(None, path[-1])
        if len(rows) <= _INLINE and not any(isinstance(one, Mapping | list) for one in value.values()):
            colon = " : " if self.speech.language.words == "fr" else ": "
            pairs = [Markup("{}{}{}").format(label, colon, told) if label else told for label, told in rows]
            return self._comma.join(pairs)
        if not any(label for label, _ in rows):
            return Markup("<ul>{}</ul>").format(_joined(Markup("<li>{}</li>"), ((told,) for _, told in rows)))
        return Markup('<dl class="facts parts">{}</dl>').format(
            _joined(Markup("<dt>{}</dt><dd>{}</dd>"), rows)
        )

    @property
    def _comma(self) -> Markup:
        return _COMMA if self.speech.language.words == "ar" else _LATIN_COMMA


def _joined(pattern: Markup, rows: Iterable[tuple[Markup, ...]]) -> Markup:
    return Markup("").join(pattern.format(*row) for row in rows)


def _is_identity(field: str, value: str) -> bool:
    digest = field != "sha256" and _MARK.fullmatch(value) is not None
    return digest or field in _IDENTITIES or field.endswith(("_id", "_ids"))


def _code(identity: str) -> Markup:
    """An identity or a code, of which nobody knows what it is called."""
    return Markup('<bdi class="mono">{}</bdi>').format(identity)


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("ar"), str) and value.keys() <= _LANGUAGES


def _unsaid(name: str, value: Mapping[str, Any]) -> bool:
    """Whether a part says nothing beside the others: codes of what has a title say no more than that."""
    return name in _UNSAID or (name in ("key", "item_id") and "title" in value)


def _fields(path: str) -> Path:
    """The names of a path, without the numbers of places in lists."""
    return tuple(one for one in path.split(".") if not (one.isascii() and one.isdigit()))
