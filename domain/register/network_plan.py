"""The commands that record what a press kit says of the Network as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.kernel.commands import Command
from domain.kernel.dates import UNKNOWN, PartialDate
from domain.kernel.values import Principle
from domain.network.commands import (
    FoundNetwork,
    NoteRunningHead,
    RecordCharter,
    RecordSupportProgramme,
    RecordTrainingMeeting,
    StateMembershipTotal,
)
from domain.register.broken import BrokenPressKit
from domain.register.values import PressKit, Source
from domain.register.vocabulary import table

_WORDS = table("wording")


def check_points(kit: PressKit) -> None:
    """The shipped words say each point of the text once. Raises BrokenPressKit where the text has others."""
    charter = _WORDS["charter"]
    expected = {part: len(charter[part]) for part in ("grounds", "aims", "values", "pledges")}
    expected["axes"] = len(_WORDS["support_programme"]["axes"])
    for part, count in expected.items():
        _expect(part, getattr(kit.points, part), count)
    slots = _WORDS["workshop"]["agenda"]
    _expect("agenda", len(kit.agenda), len(slots))
    for number, (slot, words) in enumerate(zip(kit.agenda, slots, strict=True), 1):
        _expect(f"agenda {number}", max(slot.speeches, 1), len(words["titles"]))


def _expect(part: str, found: int, expected: int) -> None:
    if found != expected:
        raise BrokenPressKit("points_differ", part=part, found=found, expected=expected)


def network_commands(kit: PressKit, source: Source, shared: dict[str, Any]) -> Iterator[Command]:
    """The Network's founding, charter, support programme, meeting, and what is claimed of its members."""
    by: dict[str, Any] = shared | {"source": source.document_id}
    yield FoundNetwork(
        **by,
        effective_at=kit.founded_on,
        founded_on=kit.founded_on,
        principles=tuple(Principle),
        website=kit.website,
        **_WORDS["network"],
    )
    charter = _WORDS["charter"]
    pledges = tuple({"key": f"c{number}", "text": text} for number, text in enumerate(charter["pledges"], 1))
    yield RecordCharter(**by, effective_at=UNKNOWN, **charter | {"pledges": pledges})
    yield RecordSupportProgramme(
        **by, effective_at=kit.launched_on, launched_on=kit.launched_on, **_WORDS["support_programme"]
    )
    yield RecordTrainingMeeting(
        **by, effective_at=kit.training_on, held_on=kit.training_on, **_WORDS["training"]
    )
    yield StateMembershipTotal(**by, effective_at=UNKNOWN, as_of=UNKNOWN, **dict(kit.totals))
    yield NoteRunningHead(**by, effective_at=UNKNOWN, as_printed=kit.running_heads)
    for claim in _WORDS["claims"]:
        as_of = PartialDate(claim["as_of"])
        yield StateMembershipTotal(actor=shared["actor"], effective_at=as_of, **claim | {"as_of": as_of})
