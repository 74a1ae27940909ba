"""What happens to an idea (T4, T5)."""

from __future__ import annotations

from typing import Literal

from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Localised, SealedText
from domain.participation.values import Author
from domain.programme.values import Channel

Outcome = Literal["accepted", "deferred", "not_retained"]


class IdeaSubmitted(EventData):
    """An idea is received. Its words lie outside the log; it waits unseen until found admissible."""

    correctable = frozenset({"channel", "axis", "workshop_id"})
    for_good = True

    programme_id: Identifier
    channel: Channel
    author: Author
    text: SealedText
    organisation_name: SealedText | None = None
    person_name: SealedText | None = None
    axis: Identifier | None = None
    workshop_id: Identifier | None = None


class IdeaFoundAdmissible(EventData):
    """The idea concerns the programme and may be read by everybody."""


class IdeaFoundInadmissible(EventData):
    """The idea cannot be examined; its author is told why."""

    correctable = frozenset({"response"})

    response: Localised


class IdeaDispositioned(EventData):
    """The committee decided on an idea; an accepted one goes into the commitment of that key."""

    correctable = frozenset({"response", "commitment_key"})

    outcome: Outcome
    commitment_key: Identifier | None = None
    response: Localised


class IdeaMergedInto(EventData):
    """The idea says what another says, and is examined with it."""

    correctable = frozenset({"response"})

    target_id: Identifier
    response: Localised


class IdeaAbsorbed(EventData):
    """Another idea was merged into this one; its author is told."""

    correctable = frozenset({"response"})

    merged_id: Identifier
    response: Localised


class IdeaAnswered(EventData):
    """A reasoned reply to the author, beside the one that came with the decision."""

    correctable = frozenset({"response"})

    response: Localised


class IdeaWithdrawn(EventData):
    """The author takes the idea back before it is decided on."""
