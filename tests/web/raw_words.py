"""What of a page is no word of its language: keys of values, names of fields, identities, dates raw."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from domain.register.vocabulary import SOURCES
from domain.vocabulary import VOCABULARIES, field_names
from projections.registry import READ_MODELS
from tests.web.reading import VOID

_LATIN = re.compile(r"(?<![\w./:@?&=-])[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*(?![\w/@-]|\.\w|:\w)", re.ASCII)
_IDENTITY = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b[0-9a-f]{64}\b", re.ASCII)
_DATE = re.compile(r"(?<![\w./-])\d{4}-\d{2}-\d{2}", re.ASCII)
_LANGUAGES = {"ar", "fr", "en", "zgh"}


class _Read(HTMLParser):
    """The texts of a page that are in its own language: not what says to be of another one, and not what is
    shown as it is recorded (identities, digests, what programs ask)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._own = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self._own = given.get("lang") or ""
        foreign = (given.get("lang") or self._own) != self._own
        as_it_is = tag in ("code", "pre", "script", "style") or "mono" in (given.get("class") or "").split()
        if tag not in VOID:
            self._open.append((tag, foreign or as_it_is))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(apart for _, apart in self._open):
            self.texts.append(data.strip())


def raw_words(page: str, language: str) -> set[str]:
    """What stands raw on a page."""
    found: set[str] = set()
    for text in _Read(page).texts:
        codes = _codes(language) if language == "ar" else frozenset()
        found |= {one for one in _LATIN.findall(_own_words(text)) if "_" in one or one in codes}
        found |= {text} & _codes(language) if language != "en" else set()
        found |= {*_IDENTITY.findall(text), *_DATE.findall(text)}
    return found


def _own_words(text: str) -> str:
    """A text without what sentences repeat of the sources of events."""
    for source in SOURCES:
        text = text.replace(source, "")
    return text


@cache
def _codes(language: str) -> frozenset[str]:
    """Keys of values and names of fields that are no word of the language. In Arabic none is, wherever it
    stands; in the others one is told from a word only where nothing stands beside it."""
    names = [name for vocabulary in VOCABULARIES.values() for name in vocabulary.values()]
    names += field_names().values()
    told = (getattr(name, language, None) or "" for name in names) if language in ("fr", "en") else ()
    words = {word for name in told for word in re.findall(r"\w+", name.lower())}
    keys = {key for vocabulary in VOCABULARIES.values() for key in vocabulary}
    return frozenset((keys | field_names().keys() | READ_MODELS.keys()) - words - _LANGUAGES)
