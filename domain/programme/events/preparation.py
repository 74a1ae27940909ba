"""From the beginning to the text that the committee validates (T1 to T8)."""

from __future__ import annotations

from pydantic import Field

from domain.kernel.dates import Day, PartialDate
from domain.kernel.events import EventData
from domain.kernel.values import Identifier, Localised, Sha256
from domain.programme.values import Axis, Channel, CollectivityIds, Commitments, Flag


class ProgrammeInitiated(EventData):
    """One or several collectivities begin an openness programme (T1)."""

    correctable = frozenset({"title", "starts_on", "ends_on"})

    collectivity_ids: CollectivityIds
    title: Localised
    starts_on: Day
    ends_on: Day
    flags: tuple[Flag, ...] = ()


class PriorityAxesIdentified(EventData):
    """The priority axes are chosen (T2). A later choice replaces an earlier one."""

    correctable = frozenset({"axes"})

    axes: tuple[Axis, ...] = Field(min_length=1, max_length=20)
    flags: tuple[Flag, ...] = ()


class AdvisoryBodyConsulted(EventData):
    """The consultative body gave its opinion, or was heard without one (T2). It binds nobody."""

    correctable = frozenset({"consulted_on", "opinion"})

    consulted_on: PartialDate
    opinion: Localised | None = None


class IdeaCollectionOpened(EventData):
    """Ideas may be given, by these channels (T3)."""

    correctable = frozenset({"channels", "closes_on"})

    channels: tuple[Channel, ...] = Field(min_length=1, max_length=3)
    closes_on: Day | None = None
    flags: tuple[Flag, ...] = ()


class IdeaCollectionClosed(EventData):
    """No further idea is taken (T4). `ideas_digest` fixes which ideas were received, in their order."""

    correctable = frozenset({"workshop_waiver"})

    workshop_waiver: Localised | None = None
    ideas: int
    ideas_digest: Sha256


class IdeasNumbered(EventData):
    """The public numbers of ideas: the first of `idea_ids` has the number `first`."""

    first: int
    idea_ids: tuple[Identifier, ...] = Field(max_length=400)


class DraftVersionPublished(EventData):
    """A version of the text is public (T5, T8); `changes` tells what differs from the one before."""

    correctable = frozenset({"changes"})

    commitments: Commitments
    changes: Localised | None = None
    version: int
    sha256: Sha256


class IdeasAccountedFor(EventData):
    """The ideas numbered `first` to `last` had a disposition when the draft was published; the event relies
    on each of them.
    """

    version: int
    first: int
    last: int


class ConsultationRoundOpened(EventData):
    """A public consultation on a published version begins (T6)."""

    correctable = frozenset({"closes_on"})

    consultation_id: Identifier
    round: int
    version: int
    closes_on: Day


class ConsultationRoundClosed(EventData):
    """A public consultation ends (T7)."""

    consultation_id: Identifier


class DraftValidatedByCommittee(EventData):
    """The follow-up committee validates a version for the council (T8)."""

    version: int
    sha256: Sha256
