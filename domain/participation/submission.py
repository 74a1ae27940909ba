"""What whoever gives words says of them and of themselves."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import CitizenLine, CitizenName, CitizenText
from domain.participation.rules import whose
from domain.participation.values import NAMES, Author, NameOf


class Submission(Command):
    """Words, and whose they are. The name of an organisation is in `author`, where everybody reads it for
    ever, or in `organisation_name`, which is sealed as the text is; that of somebody who consents to be named
    is always sealed, in `person_name`.
    """

    author: Author
    text: CitizenText
    organisation_name: CitizenLine | None = None
    person_name: CitizenName | None = None

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        for kind, name in NAMES.items():
            if kind == self.author.kind:
                self._refuse_none_or_two(name)
            elif getattr(self, name.field) is not None:
                raise fault(name.unwanted, field=name.field, kind=self.author.kind)
        return self

    def _refuse_none_or_two(self, name: NameOf) -> None:
        sealed, in_clear = getattr(self, name.field), f"author.{name.member}"
        clear = getattr(self.author, name.member, None)
        if sealed is None and clear is None:
            raise fault(name.needed, field=in_clear if name.member in Author.model_fields else name.field)
        if sealed is not None and clear is not None:
            raise fault("either_of_two", field=name.field, expected=f"{in_clear}, {name.field}")

    def whose_words(self) -> str | None:
        """The author, or who gave the words."""
        return whose(self.author, self.actor)
