"""What the history keeps in memory of a stream: its state, and its document member by member.

A state shares with the one before it whatever an event did not change, so that only what is new is written as
JSON again and compared.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pydantic_core import from_json

from domain.kernel.amend import amend, fold, is_amendment
from domain.kernel.decider import State
from domain.kernel.events import Event
from domain.kernel.two_times import effect
from projections.changes import Change, changes
from projections.entries import Entry
from projections.model import ReadModel, as_json

KEPT_BYTES = 32 * 1024 * 1024
KEPT = 2_000
_DECODED = 3
"""A decoded event takes about so many times its bytes, which it keeps."""


class Effects(NamedTuple):
    """The effects of the facts of a stream as they are known: when the last ended, and whether they ended in
    the order in which they were recorded, so that what was true after the last is the state of version order.
    """

    last_end: datetime | None = None
    in_order: bool = True

    def after(self, event: Event) -> Effects:
        """The effects with one more fact."""
        end = effect(event).end
        if self.last_end is None or end >= self.last_end:
            return Effects(end, self.in_order)
        return Effects(self.last_end, False)

    @classmethod
    def of(cls, events: Sequence[Event]) -> Effects:
        """The effects of a stream from its first event."""
        found = cls()
        for event in amend(events):
            if not is_amendment(event):
                found = found.after(event)
        return found


@dataclass
class Known:
    """The events of a stream from its first, with their positions. It grows with the stream."""

    events: list[Event] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, entry: Entry) -> None:
        """Add the next event."""
        self.events.append(entry.event)
        self.positions.append(entry.position)
        self.size += _DECODED * len(entry.row.body)

    def position(self, event_id: str) -> int | None:
        """The position of an event; None where it is not of this stream."""
        places = (place for place, event in enumerate(self.events) if event.event_id == event_id)
        return next((self.positions[place] for place in places), None)


class Told:
    """A stream as it is told after one of its events."""

    def __init__(
        self, model: ReadModel[Any], state: State, effects: Effects, known: Known, before: Told | None = None
    ) -> None:
        self.state, self.effects, self.known = state, effects, known
        former = before._members if before else {}
        self._members: dict[str, tuple[Any, str]] = {}
        for name, value in model.document(state).items():
            kept = former.get(name)
            same = kept is not None and (kept[0] is value or (type(value) is str and kept[0] == value))
            self._members[name] = kept if kept and same else (value, f'"{name}":{as_json(value)}')
        self.size = known.size + sum(len(text) for _, text in self._members.values())

    @classmethod
    def anew(cls, model: ReadModel[Any], known: Known, before: Told | None = None) -> Told:
        """A stream told from its events, amended."""
        return cls(model, fold(model.decider, known.events), Effects.of(known.events), known, before)

    def after(self, model: ReadModel[Any]) -> Told:
        """A stream told after the event that was added last."""
        event = self.known.events[-1]
        if is_amendment(event):
            return Told.anew(model, self.known, self)
        state = model.decider.apply(self.state, event)
        return Told(model, state, self.effects.after(event), self.known, self)

    def document(self) -> str:
        """The document as it is served."""
        return _object(text for _, text in self._members.values())

    def changes(self, before: Told | None) -> list[Change]:
        """The fields that differ from how the stream was told before."""
        former = {name: text for name, (_, text) in before._members.items()} if before else {}
        texts = {name: text for name, (_, text) in self._members.items()}
        differ = [name for name, text in texts.items() if former.get(name) != text]
        changed = [former[name] for name in former if name in differ or name not in texts]
        return changes(from_json(_object(changed)), from_json(_object(texts[name] for name in differ)))


def _object(members: Iterable[str]) -> str:
    return f"{{{','.join(members)}}}"


class Kept:
    """The streams told last, at most so many and so many bytes of them."""

    def __init__(self, size: int = KEPT, size_bytes: int = KEPT_BYTES) -> None:
        self._size, self._most, self._bytes = size, size_bytes, 0
        self._kept: OrderedDict[str, Told] = OrderedDict()

    def get(self, stream: str, version: int) -> Told | None:
        """A stream as it was told after a version; None where that is not kept."""
        found = self._kept.get(stream)
        return found if found is not None and found.state.version == version else None

    def put(self, stream: str, told: Told) -> None:
        """Keep how a stream is told now."""
        former = self._kept.pop(stream, None)
        self._kept[stream] = told
        self._bytes += told.size - (former.size if former else 0)
        while self._kept and (len(self._kept) > self._size or self._bytes > self._most):
            self._bytes -= self._kept.popitem(last=False)[1].size

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._bytes = 0
