"""What happens to a consultation (T6 to T8)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Count, Identifier, Localised, Sha256
from domain.participation.values import SomeIds
from domain.programme.values import Channel, Version

Flag = Literal["consultation_length"]
"""What departs from a provision that no lawyer has confirmed: shown, never a ground for refusal."""


class ConsultationOpened(EventData):
    """The public may speak on a version of the draft, until the end of the closing day."""

    correctable = frozenset({"channels"})

    programme_id: Identifier
    round: Count
    draft_version: Version
    opens_on: Day
    closes_on: Day
    channels: tuple[Channel, ...] = Field(min_length=1, max_length=3)
    flags: tuple[Flag, ...] = ()


class ConsultationExtended(EventData):
    """The closing day moves to a later one."""

    closes_on: Day


class ConsultationClosed(EventData):
    """No further contribution counts. `early` where the closing day was not over."""

    early: bool
    closed_on: Day


class GroupAnswerGiven(EventData):
    """One reasoned reply to contributions that say the same."""

    correctable = frozenset({"topic", "response"})

    group_id: Identifier
    topic: Localised
    response: Localised
    contribution_ids: SomeIds


class ConsultationReportPublished(EventData):
    """What came in, and what became of it in the text. Of those in time and those late, `inadmissible` were
    found so and are not published; it is missing from reports of before anybody looked at that.

    `contributions_digest` is the SHA-256 of the ids of the contributions, one per line, in log order.
    """

    correctable = frozenset({"findings", "changes"})

    findings: Localised
    changes: Localised
    counted: Count
    late: Count
    withdrawn: Count
    inadmissible: Count | None = None
    contributions_digest: Sha256


class ContributionsAccountedFor(EventData):
    """The contributions `first` to `last`, in log order, had their answer when the report was published; the
    event relies on each of them.
    """

    first: Count
    last: Count
