"""What may be asked of a document."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from domain.kernel.commands import Command
from domain.kernel.faults import fault
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
    refuse_both_or_neither,
)


class _OfDocument(Command):
    """A command that addresses a document."""

    aggregate: ClassVar[str] = "document"


class _OfContent(_OfDocument):
    """A command that names a content: by its digest or, where it has personal data, by a commitment."""

    size: ByteSize
    sha256: Sha256 | None = None
    sealed: SealedContent | None = None

    @model_validator(mode="after")
    def _names_one_content(self) -> Self:
        refuse_both_or_neither(sha256=self.sha256, sealed=self.sealed)
        return self


class RegisterDocument(_OfContent):
    """Register a document by the digest of its content, or by a commitment to it."""

    creates: ClassVar[bool] = True

    title: Localised
    kind: Line
    language: Language = "ar"


class PublishTranslation(_OfContent):
    """Publish a translation of the document."""

    language: Language
    version: Count
    title: Line


class RedactContent(_OfDocument):
    """Withdraw the content from publication in favour of a redacted document."""

    new_document_id: Identifier


class _Erasing(_OfDocument):
    """What is erased, and on what basis."""

    refs: tuple[Identifier, ...] = Field(default=(), max_length=200)
    person_ref: Reference | None = None
    legal_basis: Line

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if not self.refs and self.person_ref is None:
            raise fault("either_or_both", field="refs", expected="refs, person_ref")
        return self


class ErasePersonalData(_Erasing):
    """Record the erasure of personal data."""


class RecordErasure(_Erasing):
    """Record the erasure of personal data that no document, idea or contribution is about."""

    creates: ClassVar[bool] = True
