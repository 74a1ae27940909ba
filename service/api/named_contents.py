"""Commands that name a content: what was given in has the size that they say, and one with personal data is
named by who gave it in.
"""

from __future__ import annotations

from typing import Any

from domain.kernel.commands import Command
from domain.kernel.values import SealedContent
from service.access.callers import Grant
from service.api.personal_contents import personal_not_yours, readers
from service.api.problems import Problem, field_error
from service.documents.contents import Contents


def refuse_misnamed(contents: Contents, command: Command, grant: Grant) -> None:
    """Refuse a content with personal data from a role that reads none, and one that the grant's body did not
    give in, since references to them are public; and a size that a content does not have which is kept here.
    Waits for the database. Raises Problem 403, 422.
    """
    sealed: SealedContent | None = getattr(command, "sealed", None)
    name: str | None = sealed.ref if sealed is not None else getattr(command, "sha256", None)
    size: int | None = getattr(command, "size", None)
    if name is None or size is None:
        return
    if sealed is not None and grant.role not in readers():
        raise personal_not_yours([grant.role])
    if sealed is not None and not contents.was_given(sealed.ref, sealed.commitment, grant.body):
        raise _wrong("sealed", "not_given_in", found=sealed.ref)
    kept = contents.size_of(name, personal=sealed is not None)
    if kept is not None and kept != size:
        raise _wrong("size", "size_differs", expected=kept, found=size)


def _wrong(field: str, code: str, **told: Any) -> Problem:
    return Problem(422, "invalid", errors=[field_error(field, code, **told)])
