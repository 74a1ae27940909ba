"""Calling a session, its agenda, and the agenda's way to the governor (113-14 articles 33, 36 to 41)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from domain import adoption
from domain.collectivity.state import CollectivityState
from domain.council_session.commands import (
    AddAgendaItem,
    CallSession,
    SendAgendaToGovernor,
)
from domain.council_session.events import (
    AgendaItemAdded,
    AgendaSentToGovernor,
    SessionCalled,
)
from domain.council_session.findings import GUARDS, Finding, binding_checks, flags
from domain.council_session.office import (
    council,
    in_office,
    registered,
    rules_on,
)
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import CONTINUABLE, OPEN_ITEM, AgendaItem
from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.kernel.values import Role

MAX_ITEMS = 60


def _day_of_call(command: CallSession, facts: Facts) -> date:
    """The day by whose law a call is judged: the month's first, the request's, or its own."""
    if command.month is not None:
        return date.fromisoformat(f"{command.month}-01")
    return _asked_on(command, facts)


def _asked_on(command: CallSession, facts: Facts) -> date:
    """The day of the request, where there was one, else of the call itself."""
    told = command.effective_at.day if command.effective_at else None
    return command.requested_on or told or legal_day(facts.now)


def _call_findings(command: CallSession, collectivity: CollectivityState, facts: Facts) -> Iterator[Finding]:
    rules = rules_on(collectivity, _day_of_call(command, facts))
    if command.session_kind == "ordinary" and command.month is not None:
        months = rules.session_months
        month = int(command.month[-2:])
        values = {"found": month, "expected": months.value}
        yield Finding("month_of_law", month in months.value, months, values=values)
    asked = command.requesters or 0
    day = _asked_on(command, facts)
    members, because = collectivity.members_in_office(day), collectivity.seats_because(day)
    if command.requested_by == "absolute_majority":
        needed = members // 2 + 1
        values = {"found": asked, "expected": needed}
        yield Finding(
            "asked_by_absolute_majority", asked >= needed, rules.binding_request_share, because, values
        )
    if command.requested_by == "third_of_members":
        values = {"found": asked, "expected": -(-members // 3)}
        yield Finding("asked_by_third", 3 * asked >= members, rules.member_request_share, because, values)


def call_guards(_state: CouncilSessionState, command: CallSession | None, facts: Facts) -> Iterator[Check]:
    """A council in office; an ordinary session in a month of the law and only one; requests by enough."""
    if command is None:
        return
    collectivity = council(command.collectivity_id, facts)
    yield from registered(collectivity, command.collectivity_id)
    yield in_office(collectivity, _asked_on(command, facts))
    ordinary = command.session_kind == "ordinary"
    yield GUARDS["ordinary_has_month"].check(ordinary == (command.month is not None))
    yield GUARDS["ordinary_by_president"].check(not ordinary or command.requested_by == "president")
    yield from binding_checks(_call_findings(command, collectivity, facts))
    if ordinary and command.month is not None:
        tag = f"collectivity:{command.collectivity_id}/council_session"
        same = [one for one in facts.members(tag, CouncilSessionState) if one.month == command.month]
        yield GUARDS["one_ordinary_session"].check(not same, found=command.month)


def called(_state: CouncilSessionState, command: CallSession, facts: Facts) -> list[NewEvent]:
    """The session is called."""
    collectivity = council(command.collectivity_id, facts)
    rules = rules_on(collectivity, _day_of_call(command, facts))
    flagged = flags(_call_findings(command, collectivity, facts))
    return [NewEvent(SessionCalled(**command.data(), flags=flagged), rule_set=rules.id)]


def item_guards(state: CouncilSessionState, command: AddAgendaItem | None, facts: Facts) -> Iterator[Check]:
    """A new item, by whoever may add one; what is taken up again was left open elsewhere; a text is known to
    its programme.
    """
    yield GUARDS["agenda_has_room"].check(len(state.items) < MAX_ITEMS, expected=MAX_ITEMS)
    if command is None:
        return
    yield GUARDS["item_is_new"].check(
        state.item(command.item_id) is None,
        because=[state.because.get(f"item:{command.item_id}")],
        found=command.item_id,
    )
    by_governor = command.actor.role is Role.CONTROL_AUTHORITY
    yield GUARDS["authority_adds_its_own"].check(
        not by_governor or command.origin == "governor", found=command.origin
    )
    if command.continues is not None:
        earlier, because = _earlier(command, facts)
        yield GUARDS["continues_open_item"].check(
            earlier is not None and earlier.status in CONTINUABLE and earlier.matter == command.matter,
            because=because,
            found=f"{command.continues.session_id}/{command.continues.item_id}",
            expected=CONTINUABLE,
        )
    yield from adoption.inscribing_guards(command.matter, facts)


def _earlier(command: AddAgendaItem, facts: Facts) -> tuple[AgendaItem | None, list[str | None]]:
    """The item that this one takes up again, and the events that left it open."""
    if command.continues is None:
        return None, []
    session = facts.state(f"council_session:{command.continues.session_id}", CouncilSessionState)
    names = (f"{kind}:{command.continues.item_id}" for kind in ("item", "vote"))
    return session.item(command.continues.item_id), [session.because.get(name) for name in names]


def item_added(state: CouncilSessionState, command: AddAgendaItem, facts: Facts) -> list[NewEvent]:
    """The item is on the agenda; one added after the convocation by anyone but the governor is flagged."""
    earlier, _ = _earlier(command, facts)
    late = state.status == "convened" and command.origin != "governor"
    added = AgendaItemAdded(
        **command.data(),
        second_vote=earlier is not None and earlier.status == "second_vote_required",
        flags=("added_before_convocation",) if late else (),
    )
    return [NewEvent(added)]


def open_item(state: CouncilSessionState, item_id: str) -> Iterator[Check]:
    """The item is on the agenda and not decided yet."""
    item = state.item(item_id)
    because = [state.because.get(f"item:{item_id}"), state.because.get(f"vote:{item_id}")]
    yield GUARDS["item_on_agenda"].check(item is not None, because=because, found=item_id)
    if item is not None:
        yield GUARDS["item_undecided"].check(
            item.status in OPEN_ITEM, because=because, found=item.status, expected=OPEN_ITEM
        )


def some_item(state: CouncilSessionState, statuses: Collection[str]) -> Check:
    """An item is on the agenda on which something can still be decided."""
    met = any(item.status in statuses for item in state.items)
    return GUARDS["item_undecided"].check(met, found=None, expected=statuses)


def agenda_sent(_state: CouncilSessionState, command: SendAgendaToGovernor, _facts: Facts) -> list[NewEvent]:
    """The governor has the agenda."""
    return [NewEvent(AgendaSentToGovernor(**command.data()))]
