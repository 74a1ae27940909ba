"""What may happen to any citizen's words, beside erasure and redaction (see `domain.document.events`)."""

from __future__ import annotations

from domain.kernel.events import EventData

GIVEN = ("IdeaSubmitted", "ContributionReceived", "ContributionReceivedLate")
"""The types of the events by which words are given: each has an author and a sealed text."""
SEALED_FIELDS = ("text", "organisation_name")
"""Their fields that hold what is sealed."""


class ConsentToNameWithdrawn(EventData):
    """The author no longer wants to be shown by name; the idea or contribution stays, under a pseudonym."""
