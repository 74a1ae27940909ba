"""The administrative control of a deliberation: regime, transmission, objection (T16, T17, T20).

The same rules hold for the programme's own text and for an amendment of the text in force.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.council_session.state import CouncilSessionState
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import (
    DetermineControlRegime,
    ExpireObjectionWindow,
    RecordObjection,
    TransmitDeliberation,
)
from domain.programme.events import (
    ControlRegimeDetermined,
    DeliberationTransmitted,
    ObjectionNotified,
)
from domain.programme.passage import Control
from domain.programme.rules.common import GUARDS, day_possible, of_some_council, ran_out, rules_of, rules_on
from domain.programme.state import ProgrammeState
from domain.programme.values import Flag, Regime
from domain.programme.windows import objection_window_ends
from domain.rules.calendar import working_days_between
from domain.rules.rule_sets import rule_set


def control_of(state: ProgrammeState, identity: str, version: int | None = None) -> Control:
    """How far the control of one council's deliberation is: on the version named, else on the text under
    way.
    """
    passage = state.passage_of(version)
    return passage.control(identity) if passage else Control(collectivity_id=identity)


def deliberation_adopted(state: ProgrammeState, identity: str, version: int | None = None) -> Check:
    """Every council adopted the text, so that control of this council's deliberation can run."""
    passage = state.passage_of(version)
    vote = passage.vote(identity) if passage else None
    met = vote is not None and passage is not None and passage.adopted_by(state.collectivity_ids)
    because = [
        *(state.because.get(f"vote:{one}") for one in state.collectivity_ids),
        state.because.get("adopted"),
    ]
    return GUARDS["deliberation_adopted"].check(met, because=because, found=identity)


def still_open(state: ProgrammeState, identity: str) -> Iterator[Check]:
    """The deliberation was adopted and its control is not over."""
    yield deliberation_adopted(state, identity)
    yield GUARDS["control_open"].check(
        not control_of(state, identity).settled,
        because=state.because_of_control(identity, "settled"),
        found=identity,
    )


def received(state: ProgrammeState, identity: str, version: int | None = None) -> Check:
    """The authority has the deliberation."""
    met = control_of(state, identity, version).received_on is not None
    because = state.because_of_control(identity, "received_on", version=version)
    return GUARDS["transmitted"].check(met, because=because, found=identity)


def regime_is(state: ProgrammeState, identity: str, regime: Regime) -> Check:
    """The deliberation is under that regime."""
    found = control_of(state, identity).regime
    because = state.because_of_control(identity, "regime")
    return GUARDS["regime_is"].check(found == regime, because=because, found=found, expected=regime)


def no_judge_seized(state: ProgrammeState, identity: str) -> Check:
    """No judge has the deliberation."""
    control = control_of(state, identity)
    return GUARDS["no_judge_seized"].check(
        not control.before_court and not control.suspended,
        because=state.because_of_control(identity, "before_court", "suspended"),
    )


def _undetermined(state: ProgrammeState, identity: str) -> Iterator[Check]:
    control = control_of(state, identity)
    yield from still_open(state, identity)
    begun = control.received_on is not None or control.contested
    # An objection to what was under no control calls for one: which it is, has to be determined then.
    yield GUARDS["regime_determined_once"].check(
        control.regime in (None, "none") or not begun,
        because=state.because_of_control(identity),
        found=control.regime,
    )


def regime_guards(
    state: ProgrammeState, command: DetermineControlRegime | None, facts: Facts
) -> Iterator[Check]:
    """The regime is one that the rules know, with its legal basis; no control that has begun is avoided."""
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: _undetermined(state, identity))
    if command is None:
        return
    identity = command.collectivity_id
    avoided = command.regime == "none" and control_of(state, identity).contested
    because = state.because_of_control(identity)
    yield GUARDS["control_not_avoided"].check(not avoided, because=because)
    if identity not in state.collectivity_ids:
        return
    yield GUARDS["legal_basis"].check(bool(command.authority))
    provided = rules_of(command, facts, identity).control_regimes.value
    yield GUARDS["regime_known"].check(command.regime in provided, found=command.regime, expected=provided)


def regime_determined(
    _state: ProgrammeState, command: DetermineControlRegime, facts: Facts
) -> list[NewEvent]:
    """The regime; `none` leaves nothing to wait for."""
    rules = rules_of(command, facts, command.collectivity_id)
    return [NewEvent(ControlRegimeDetermined(**command.data()), rule_set=rules.id)]


