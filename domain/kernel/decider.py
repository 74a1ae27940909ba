"""Decide and evolve: the one shape of every aggregate.

An aggregate is a `Decider`: how its state evolves, and one `Rule` per command. `decide` is a pure function.
What it needs from other streams it asks of `Facts`; what is not loaded yet is named by `FactNeeded`, and the
caller loads it and asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, Self, TypeVar, cast
from uuid import UUID, uuid5

from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate
from domain.kernel.events import Event, EventData
from domain.kernel.guards import Check, GuardTable, Refused
from domain.kernel.values import Evidence, Model, Role, SealedText

GUARDS = GuardTable("domain.kernel", "record")


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
    def concerns(self) -> tuple[str, ...]:
        """The streams in whose histories this one's events appear, itself among them."""
        return (self.stream,)

    def having(self, event: Event, *facts: str, **changes: Any) -> Self:
        """A copy with `changes`, in which the named facts are established by `event`."""
        because = self.because | dict.fromkeys(facts, event.event_id) if facts else self.because
        changes |= {"because": because, "stream": event.stream, "version": event.version}
        return self.model_copy(update=changes)


S = TypeVar("S", bound=State)
C = TypeVar("C", bound=Command)
Evolution = Mapping[type[EventData], Callable[[S, Event, Any], S]]
"""How each type of event changes a state: `EVOLVE: Evolution[WorkshopState] = {WorkshopHeld: _held, ...}`."""


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


def _nothing(_state: Any, _command: Any, _facts: Facts) -> Iterator[Check]:
    return iter(())


@dataclass(frozen=True)
class Rule(Generic[S, C]):
    """What one command needs and does.

    `by` are the roles that may give it, `stages` the stages it is possible at (empty: any). `guards` is
    called with command None to tell what is missing for a next step; then only guards that need no input are
    yielded. `step` tells whether it is offered as a next step (False for corrections of the record and other
    acts outside the normal course).
    """

    command: type[C]
    by: frozenset[Role]
    events: Callable[[S, C, Facts], Iterable[NewEvent]]
    guards: Callable[[S, C | None, Facts], Iterator[Check]] = _nothing
    stages: frozenset[str] = frozenset()
    reasoned: bool = False
    step: bool = True


@dataclass(frozen=True)
class Decider(Generic[S]):
    """One aggregate: the kind of its streams, its plural in URLs, its state, evolution and rules."""

    kind: str
    plural: str
    state: type[S]
    evolve: Evolution[S]
    rules: tuple[Rule[S, Any], ...]

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
        step = self.evolve.get(type(event.data))
        after = cast(S, state) if step is None else step(cast(S, state), event, event.data)
        if after.version == event.version and after.stream:
            return after
        return after.model_copy(update={"stream": event.stream, "version": event.version})


def standard_checks(rule: Rule[S, C], state: S, command: C | None, facts: Facts) -> Iterator[Check]:
    """The guards that every command has: existence, role, stage, time of effect, reason."""
    if rule.command.creates:
        yield GUARDS["is_new"].check(state.version == 0, stream=state.stream)
    else:
        yield GUARDS["exists"].check(state.version > 0, stream=state.stream)
    if rule.stages:
        yield GUARDS["stage"].check(
            state.stage in rule.stages,
            because=[state.because.get("stage")],
            expected=rule.stages,
            found=state.stage,
        )
    if command is None:
        return
    yield GUARDS["role"].check(command.actor.role in rule.by, expected=rule.by, found=command.actor.role)
    if command.effective_at is not None:
        yield GUARDS["not_in_future"].check(
            not command.effective_at.may_follow(facts.now),
            expected=facts.now.isoformat(),
            found=command.effective_at,
        )
    if rule.reasoned:
        yield GUARDS["reason_given"].check(command.reason is not None)


def checks(rule: Rule[S, C], state: S, command: C | None, facts: Facts) -> list[Check]:
    """Every guard of a command as it turns out. Guards of the matter are only asked where the standard ones
    hold.
    """
    found = list(standard_checks(rule, state, command, facts))
    if all(check.met for check in found) or (command is None and state.version > 0):
        found += rule.guards(state, command, facts)
    return found


class Decision(NamedTuple):
    """The events of one decision, over all streams concerned, and the states after them."""

    events: tuple[Event, ...]
    states: Mapping[str, State]


def decide(deciders: Mapping[str, Decider[Any]], stream: str, command: Command, facts: Facts) -> Decision:
    """Decide one command on the aggregate `stream`.

    Returns the events to append. Raises Refused with every unmet guard, and FactNeeded when something must be
    loaded first.
    """
    decider = deciders[command.aggregate]
    rule, state = decider.rule(type(command)), facts.state(stream, decider.state)
    if not state.stream:
        state = state.model_copy(update={"stream": stream})
    found = checks(rule, state, command, facts)
    if unmet := [check for check in found if not check.met]:
        raise Refused(unmet)
    relied = dict.fromkeys(event for check in found for event in check.relies_on)
    return _record(deciders, stream, command, facts, tuple(rule.events(state, command, facts)), tuple(relied))


def _record(
    deciders: Mapping[str, Decider[Any]],
    stream: str,
    command: Command,
    facts: Facts,
    wanted: tuple[NewEvent, ...],
    relied: tuple[str, ...],
) -> Decision:
    states: dict[str, State] = {}
    events: list[Event] = []
    for index, new in enumerate(wanted):
        target = new.stream or stream
        decider = deciders[target.split(":", 1)[0]]
        before = states[target] if target in states else facts.state(target, decider.state)
        event = Event(
            event_id=str(uuid5(facts.command_id, f"event-{index}")),
            stream=target,
            version=before.version + 1,
            type=type(new.data).__name__,
            schema_version=new.data.schema_version,
            recorded_at=facts.now,
            effective_at=new.effective_at or command.effective_at or PartialDate.of(facts.now),
            actor=command.actor,
            command=command.command_name(),
            causation_id=str(facts.command_id),
            correlation_id=str(facts.command_id),
            authority=command.authority,
            rule_set=new.rule_set,
            evidence=command.evidence + new.evidence,
            reason=command.reason,
            relies_on=tuple(dict.fromkeys(relied + new.relies_on)),
            data=new.data,
        )
        after = decider.apply(before, event)
        events.append(event.model_copy(update={"concerns": after.concerns}))
        states[target] = after
    return Decision(tuple(events), states)


class NextStep(NamedTuple):
    """A command that is possible at the present stage, who may give it, and what is still missing for it."""

    command: type[Command]
    by: frozenset[Role]
    unmet: tuple[Check, ...]


def next_steps(decider: Decider[S], state: S, facts: Facts) -> list[NextStep]:
    """The commands offered at this stage with their unmet guards; commands of other stages are left out."""
    steps = []
    for rule in decider.rules:
        if not rule.step or rule.command.creates or (rule.stages and state.stage not in rule.stages):
            continue
        unmet = tuple(check for check in checks(rule, state, None, facts) if not check.met)
        steps.append(NextStep(rule.command, rule.by, unmet))
    return steps
