"""Decide and evolve: the one shape of every aggregate.

An aggregate is a `Decider`: how its state evolves, and one `Rule` per command. `decide` is a pure function.
What it needs from other streams it asks of `Facts`; what is not loaded yet is named by `FactNeeded`, and the
caller loads it and asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, Self, TypeVar
from uuid import UUID, uuid5

from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.events import Event, EventData
from domain.kernel.guards import Check
from domain.kernel.values import Evidence, Model, Role, SealedText, fill, mark


class State(Model):
    """What the events of one stream say so far. `because` names the event that established a fact."""

    stream: str = ""
    version: int = 0
    because: dict[str, str] = {}

    @property
    def stage(self) -> str:
        """The stage or status that rules are offered in; empty before the first event."""
        return "recorded" if self.version else ""

    @property
    def stage_because(self) -> tuple[str | None, ...]:
        """The events that the stage rests on."""
        return (self.because.get("stage"),)

    @property
    def concerns(self) -> tuple[str, ...]:
        """The streams in whose histories this one's events appear, itself among them."""
        return (self.stream,)

    def having(self, event: Event, *facts: str, **changes: Any) -> Self:
        """A copy with `changes`, in which the named facts are established by `event`.

        In a fold this state itself changes (see `passed_on`): what it said before is to be read before.
        """
        # By their dictionaries: a model seeks an attribute in three places, and this is done for each event.
        own, head = self.__dict__, event.__dict__
        if facts:
            changes["because"] = own["because"] | dict.fromkeys(facts, head["event_id"])
        changes["stream"], changes["version"] = head["stream"], head["version"]
        if self.__pydantic_private__ is _PASSED_ON:
            own.update(changes)
            return self
        copy = object.__new__(type(self))
        fill(copy, {**own, **changes}, self.__pydantic_fields_set__)
        return copy

    def passed_on(self) -> Self:
        """This state, marked as held by nobody but a fold that passes it from event to event: `having` then
        changes it in place, in half the time of a copy. `kept` ends that.
        """
        if self.__pydantic_private__ is not _PASSED_ON:
            mark(self, _PASSED_ON)
        return self

    def kept(self) -> Self:
        """This state, from now on as frozen as any."""
        mark(self, None)
        return self


S = TypeVar("S", bound=State)
C = TypeVar("C", bound=Command)
Evolution = Mapping[type[EventData], Callable[[S, Event, Any], S]]
"""How each type of event changes a state: `EVOLVE: Evolution[WorkshopState] = {WorkshopHeld: _held, ...}`."""


_PASSED_ON: dict[str, Any] = {}
"""Marks a state that only a fold holds, in the place of private attributes, of which states have none."""


class FactNeeded(LookupError):
    """Asks the caller to load a stream or a tagged set, and to decide again."""

    def __init__(self, *, stream: str | None = None, tag: str | None = None) -> None:
        super().__init__(stream or tag)
        self.stream, self.tag = stream, tag


@dataclass(frozen=True)
class Facts:
    """What a decision may rely on: the time, the command's identity, and other streams as loaded.

    `sets` maps a tag such as `programme:ID/idea` to the streams found under it. `sealed` holds citizens'
    words by field name.
    """

    now: datetime
    command_id: UUID
    states: Mapping[str, State] = field(default_factory=dict)
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sealed: Mapping[str, SealedText] = field(default_factory=dict)

    def state(self, stream: str, kind: type[S]) -> S:
        """The state of another stream (an empty one when it has no events). Raises FactNeeded when not
        loaded.
        """
        if stream not in self.states:
            raise FactNeeded(stream=stream)
        found = self.states[stream]
        if not isinstance(found, kind):
            raise TypeError(f"{stream}: expected {kind.__name__}, found {type(found).__name__}")
        return found

    def members(self, tag: str, kind: type[S]) -> tuple[S, ...]:
        """The states of a guarded set, in log order. Raises FactNeeded when not loaded."""
        if tag not in self.sets:
            raise FactNeeded(tag=tag)
        return tuple(self.state(stream, kind) for stream in self.sets[tag])

    def new_id(self, label: str) -> str:
        """An identity derived from the command's: the same command always gets the same."""
        return str(uuid5(self.command_id, label))