def _untransmitted(state: ProgrammeState, identity: str) -> Iterator[Check]:
    control = control_of(state, identity)
    yield deliberation_adopted(state, identity)
    yield GUARDS["control_open"].check(
        not (control.settled and state.left_control),
        because=[*state.because_of_control(identity, "settled"), state.because.get("stage")],
        found=identity,
    )
    yield GUARDS["not_transmitted"].check(
        control.received_on is None,
        because=state.because_of_control(identity, "received_on"),
        found=control.received_on,
    )


def transmitting_guards(
    state: ProgrammeState, command: TransmitDeliberation | None, facts: Facts
) -> Iterator[Check]:
    """The receipt is recorded once for each deliberation, not before the vote. One that is under no prior
    control is sent too: an objection can follow its receipt (T16, T17).
    """
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: _untransmitted(state, identity))
    if command is not None:
        identity = command.collectivity_id
        vote = state.current_passage.vote(identity) if state.current_passage else None
        since = vote.held_on if vote else None
        yield day_possible(command.received_on, since, [state.because.get(f"vote:{identity}")])


def transmitted(state: ProgrammeState, command: TransmitDeliberation, facts: Facts) -> list[NewEvent]:
    """The receipt, with the working days by which it came late after the session closed."""
    rules = rules_on(facts, command.collectivity_id, command.received_on)
    vote = state.current_passage.vote(command.collectivity_id) if state.current_passage else None
    late = 0
    if vote is not None and vote.session_id is not None:
        session = facts.state(f"council_session:{vote.session_id}", CouncilSessionState)
        closed_on = session.closed_on or vote.held_on or command.received_on
        passed = working_days_between(closed_on, command.received_on, rules.days_off.value)
        late = max(0, passed - rules.transmission_working_days.value)
    flags: tuple[Flag, ...] = ("late_transmission",) if late else ()
    event = DeliberationTransmitted(**command.data(), lateness_days=late, flags=flags)
    return [NewEvent(event, rule_set=rules.id)]


def _objectionable(state: ProgrammeState, identity: str, version: int | None) -> Iterator[Check]:
    yield deliberation_adopted(state, identity, version)
    yield received(state, identity, version)
    yield GUARDS["not_maintained_before"].check(
        not control_of(state, identity, version).confirmed,
        because=state.because_of_control(identity, "confirmed", version=version),
    )


def objecting_guards(state: ProgrammeState, command: RecordObjection | None, facts: Facts) -> Iterator[Check]:
    """The authority has the deliberation, and the council has not maintained it against an objection."""
    named, version = (command.collectivity_id, command.version) if command else (None, None)
    yield from of_some_council(state, named, lambda identity: _objectionable(state, identity, version))
    if command is None:
        reached = any(control.received_on for control in state.controls)
        yield GUARDS["control_open"].check(reached or not state.left_control, found=state.lead)
    else:
        identity = command.collectivity_id
        since = state.because_of_control(identity, "received_on", version=version)
        received_on = control_of(state, identity, version).received_on
        yield day_possible(command.notified_on, received_on, since)


def objected(state: ProgrammeState, command: RecordObjection, _facts: Facts) -> list[NewEvent]:
    """The objection; one that came late is recorded all the same, and flagged."""
    control = control_of(state, command.collectivity_id, command.version)
    end, late = objection_window_ends(control), 0
    if end is not None and control.rule_set_id is not None:
        days_off = rule_set(control.rule_set_id).days_off.value
        late = max(0, working_days_between(end, command.notified_on, days_off))
    flags: tuple[Flag, ...] = ("late_objection",) if late else ()
    event = ObjectionNotified(**command.data(), lateness_days=late, flags=flags)
    return [NewEvent(event, rule_set=control.rule_set_id)]


def expiring_guards(
    state: ProgrammeState, command: ExpireObjectionWindow | None, facts: Facts
) -> Iterator[Check]:
    """The window is over, and neither an objection nor a judge stands in the way."""
    named = command.collectivity_id if command else None
    yield from of_some_council(state, named, lambda identity: _window_over(state, identity, command, facts))


def _window_over(
    state: ProgrammeState, identity: str, command: ExpireObjectionWindow | None, facts: Facts
) -> Iterator[Check]:
    control = control_of(state, identity)
    yield from still_open(state, identity)
    yield regime_is(state, identity, "objection_window")
    yield received(state, identity)
    yield no_judge_seized(state, identity)
    end = objection_window_ends(control)
    if end is not None:
        over, day = ran_out(end, command, facts)
        yield GUARDS["window_over"].check(
            over and not control.objected,
            because=state.because_of_control(identity, "regime", "received_on", "objected"),
            found=day,
            expected=end,
        )
