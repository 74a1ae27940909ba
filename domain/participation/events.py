"""What may happen to any citizen's words, beside erasure and redaction (see `domain.document.events`)."""

from __future__ import annotations

from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Localised
from domain.participation.values import NAMES

GIVEN = ("IdeaSubmitted", "ContributionReceived", "ContributionReceivedLate")
"""The types of the events by which words are given: each has an author and a sealed text."""
SEALED_FIELDS = ("text", *(name.field for name in NAMES.values()))
"""Their fields that hold what is sealed."""


class ConsentToNameWithdrawn(EventData):
    """The author no longer wants to be shown by name; the idea or contribution stays, under a pseudonym. The
    name under `name_ref` was erased with it, where one was given, on the basis that is stated.
    """

    for_good = True

    name_ref: Identifier | None = None
    legal_basis: Localised | None = None
