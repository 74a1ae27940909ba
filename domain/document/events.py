"""What happens to a document, and to personal data anywhere in the record."""

from __future__ import annotations

from domain.kernel.events import EventData
from domain.kernel.values import (
    ByteSize,
    Count,
    Identifier,
    Language,
    Line,
    Localised,
    Reference,
    SealedContent,
    Sha256,
)


class DocumentRegistered(EventData):
    """A document is known by its content's size and digest or, where the content has personal data, by what
    is `sealed` of it.
    """

    correctable = frozenset({"title", "kind"})

    title: Localised
    kind: Line
    language: Language
    size: ByteSize
    sha256: Sha256 | None = None
    sealed: SealedContent | None = None


class TranslationPublished(EventData):
    """A translation of the document was published. Arabic stays the authoritative language."""

    correctable = frozenset({"title"})

    language: Language
    version: Count
    title: Line
    size: ByteSize
    sha256: Sha256 | None = None
    sealed: SealedContent | None = None


class ContentRedacted(EventData):
    """The content is withdrawn from publication; `new_document_id` holds what may be shown of it."""

    new_document_id: Identifier


class PersonalDataErased(EventData):
    """Personal data kept outside the log was erased: the texts and contents under these references, a
    person's name in the office register, or both; with the person, the name under `name_ref` that was sealed
    with their words, theirs or of the organisation that they wrote for. The log still replays; what is gone
    is only how they are shown.
    """

    for_good = True

    refs: tuple[Identifier, ...] = ()
    name_ref: Identifier | None = None
    person_ref: Reference | None = None
    legal_basis: Line
