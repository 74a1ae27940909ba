"""What a read model is: one table, filled from the states of one kind of aggregate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic_core import to_json

from domain.kernel.decider import Decider, State

S = TypeVar("S", bound=State)
Document = dict[str, Any]
INTERNAL = frozenset({"because", "stream", "version"})
"""Fields of a state that are told otherwise (identity and version) or concern decisions alone."""


def document(state: State) -> Document:
    """What everybody may read of an aggregate: identity, version, stage, and the fields of its state."""
    return {
        "id": identity_of(state.stream),
        "version": state.version,
        "stage": state.stage,
        **{name: getattr(state, name) for name in type(state).model_fields if name not in INTERNAL},
    }


def identity_of(stream: str) -> str:
    """The identity in a stream's name: `p1` of `programme:p1`."""
    return stream.partition(":")[2]


@dataclass(frozen=True)
class Column(Generic[S]):
    """A value of the state that lists are filtered by, with its SQL type and, where it pays, its index."""

    name: str
    type: str
    value: Callable[[S], Any]
    index: str = "btree"


@dataclass(frozen=True)
class Filter:
    """A query parameter: its type, and the condition on the row with `%(name)s` for its value.

    A condition that reads a table of another projection names it in braces, as `{collectivities}`; where it
    needs braces of its own, they are doubled. `value` turns what was asked into what the condition compares.
    """

    name: str
    type: Any
    condition: str
    description: str
    value: Callable[[Any], Any] = lambda given: given


@dataclass(frozen=True)
class ReadModel(Generic[S]):
    """One table, one row for each aggregate of a kind, with its document as ready JSON.

    `public` tells whether lists show it; `detail` names fields too large for a list. `derived` are values
    that depend on the day of the question or on other tables, as SQL over the row and `%(today)s`. Those
    `of_past` are told of the past from what the other tables were; those that are `sealed` lead to words
    (`given_words.WORDS`), which are told in their place. `tallies` count rows that match the filters whether
    public or not. `orders` name columns of days, never null, by which a list may be ordered. `as_now` names
    members and columns that are told as they are now even of the past, since what is erased since is not to
    be shown again.
    """

    decider: Decider[S]
    columns: tuple[Column[S], ...] = ()
    filters: tuple[Filter, ...] = ()
    document: Callable[[S], Document] = document
    public: Callable[[S], bool] = lambda _state: True
    detail: frozenset[str] = frozenset()
    derived: Mapping[str, str] = field(default_factory=dict)
    of_past: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    tallies: Mapping[str, str] = field(default_factory=dict)
    as_now: frozenset[str] = frozenset()
    orders: Mapping[str, str] = field(default_factory=dict)

    @property
    def derived_of_past(self) -> Mapping[str, str]:
        """The derived values that are told of the past too: those that need no other table, and `of_past`."""
        return {name: told for name, told in self.derived.items() if "{" not in told or name in self.of_past}

    @property
    def kind(self) -> str:
        """The kind of the streams that it shows."""
        return self.decider.kind

    @property
    def name(self) -> str:
        """The name of its table, without edition, and of its checkpoint."""
        return self.decider.plural.replace("-", "_")

    def row(self, state: S, first_position: int, position: int) -> dict[str, Any]:
        """The row of one aggregate. `first_position` is that of its first event, and orders every list.

        What was annulled as a whole stays readable by its identity, and is in no list.
        """
        found = self.document(state)
        short = {name: value for name, value in found.items() if name not in self.detail}
        return {
            "id": identity_of(state.stream),
            "first_position": first_position,
            "position": position,
            "version": state.version,
            "stage": state.stage,
            "public": bool(state.stage) and self.public(state),
            "document": as_json(found),
            "summary": as_json(short) if self.detail else None,
            **{column.name: column.value(state) for column in self.columns},
        }


def as_json(value: Any) -> str:
    """JSON as it is served. What only prints itself, as a date known in part does, is its text."""
    return to_json(value, fallback=str).decode()
