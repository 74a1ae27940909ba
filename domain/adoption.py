"""Where a council's deliberation meets a programme (T10 to T13, T18, T24, T29).

The session keeps what happened in it: quorum, votes, minutes. What that means for the programme is decided
here, and both are recorded in one transaction. A deferred or withdrawn item changes nothing in the programme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.council_session.values import Deliberation, Matter
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.deciding import exists
from domain.kernel.guards import Check
from domain.programme import deliberations as first
from domain.programme import later_deliberations as later
from domain.programme.rounds import programme_of
from domain.programme.rules.common import bound, text_known
from domain.programme.state import ProgrammeState

Guards = Callable[[ProgrammeState, Deliberation, Facts], Iterator[Check]]
Consequences = Callable[[ProgrammeState, Deliberation, Facts], list[NewEvent]]
DECIDED = frozenset({"adopted", "rejected", "referred_back"})

_MATTERS: dict[str, tuple[Guards, Consequences]] = {
    "programme_adoption": (first.adoption_guards, first.adoption_events),
    "new_deliberation": (later.new_deliberation_guards, later.new_deliberation_events),
    "programme_amendment": (later.amendment_guards, later.amendment_events),
    "programme_withdrawal": (later.withdrawal_guards, later.withdrawal_events),
}


def guards(deliberation: Deliberation, facts: Facts) -> Iterator[Check]:
    """What must hold in the programme for a council to decide on it. Nothing for a matter without one."""
    matter = deliberation.matter
    if matter.programme_id is None or deliberation.outcome not in DECIDED:
        return
    programme = programme_of(matter.programme_id, facts)
    there = exists(programme, f"programme:{matter.programme_id}")
    if not there.met:
        yield there
        return
    belongs = bound(programme, deliberation.collectivity_id)
    yield belongs
    if belongs.met and matter.kind in _MATTERS:
        yield from _MATTERS[matter.kind][0](programme, deliberation, facts)


def inscribing_guards(matter: Matter, facts: Facts) -> Iterator[Check]:
    """What must hold in the programme for its text to be put on an agenda: it is one of its versions."""
    if matter.programme_id is None or matter.version is None or matter.sha256 is None:
        return
    programme = programme_of(matter.programme_id, facts)
    there = exists(programme, f"programme:{matter.programme_id}")
    yield there
    if there.met:
        yield from text_known(programme, matter.version, matter.sha256)


def consequences(deliberation: Deliberation, facts: Facts) -> list[NewEvent]:
    """The events for the programme and its commitments, each with its stream. Empty where nothing follows."""
    matter = deliberation.matter
    if matter.programme_id is None or deliberation.outcome not in DECIDED or matter.kind not in _MATTERS:
        return []
    programme = programme_of(matter.programme_id, facts)
    events = _MATTERS[matter.kind][1](programme, deliberation, facts)
    return [event if event.stream else event._replace(stream=programme.stream) for event in events]
