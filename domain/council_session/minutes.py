"""Minutes: drawn up by the secretary, signed by the president and the secretary (113-14 article 47)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.council_session.decision_commands import DrawUpMinutes, SignMinutes
from domain.council_session.decision_events import MinutesDrawnUp, MinutesSigned
from domain.council_session.findings import GUARDS
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
        first = min((sitting.held_on for sitting in state.sittings), default=command.drawn_up_on)
        yield GUARDS["minutes_after_sitting"].check(
            command.drawn_up_on >= first, found=command.drawn_up_on, expected=first
        )


def drawn_up(_state: CouncilSessionState, command: DrawUpMinutes, _facts: Facts) -> list[NewEvent]:
    """The minutes exist."""
    return [NewEvent(MinutesDrawnUp(**command.data()))]


def signing_guards(state: CouncilSessionState, command: SignMinutes | None, _facts: Facts) -> Iterator[Check]:
    """There are minutes to sign, and a signature is missing; nobody signs twice."""
    yield GUARDS["minutes_drawn_up"].check(state.minutes is not None, because=[state.because.get("minutes")])
    because = [state.because.get("signed")]
    signed_by = frozenset(state.minutes_signed_by)
    yield GUARDS["signature_missing"].check(
        not signed_by >= SIGNATORIES, because=because, found=state.minutes_signed_on
    )
    again = signed_by & set(command.signed_by) if command else ()
    yield GUARDS["signed_once"].check(not again or signed_by >= SIGNATORIES, because=because, found=again)


def signed(state: CouncilSessionState, command: SignMinutes, _facts: Facts) -> list[NewEvent]:
    """The minutes are signed; that both must sign is not confirmed, so a missing signature is flagged."""
    missing = SIGNATORIES - {*state.minutes_signed_by, *command.signed_by}
    flagged = ("signed_by_both",) if missing else ()
    return [NewEvent(MinutesSigned(**command.data(), flags=flagged))]
