"""Minutes: drawn up by the secretary, signed by the president and the secretary (113-14 article 47)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.council_session.decision_commands import DrawUpMinutes, SignMinutes
from domain.council_session.decision_events import MinutesDrawnUp, MinutesSigned
from domain.council_session.findings import GUARDS
from domain.council_session.office import has_happened
from domain.council_session.state import CouncilSessionState
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check

SIGNATORIES = frozenset({"president", "secretary"})


def minutes_guards(
    state: CouncilSessionState, command: DrawUpMinutes | None, facts: Facts
) -> Iterator[Check]:
    """Minutes tell of a sitting that was held; signed ones are not drawn up anew."""
    yield GUARDS["sitting_held"].check(bool(state.sittings), because=[state.because.get("stage")])
    yield GUARDS["minutes_not_signed"].check(
        state.minutes_signed_on is None,
        because=[state.because.get("signed")],
        found=state.minutes_signed_on,
    )
    if command is not None:
        yield has_happened(command.drawn_up_on, facts)
        first = min((sitting.held_on for sitting in state.sittings), default=command.drawn_up_on)
        yield GUARDS["minutes_after_sitting"].check(
            command.drawn_up_on >= first, found=command.drawn_up_on, expected=first
        )


def drawn_up(_state: CouncilSessionState, command: DrawUpMinutes, _facts: Facts) -> list[NewEvent]:
    """The minutes exist."""
    return [NewEvent(MinutesDrawnUp(**command.data()))]


def signing_guards(state: CouncilSessionState, command: SignMinutes | None, facts: Facts) -> Iterator[Check]:
    """There are minutes to sign."""
    yield GUARDS["minutes_drawn_up"].check(state.minutes is not None, because=[state.because.get("minutes")])
    if command is not None:
        yield has_happened(command.signed_on, facts)


def signed(_state: CouncilSessionState, command: SignMinutes, _facts: Facts) -> list[NewEvent]:
    """The minutes are signed; that both must sign is not confirmed, so a missing signature is flagged."""
    missing = SIGNATORIES - set(command.signed_by)
    flagged = ("signed_by_both",) if missing else ()
    return [NewEvent(MinutesSigned(**command.data(), flags=flagged))]
