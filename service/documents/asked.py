"""What the events of a document say of one of its contents, now."""

from __future__ import annotations

from typing import LiteralString, NamedTuple

from domain.document.decider import DECIDER
from domain.document.events import ContentRedacted, PersonalDataErased
from domain.document.state import DocumentState
from domain.kernel.amend import fold
from domain.kernel.dates import legal_day
from domain.kernel.events import Event
from domain.kernel.stored import decode
from service.documents.reading import Wanted
from service.store.log import Log

_ERASING: LiteralString = """SELECT state FROM log.events
    WHERE topic = 'PersonalDataErased' AND position(%(mark)s::bytea IN state) > 0 ORDER BY notification_id"""


class Withheld(NamedTuple):
    """Why a content is no longer shown: `redacted` or `erased`, or `erased_elsewhere` by the record of
    something else; by which event.
    """

    how: str
    event: Event

    @property
    def since(self) -> str:
        """The day on which it was recorded, in Casablanca."""
        return legal_day(self.event.recorded_at).isoformat()

    @property
    def basis(self) -> str:
        """The legal basis that was invoked; a dash where none was."""
        named = [f"{one.law} {one.article or ''}".strip() for one in self.event.authority]
        return ", ".join([*filter(None, [getattr(self.event.data, "legal_basis", None)]), *named]) or "—"


class Asked(NamedTuple):
    """One content of a document, and why it is withheld, where it is."""

    state: DocumentState
    title: str
    wanted: Wanted
    withheld: Withheld | None


def asked(log: Log, identity: str, language: str | None = None) -> Asked | None:
    """The content of a document, or of its newest translation into a `language`; None where there is none."""
    events = [decode(row.body) for row in log.load([f"document:{identity}"])[f"document:{identity}"]]
    state = fold(DECIDER, events)
    if not state.stage:
        return None
    title, sealed, sha256 = _title(state), state.sealed, state.sha256
    if language is not None and language != state.language:
        into = [one for one in state.translations if one.language == language]
        if not into:
            return None
        newest = max(into, key=lambda one: one.version)
        title, sealed, sha256 = newest.title, newest.sealed, newest.sha256 or ""
    name, commitment = (sealed.ref, sealed.commitment) if sealed else (sha256, None)
    wanted = Wanted(name, commitment, identity)
    withheld = _withheld(state, events, name)
    if withheld is None and not log.contents.holds(wanted):
        withheld = _elsewhere(log, name)
    return Asked(state, title, wanted, withheld)


def _title(state: DocumentState) -> str:
    """In the document's own language, or in Arabic."""
    assert state.title is not None  # noqa: S101 - a document is registered with one
    return getattr(state.title, state.language, None) or state.title.ar


def _withheld(state: DocumentState, events: list[Event], name: str) -> Withheld | None:
    """The event by which a content is withheld, as the record stands after corrections."""
    if name in state.erased_refs:
        erased = (one for one in events if isinstance(one.data, PersonalDataErased) and name in one.data.refs)
        return Withheld("erased", list(erased)[-1])
    if state.redactions:
        return Withheld("redacted", [one for one in events if isinstance(one.data, ContentRedacted)][-1])
    return None


def _elsewhere(log: Log, name: str) -> Withheld | None:
    """The last event of another record by which a content was erased."""
    mark = f'"{name}"'.encode()
    events = [decode(bytes(body)) for (body,) in log.ask(_ERASING, {"mark": mark})]
    erased = [one for one in events if isinstance(one.data, PersonalDataErased) and name in one.data.refs]
    return Withheld("erased_elsewhere", erased[-1]) if erased else None
