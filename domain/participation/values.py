"""Who gave an idea or a contribution, and by which way it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, LiteralString, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from domain.kernel.faults import fault, refuse_repetition
from domain.kernel.values import Identifier, Line, Model, Reference, without_national_id

AuthorKind = Literal["anonymous", "pseudonymous", "named_with_consent", "organisation"]
OrganisationName = Annotated[Line, AfterValidator(without_national_id)]


class NameOf(NamedTuple):
    """How authors of a kind are named: the member of an author by which readers are told the name, the field
    of commands and events in which it is sealed, and the faults of one that is missing or out of place.
    """

    member: str
    field: str
    needed: LiteralString
    unwanted: LiteralString


NAMES: Mapping[AuthorKind, NameOf] = {
    "named_with_consent": NameOf("name", "person_name", "name_needed", "name_unwanted"),
    "organisation": NameOf(
        "organisation", "organisation_name", "organisation_needed", "organisation_unwanted"
    ),
}
"""The kinds of authors that have a name."""


class Author(Model):
    """An author as far as they chose to be known. A natural person is a reference, never a name: one who
    consents to be named has it sealed beside the author.

    An organisation is no natural person, so its name may stand here where somebody with an account answers
    for it (law 09-08). What a stranger writes as a name may be anything: it is sealed beside the author.
    """

    kind: AuthorKind
    ref: Reference | None = None
    organisation: OrganisationName | None = None

    @model_validator(mode="after")
    def _as_known_as_the_kind_says(self) -> Self:
        if self.ref is None and self.kind != "anonymous":
            raise fault("author_ref_needed", field="ref", kind=self.kind)
        if self.ref is not None and self.kind == "anonymous":
            raise fault("author_is_anonymous", field="ref", found=self.ref)
        if self.organisation is not None and self.kind != "organisation":
            raise fault("organisation_unwanted", field="organisation", kind=self.kind)
        return self


SomeIds = Annotated[
    tuple[Identifier, ...], Field(min_length=1, max_length=200), AfterValidator(refuse_repetition)
]
"""Up to 200 identifiers, each once: as many as one transaction answers together."""
