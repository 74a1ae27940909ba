"""Deciding: the guards that every command has, and what a command records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid5

from domain.kernel.carried import carried, evidence_checks
from domain.kernel.commands import Command
from domain.kernel.dates import HAPPENED, PartialDate, legal_day
from domain.kernel.decider import C, Decider, Facts, NewEvent, Rule, S, State
from domain.kernel.events import Event
from domain.kernel.guards import Check, GuardTable, Refused
from domain.kernel.values import Actor, Role

GUARDS = GuardTable("domain.kernel", "record")
FIRST = tuple(GUARDS[name] for name in ("is_new", "exists", "stage"))
"""Without these the guards of the matter have nothing to be asked of."""


def standard_checks(rule: Rule[S, C], state: S, command: C | None, facts: Facts) -> Iterator[Check]:
    """The guards that every command has: existence, role, stage, time of effect, reason, past facts that have
    happened, evidence.
    """
    if rule.command.creates:
        yield GUARDS["is_new"].check(state.version == 0, stream=state.stream)
    else:
        yield GUARDS["exists"].check(state.version > 0, stream=state.stream)
    if rule.stages and state.version > 0:
        yield GUARDS["stage"].check(
            state.stage in rule.stages,
            because=state.stage_because,
            expected=rule.stages,
            found=state.stage,
            of=state.stream.partition(":")[0],
        )
    if command is None:
        return
    yield GUARDS["role"].check(command.actor.role in rule.by, expected=rule.by, found=command.actor.role)
    yield actor_known(command.actor)
    yield citizen_words_erasable(command)
    yield from effective_by(facts.now, command.effective_at)
    if rule.reasoned:
        yield GUARDS["reason_given"].check(command.reason is not None)
    for place, day in carried(command, HAPPENED):
        known = day if isinstance(day, PartialDate) else PartialDate.of(day)
        yield GUARDS["has_happened"].check(
            not known.may_follow(facts.now), field=place, found=known, expected=legal_day(facts.now)
        )
    yield from evidence_in_register(command, lambda stream: facts.state(stream, State))


def actor_known(actor: Actor) -> Check:
    """Whoever acts is a person under a pseudonym or a body; only a citizen may stay anonymous."""
    anonymous = actor.person_ref is None and actor.body is None
    return GUARDS["actor_known"].check(not anonymous or actor.role is Role.CITIZEN, found=actor.role)


def citizen_words_erasable(command: Command) -> Check:
    """What citizens write freely goes where it can be erased, and so into no envelope of an event."""
    text = command.reason.text if command.reason else None
    given = {"reason.text": text, "authority": command.authority, "evidence": command.evidence}
    found = [name for name, value in given.items() if value and command.actor.role is Role.CITIZEN]
    return GUARDS["citizen_words_erasable"].check(not found, found=found)


def exists(state: State, stream: str) -> Check:
    """Another record that a command names is there; where it is not, its stage is not worth a word."""
    return GUARDS["named_exists"].check(state.version > 0, stream=stream)


def evidence_in_register(command: Command, state: Callable[[str], State]) -> Iterator[Check]:
    """What a command refers to as evidence is in the register, with the same content."""
    return evidence_checks(command, state, GUARDS["evidence_registered"], GUARDS["evidence_matches"])


def effective_by(now: datetime, *given: PartialDate | None) -> Iterator[Check]:
    """A fact cannot take effect after it is recorded, whoever says when it did."""
    for moment in given:
        if moment is not None:
            yield GUARDS["not_in_future"].check(
                not moment.may_follow(now), expected=now.isoformat(), found=moment
            )


def checks(rule: Rule[S, C], state: S, command: C | None, facts: Facts) -> list[Check]:
    """Every guard of a command as it turns out, so that a refusal names all that is unmet. Guards of the
    matter are only passed over where there is no matter: the record does not exist yet, or exists already, or
    is at another stage.
    """
    found = list(standard_checks(rule, state, command, facts))
    next_step = command is None and state.version > 0
    if not next_step and any(not check.met for check in found if check.guard in FIRST):
        return found
    try:
        for check in rule.guards(state, command, facts):
            found.append(check)
    except Refused as refused:  # by what a guard looked up, such as the law of a day
        found += refused.unmet
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
    wanted = tuple(rule.events(state, command, facts))
    moments = dict.fromkeys(new.effective_at for new in wanted)
    if unmet := [check for check in effective_by(facts.now, *moments) if not check.met]:
        raise Refused(unmet)
    relied = dict.fromkeys(event for check in found for event in check.relies_on)
    return _record(deciders, stream, command, facts, wanted, tuple(relied))


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
