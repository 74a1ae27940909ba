"""What may be done next, by the guards that refuse commands: what leads on first, then what else is possible,
then that for which something is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.kernel.commands import Command
from domain.kernel.decider import Decider, Elsewhere, Facts, OnOthers, Rule, S, State
from domain.kernel.deciding import checks
from domain.kernel.guards import Check
from domain.kernel.values import Role

NAMED = 20
"""So many records of another kind are named for one step."""


class NextStep(NamedTuple):
    """A command that is possible at the present stage, who may give it, and what is still missing for it.

    `streams` are the records of another kind that it is to be given to, the first of them where they are
    many; empty for a command to the record itself or to a new one.
    """

    command: type[Command]
    by: frozenset[Role]
    unmet: tuple[Check, ...]
    streams: tuple[str, ...] = ()


class _Found(NamedTuple):
    step: NextStep
    forward: bool


def next_steps(decider: Decider[S], state: S, facts: Facts) -> list[NextStep]:
    """The commands offered at this stage with their unmet guards, and those of other records that this one
    waits for. Commands of other stages are left out, and those that have nothing to be about.
    """
    found = list(_own(decider, state, facts))
    for other in decider.elsewhere:
        found += _awaited(other, state, facts)
    return _in_order(found)


def _own(decider: Decider[S], state: S, facts: Facts) -> Iterator[_Found]:
    for rule in decider.rules:
        if rule.step and not rule.command.creates:
            unmet = _unmet(rule, state, facts)
            if unmet is not None:
                yield _Found(NextStep(rule.command, rule.by, unmet), rule.forward(state, facts))


def _unmet(rule: Rule[Any, Any], state: State, facts: Facts) -> tuple[Check, ...] | None:
    """What is missing for a command at the stage of a record; None where it is not to be told at all."""
    if rule.stages and state.stage not in rule.stages:
        return None
    unmet = tuple(check for check in checks(rule, state, None, facts) if not check.met)
    return None if any(check.guard.of_object for check in unmet) else unmet


def _awaited(other: Elsewhere[S] | OnOthers[S], state: S, facts: Facts) -> Iterator[_Found]:
    if isinstance(other, Elsewhere):
        if other.awaited(state, facts):
            unmet = tuple(check for check in other.guards(state, facts) if not check.met)
            yield _Found(NextStep(other.command, other.by, unmet), other.forward(state, facts))
        return
    rule = other.decider.rule(other.command)
    told = [(one.stream, _unmet(rule, one, facts)) for one in other.among(state, facts)]
    waiting = [(stream, unmet) for stream, unmet in told if unmet is not None]
    possible = [stream for stream, unmet in waiting if not unmet]
    for stream, unmet in waiting[:1]:
        step = NextStep(other.command, rule.by, unmet, (stream,))
        if possible:
            step = NextStep(other.command, rule.by, (), tuple(possible[:NAMED]))
        yield _Found(step, other.forward(state, facts))


def _in_order(found: list[_Found]) -> list[NextStep]:
    """What leads on first. Where nothing that does is possible yet, the first of it stands there all the same
    with what is missing, for it is what everything waits for.
    """
    leading = [one for one in found if one.forward]
    first = [one for one in leading if not one.step.unmet] or leading[:1]
    rest = [one for one in found if one not in first]
    return [
        one.step for one in (*first, *sorted(rest, key=lambda one: (bool(one.step.unmet), not one.forward)))
    ]
