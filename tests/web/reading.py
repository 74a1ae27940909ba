"""Reading pages as whoever looks at them does: headings, words, links, tables."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "col"}


class Read(HTMLParser):
    """A page: its text, its links (each as it is first called), its headings in order, its table rows, its
    fields and labels, and the texts that are said to be of a language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.links: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self.marked: list[Said] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.words = ""
        self.feed(text)
        self.close()
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.add(given.get("id") or "")
        if tag == "label":
            self.labels.add(given.get("for") or "")
        if tag not in VOID:
            self._open.append((tag, given, []))

    def handle_data(self, data: str) -> None:
        """Text belongs to everything that it stands in."""
        self.words += data
        for _, _, said in self._open:
            said.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag in VOID:
            return
        name, given, said = self._open.pop()
        assert name == tag, f"<{name}> ends as </{tag}>"
        text = " ".join("".join(said).split())
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), text))
        if tag == "a":
            self.links.setdefault(given.get("href") or "", text or given.get("aria-label") or "")
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append(text)
        if given.get("lang"):
            self.marked.append(Said(given["lang"] or "", given.get("dir") or "", text))


class Said(NamedTuple):
    """A text that is said to be of a language."""

    language: str
    way: str
    text: str
