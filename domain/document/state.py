"""What is known of a document."""

from __future__ import annotations

from domain.document.events import (
    ContentRedacted,
    DocumentRegistered,
    PersonalDataErased,
    TranslationPublished,
)
from domain.kernel.carried import Citable
from domain.kernel.dates import PartialDate
from domain.kernel.decider import Evolution
from domain.kernel.events import Event
from domain.kernel.values import Localised, Model, SealedContent


class Translation(Model):
    """One published translation."""

    language: str
    version: int
    title: str
    size: int
    sha256: str | None = None
    sealed: SealedContent | None = None


class DocumentState(Citable):
    """Facts in `because`: stage, registered, `translation:LANGUAGE`.

    A content with personal data is `sealed`, and shown to nobody but who may see it.
    """

    title: Localised | None = None
    kind: str = ""
    language: str = ""
    size: int = 0
    sha256: str = ""
    registered_by: str | None = None
    sealed: SealedContent | None = None
    translations: tuple[Translation, ...] = ()
    redactions: tuple[str, ...] = ()
    erased_refs: tuple[str, ...] = ()
    erased_persons: tuple[str, ...] = ()
    removed_on: PartialDate | None = None
    removed_basis: str | None = None

    @property
    def contents(self) -> frozenset[str]:
        """What its contents, and those of its translations, are kept under: digests and sealed references."""
        sealed = (self.sealed, *(one.sealed for one in self.translations))
        return self.digests | {one.ref for one in sealed if one is not None}

    @property
    def stage(self) -> str:
        """`registered`, `redacted`, or empty before registration."""
        if "registered" not in self.because:
            return ""
        return "redacted" if self.redactions else "registered"

    @property
    def digests(self) -> frozenset[str]:
        """Of the document and of its translations; a redaction is a document of its own."""
        found = (self.sha256, *(one.sha256 for one in self.translations))
        return frozenset(one for one in found if one)

    @property
    def commitments(self) -> frozenset[str]:
        """To the contents with personal data, of the document and of its translations."""
        found = (self.sealed, *(one.sealed for one in self.translations))
        return frozenset(one.commitment for one in found if one is not None)

    def latest(self, language: str) -> int:
        """The latest version of the translation into a language; 0 when there is none."""
        return max((found.version for found in self.translations if found.language == language), default=0)


def _registered(state: DocumentState, event: Event, data: DocumentRegistered) -> DocumentState:
    return state.having(
        event,
        "stage",
        "registered",
        title=data.title,
        kind=data.kind,
        language=data.language,
        size=data.size,
        registered_by=event.actor.body,
        sha256=data.sha256 or "",
        sealed=data.sealed,
    )


def _translated(state: DocumentState, event: Event, data: TranslationPublished) -> DocumentState:
    translation = Translation(**dict(data))
    return state.having(
        event, f"translation:{data.language}", translations=(*state.translations, translation)
    )


def _redacted(state: DocumentState, event: Event, data: ContentRedacted) -> DocumentState:
    return state.having(
        event,
        "stage",
        "redacted",
        redactions=(*state.redactions, data.new_document_id),
        removed_on=event.effective_at,
    )


def _erased(state: DocumentState, event: Event, data: PersonalDataErased) -> DocumentState:
    persons = (data.person_ref,) if data.person_ref else ()
    return state.having(
        event,
        erased_refs=(*state.erased_refs, *data.refs),
        erased_persons=(*state.erased_persons, *persons),
        removed_on=event.effective_at,
        removed_basis=data.legal_basis,
    )


EVOLVE: Evolution[DocumentState] = {
    DocumentRegistered: _registered,
    TranslationPublished: _translated,
    ContentRedacted: _redacted,
    PersonalDataErased: _erased,
}
