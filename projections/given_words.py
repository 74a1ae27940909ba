"""How words that a citizen gave are shown, and as what their author is."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.kernel.values import SealedText
from domain.participation.state import GivenWords
from domain.participation.values import NAMES
from projections.model import Column, Document, document

WORDS = "ARRAY[words_ref, words_commitment]"
"""Where words lie, and what they must fit: they are opened at the moment of the question, so that what is
erased is gone at once.
"""
_MEMBERS = {kind: name.member for kind, name in NAMES.items()}
DERIVED = {
    "words": WORDS,
    **{f"author.{one}": f"ARRAY[{one}_ref, {one}_commitment]" for one in _MEMBERS.values()},
}
SEALED = frozenset(DERIVED)
"""The derived values that are of this kind."""
AS_NOW = frozenset(
    {
        *("author", "author_name", "text", "words_ref", "words_commitment"),
        *(f"{one}_{what}" for one in _MEMBERS.values() for what in ("ref", "commitment")),
    }
)
"""What is told as it is now even of the past: an author may have gone unnamed and words may be gone."""
_AS_GIVEN = frozenset(
    {
        "author",
        "given_by",
        "text",
        "author_name",
        "consent_withdrawn",
        "identity_erased",
        "words_erased",
        "removed_on",
        "removed_basis",
        "name_removed_on",
        "name_removed_basis",
    }
)
WAITING = "waits_for = 'admissibility'"
"""Words that nobody has found admissible yet, or not, as SQL over their row."""
_OF_HIDDEN = frozenset({"id", "version", "stage", "public", "programme_id", "consultation_id"})
"""What is told of words that are not public: that they are there, for what, and where they stand."""


def waits_for(answer: str) -> Column[Any]:
    """The column of what words wait for: to be found admissible or not, or for what is called an `answer`."""

    def value(state: GivenWords) -> str | None:
        if not state.waits:
            return None
        return "admissibility" if state.unseen else answer

    return Column("waits_for", "text", value, index="")


def _public_text(state: GivenWords) -> SealedText | None:
    return sealed_words(state) if state.public else None


def _name_column(member: str, what: str) -> Column[Any]:
    """The column that leads to the name of authors who are told by a member of the author."""

    def value(state: GivenWords) -> str | None:
        named = state.public and state.author is not None and _MEMBERS.get(state.author.kind) == member
        return _of(sealed_name(state) if named else None, what)

    return Column(f"{member}_{what}", "text", value, index="")


WORDS_COLUMNS: tuple[Column[Any], ...] = (
    Column("words_ref", "text", lambda state: _of(_public_text(state), "ref"), index=""),
    Column("words_commitment", "text", lambda state: _of(_public_text(state), "commitment"), index=""),
    *(_name_column(one, what) for one in _MEMBERS.values() for what in ("ref", "commitment")),
)
"""The columns that lead to words that are public, and to the name of who gave them, and to what they must
fit.
"""


def received_day(state: GivenWords) -> date | None:
    """The day on which words came, where it is known to the day."""
    return state.received_on.day if state.received_on is not None else None


def waiting(table: str, condition: str) -> str:
    """How many rows of a table wait, of those that a condition holds for, and for how many days the oldest
    does, as SQL; null where none does.
    """
    oldest = "max(%(today)s::date - w.received_on)"
    return (
        f"(SELECT json_build_object('number', count(*), 'oldest_days', {oldest})"  # noqa: S608 - made of our own names; values are parameters
        f" FROM {{{table}}} w WHERE {condition})"
    )


def _of(text: SealedText | None, name: str) -> str | None:
    return None if text is None else str(getattr(text, name))


def sealed_words(state: GivenWords) -> SealedText | None:
    """What the event holds of words; None where they are not to be shown."""
    return state.text if text_status(state) == "available" else None


def sealed_name(state: GivenWords) -> SealedText | None:
    """What the event holds of the name of the author; None where it is not to be shown."""
    return None if state.unnamed else state.author_name


def text_status(state: GivenWords) -> str:
    """Whether words can be shown: available, erased, redacted or withdrawn."""
    if state.words_erased:
        return "erased"
    if state.redacted_document_id is not None:
        return "redacted"
    return "withdrawn" if state.status == "withdrawn" else "available"


def given_words(state: GivenWords) -> Document:
    """The document of words given, their author shown as far as they still want to be known."""
    found = {name: value for name, value in document(state).items() if name not in _AS_GIVEN}
    if state.text is not None:
        kept = {"language": state.text.language, "length": state.text.length}
        found["text"] = (
            kept | {"commitment": state.text.commitment, "status": text_status(state)} | _removed(state)
        )
    return found | {"author": author(state)} | name_told(state)


def name_told(state: GivenWords) -> Document:
    """Of a name that was given, whether it can be shown (available, withdrawn or erased) and, where it is
    gone, when and on what basis, and by which event. Nothing where none was given.
    """
    if state.author_name is None:
        return {}
    event = state.because.get("name")
    if event is None:
        return {"author_name": {"status": "available"}}
    status = "withdrawn" if event == state.because.get("consent") else "erased"
    gone = {"on": state.name_removed_on, "basis": state.name_removed_basis, "event_id": event}
    return {"author_name": {"status": status, "removed": gone}}


def _removed(state: GivenWords) -> Document:
    """When and on what basis words were removed, and by which event: what is gone leaves a mark."""
    if text_status(state) not in ("erased", "redacted"):
        return {}
    event = state.because.get("erased" if state.words_erased else "redacted")
    told = {"on": state.removed_on, "basis": state.removed_basis, "event_id": event}
    return {"removed": {name: value for name, value in told.items() if value is not None}}


def public_words(state: GivenWords) -> Document:
    """The document as everybody may read it: of what is not public only that it is there."""
    found = given_words(state) | {"public": state.public}
    if state.public:
        return found
    return {name: value for name, value in found.items() if name in _OF_HIDDEN}


def author(state: GivenWords) -> Document | None:
    """The author as far as they want to be known; a name that is sealed is not in it."""
    kind, author = state.shown_author, state.author
    if kind is None or author is None:
        return None
    shown = {"kind": kind, "ref": author.ref, "organisation": author.organisation}
    known = shown if kind != "anonymous" else {"kind": kind}
    return {name: value for name, value in known.items() if value is not None}


def author_named(state: GivenWords, name: str | None) -> Document | None:
    """The author with the name that was sealed, which was opened for whoever may read it."""
    known = author(state)
    if known is None or name is None or sealed_name(state) is None:
        return known
    return known | {_MEMBERS[known["kind"]]: name}