class NewEvent(NamedTuple):
    """An event that a rule wants recorded, before its envelope is made. Without `stream` it goes to the
    addressed aggregate.
    """

    data: EventData
    stream: str | None = None
    rule_set: str | None = None
    effective_at: PartialDate | None = None
    relies_on: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def always(_state: Any, _facts: Any) -> bool:
    """Whatever the state."""
    return True


def never(_state: Any, _facts: Any) -> bool:
    """In no state."""
    return False


def _nothing(*_asked: Any) -> Iterator[Check]:
    return iter(())


@dataclass(frozen=True)
class Rule(Generic[S, C]):
    """What one command needs and does.

    `by` are the roles that may give it, `stages` the stages it is possible at (empty: any). `guards` is
    called with command None to tell what is missing for a next step; then only guards that need no input are
    yielded. `step` tells whether it is offered as a next step (False for corrections of the record and other
    acts outside the normal course), `forward` whether it is then the one that leads on, to be told first.
    """

    command: type[C]
    by: frozenset[Role]
    events: Callable[[S, C, Facts], Iterable[NewEvent]]
    guards: Callable[[S, C | None, Facts], Iterator[Check]] = _nothing
    stages: frozenset[str] = frozenset()
    reasoned: bool = False
    step: bool = True
    forward: Callable[[S, Facts], bool] = never


@dataclass(frozen=True)
class Elsewhere(Generic[S]):
    """A step that an aggregate waits for and that is a command of another one: who gives it there, whether it
    is awaited in a state, what is missing for it, and whether it leads on.
    """

    command: type[Command]
    by: frozenset[Role]
    awaited: Callable[[S, Facts], bool]
    guards: Callable[[S, Facts], Iterator[Check]] = _nothing
    forward: Callable[[S, Facts], bool] = always


@dataclass(frozen=True)
class OnOthers(Generic[S]):
    """A step that an aggregate waits for and that records of another kind take: their own rule tells for
    which of those that `among` gives it is possible, and what is missing.
    """

    decider: Decider[Any]
    command: type[Command]
    among: Callable[[S, Facts], Iterable[State]]
    forward: Callable[[S, Facts], bool] = always

    @property
    def by(self) -> frozenset[Role]:
        """Who may give it."""
        return self.decider.rule(self.command).by


@dataclass(frozen=True)
class Decider(Generic[S]):
    """One aggregate: the kind of its streams, its plural in URLs, its state, evolution and rules.

    `elsewhere` are the next steps that other aggregates take. `only` is the identity of the aggregate where
    there is one of its kind, and no other can be created.
    """

    kind: str
    plural: str
    state: type[S]
    evolve: Evolution[S]
    rules: tuple[Rule[S, Any], ...]
    elsewhere: tuple[Elsewhere[S] | OnOthers[S], ...] = ()
    only: str = ""

    def stream(self, identity: str) -> str:
        """The name of the stream of one aggregate."""
        return f"{self.kind}:{identity}"

    def rule(self, command: type[Command]) -> Rule[S, Any]:
        """The rule of a command. Raises KeyError when this aggregate has none."""
        for rule in self.rules:
            if rule.command is command:
                return rule
        raise KeyError(command.__name__)

    def apply(self, state: State, event: Event) -> S:
        """The state after one more event. Total: an event that means nothing here only raises the version."""
        before: Any = state
        step = self.evolve.get(type(event.data))
        after: S = before if step is None else step(before, event, event.data)
        if after.version == event.version and after.stream == event.stream:
            return after
        return after.model_copy(update={"stream": event.stream, "version": event.version})
