"""What may be asked of a document."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import ByteSize, Count, Identifier, Language, Line, Localised, Reference, Sha256


class _OfDocument(Command):
    """A command that addresses a document."""

    aggregate: ClassVar[str] = "document"


class RegisterDocument(_OfDocument):
    """Register a document by its digest."""

    creates: ClassVar[bool] = True

    title: Localised
    kind: Line
    language: Language = "ar"
    size: ByteSize
    sha256: Sha256


class PublishTranslation(_OfDocument):
    """Publish a translation of the document."""

    language: Language
    version: Count
    title: Line
    size: ByteSize
    sha256: Sha256


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
