"""Who gave an idea or a contribution, and by which way it came."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from domain.kernel.values import Identifier, Line, Model, Reference

AuthorKind = Literal["anonymous", "pseudonymous", "named_with_consent", "organisation"]


class Author(Model):
    """An author as far as they chose to be known. A natural person is a reference, never a name.

    An organisation is no natural person, so its name may stand here (law 09-08).
    """

    kind: AuthorKind
    ref: Reference | None = None
    organisation: Line | None = None

    @model_validator(mode="after")
    def _as_known_as_the_kind_says(self) -> Self:
        if (self.ref is None) != (self.kind == "anonymous"):
            raise ValueError("ref: expected for every author but an anonymous one")
        if (self.organisation is None) != (self.kind != "organisation"):
            raise ValueError("organisation: expected for an organisation, and for nobody else")
        return self


def _each_once(identifiers: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(identifiers)) != len(identifiers):
        raise ValueError("expected each identifier once")
    return identifiers


SomeIds = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200), AfterValidator(_each_once)]
"""Up to 200 identifiers, each once: as many as one transaction answers together."""
