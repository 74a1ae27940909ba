"""A programme begins: who may have one, and for which period (T1, T2, and entry from elsewhere)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.network.state import NETWORK, NetworkState
from domain.programme.commands import (
    IdentifyAxes,
    InitiateProgramme,
    RecordAdvisoryOpinion,
    TakeOverProgramme,
)
from domain.programme.events import AdvisoryBodyConsulted, PriorityAxesIdentified, ProgrammeInitiated
from domain.programme.rules.common import GUARDS, binding, collectivity, moment, rules_of
from domain.programme.stages import OVER
from domain.programme.state import ProgrammeState
from domain.programme.values import Axis, Flag
from domain.rules.rule_sets import RuleSet


def founding_guards(
    state: ProgrammeState, command: InitiateProgramme | TakeOverProgramme | None, facts: Facts
) -> Iterator[Check]:
    """The period makes sense; each collectivity is a member and has no other open programme in it."""
    if command is None:
        return
    yield GUARDS["period_ordered"].check(
        command.starts_on < command.ends_on, found=command.ends_on, expected=command.starts_on
    )
    instant = moment(command, facts)
    yield _network_existed(instant, facts)
    for identity in command.collectivity_ids:
        one = collectivity(facts, identity)
        yield GUARDS["active_membership"].check(
            one.is_member(instant),
            because=[one.because.get("membership")],
            collectivity=identity,
            on=legal_day(instant),
        )
        yield _no_overlap(state, command, identity, facts)


def _network_existed(instant: datetime, facts: Facts) -> Check:
    """A member whose joining date is unknown may have been one since the founding, not before."""
    network = facts.state(NETWORK, NetworkState)
    founding = network.founded_on.interval() if network.founded_on else None
    return GUARDS["network_existed"].check(
        founding is None or instant >= founding.start,
        because=[network.because.get("founded")],
        found=legal_day(instant),
        expected=network.founded_on,
    )


def _no_overlap(
    state: ProgrammeState, command: InitiateProgramme | TakeOverProgramme, identity: str, facts: Facts
) -> Check:
    others = [
        other
        for other in facts.members(f"collectivity:{identity}/programme", ProgrammeState)
        if other.stream != state.stream
    ]
    clashing = [
        other.programme_id
        for other in others
        if other.reached not in OVER
        and other.starts_on <= command.ends_on
        and command.starts_on <= other.ends_on
    ]
    because = [other.because.get(fact) for other in others for fact in ("stage", "period")]
    return GUARDS["no_overlap"].check(not clashing, because=because, collectivity=identity, found=clashing)


def initiated(_state: ProgrammeState, command: InitiateProgramme, facts: Facts) -> list[NewEvent]:
    """The first event of a programme."""
    rules = rules_of(command, facts, command.collectivity_ids[0])
    months = (command.ends_on.year - command.starts_on.year) * 12
    months += command.ends_on.month - command.starts_on.month + (command.ends_on.day >= 28)
    flags: tuple[Flag, ...] = () if months == rules.programme_months.value else ("period_length",)
    return [NewEvent(ProgrammeInitiated(**command.data(), flags=flags), rule_set=rules.id)]


def _axes_number_kept(rules: RuleSet, axes: tuple[Axis, ...]) -> bool:
    return rules.min_axes.value <= len(axes) <= rules.max_axes.value


def axes_guards(state: ProgrammeState, command: IdentifyAxes | None, facts: Facts) -> Iterator[Check]:
    """As many axes as the rules say, each with a key of its own."""
    if command is None:
        return
    rules = rules_of(command, facts, state.lead)
    yield GUARDS["number_of_axes"].check(
        binding(rules.max_axes, _axes_number_kept(rules, command.axes)),
        found=len(command.axes),
        least=rules.min_axes.value,
        most=rules.max_axes.value,
    )
    yield unique_keys([axis.key for axis in command.axes])


def axes_identified(state: ProgrammeState, command: IdentifyAxes, facts: Facts) -> list[NewEvent]:
    """The chosen axes."""
    rules = rules_of(command, facts, state.lead)
    kept = _axes_number_kept(rules, command.axes)
    flags: tuple[Flag, ...] = () if kept else ("number_of_axes",)
    event = PriorityAxesIdentified(**command.data(), flags=flags)
    return [NewEvent(event, rule_set=rules.id)]


def advisory_opinion(_state: ProgrammeState, command: RecordAdvisoryOpinion, _facts: Facts) -> list[NewEvent]:
    """The opinion as a fact: no transition follows from it."""
    return [NewEvent(AdvisoryBodyConsulted(**command.data()))]


def unique_keys(keys: list[str]) -> Check:
    """Each key names one thing."""
    return GUARDS["keys_unique"].check(
        len(set(keys)) == len(keys), found={key for key in keys if keys.count(key) > 1}
    )
