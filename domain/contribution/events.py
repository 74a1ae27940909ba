"""What happens to a contribution (T6 to T8)."""

from __future__ import annotations

from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Localised, SealedText
from domain.participation.values import Author
from domain.programme.values import Channel


class ContributionReceived(EventData):
    """A contribution came while its consultation was open: it counts. Its words lie outside the log; it waits
    unseen until it is found admissible or answered.
    """

    correctable = frozenset({"channel", "commitment_key"})
    for_good = True

    consultation_id: Identifier
    programme_id: Identifier
    channel: Channel
    author: Author
    text: SealedText
    organisation_name: SealedText | None = None
    person_name: SealedText | None = None
    commitment_key: Identifier | None = None


class ContributionReceivedLate(EventData):
    """A contribution came after the end: it does not count, and is answered all the same."""

    correctable = frozenset({"channel", "commitment_key"})
    for_good = True

    consultation_id: Identifier
    programme_id: Identifier
    channel: Channel
    author: Author
    text: SealedText
    organisation_name: SealedText | None = None
    person_name: SealedText | None = None
    commitment_key: Identifier | None = None


class ContributionFoundAdmissible(EventData):
    """The contribution concerns the consultation and may be read by everybody."""


class ContributionFoundInadmissible(EventData):
    """The contribution cannot be taken into account; its author is told why, which is its answer."""

    correctable = frozenset({"response"})

    response: Localised


class ContributionAnswered(EventData):
    """A reasoned reply: one of its own, or the one given to the group of this identity. What is answered may
    be read by everybody, also where nobody had found it admissible before.
    """

    correctable = frozenset({"response"})

    response: Localised | None = None
    group_id: Identifier | None = None


class ContributionWithdrawn(EventData):
    """The author takes the contribution back before it is answered."""
