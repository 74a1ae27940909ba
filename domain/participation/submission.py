"""What whoever gives words says of them and of themselves."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import CitizenLine, CitizenText
from domain.participation.rules import whose
from domain.participation.values import Author


class Submission(Command):
    """Words, and whose they are. The name of an organisation is in `author`, where everybody reads it for
    ever, or in `organisation_name`, which is sealed as the text is.
    """

    author: Author
    text: CitizenText
    organisation_name: CitizenLine | None = None

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        kind, sealed, clear = self.author.kind, self.organisation_name, self.author.organisation
        if kind == "organisation" and sealed is None and clear is None:
            raise fault("organisation_needed", field="author.organisation")
        if kind == "organisation" and sealed is not None and clear is not None:
            raise fault(
                "either_of_two", field="organisation_name", expected="author.organisation, organisation_name"
            )
        if kind != "organisation" and sealed is not None:
            raise fault("organisation_unwanted", field="organisation_name", kind=kind)
        return self

    def whose_words(self) -> str | None:
        """The author, or who gave the words."""
        return whose(self.author, self.actor)
