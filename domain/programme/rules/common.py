"""What several rules of a programme ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.collectivity.state import CollectivityState
from domain.council_session.state import CouncilSessionState
from domain.kernel.commands import Command
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts
from domain.kernel.guards import Check, GuardTable
from domain.kernel.values import Role
from domain.programme.state import ProgrammeState
from domain.programme.values import DecisionReference, Part
from domain.rules.rule_sets import Provision, RuleSet, rule_set_in_force

GUARDS: Final = GuardTable("domain.programme", "programme")
FOCAL = frozenset({Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT})
PRESIDENT = frozenset({Role.COUNCIL_PRESIDENT})
COMMITTEE = frozenset({Role.FOLLOW_UP_COMMITTEE})
SECRETARIAT = FOCAL | {Role.COUNCIL_SECRETARY}


def collectivity(facts: Facts, identity: str) -> CollectivityState:
    """The state of one collectivity."""
    return facts.state(f"collectivity:{identity}", CollectivityState)


def rules_on(facts: Facts, collectivity_id: str, day: date) -> RuleSet:
    """The rule set in force for a collectivity on a day. Raises Refused where none is known for the day."""
    return rule_set_in_force(collectivity(facts, collectivity_id).collectivity_type, day)


def rules_of(command: Command, facts: Facts, collectivity_id: str) -> RuleSet:
    """The rule set in force when a command takes effect: an act is judged by the law of its own day."""
    return rules_on(facts, collectivity_id, legal_day(moment(command, facts)))


def binding(provision: Provision[Any], kept: bool) -> bool:
    """Whether a provision is met: one that no lawyer has confirmed is flagged where it is not kept, and does
    not refuse.
    """
    return kept or not provision.confirmed


def moment(command: Command, facts: Facts) -> datetime:
    """The last instant at which a command may have taken effect, now at the latest."""
    interval = command.effective_at.interval() if command.effective_at else None
    return min(facts.now, interval.end - timedelta(microseconds=1)) if interval else facts.now


def ran_out(end: date, command: Command | None, facts: Facts) -> tuple[bool, date]:
    """Whether a time that runs to the end of a day is over, also on the day on which a command takes effect;
    and the day that was compared: that of the command, or today.
    """
    today = legal_day(facts.now)
    day = legal_day(moment(command, facts)) if command else today
    return today > end and day >= end, day


def taking_effect(command: Command, facts: Facts) -> PartialDate:
    """When a command takes effect, as far as it is known: the present where it does not say."""
    return command.effective_at or PartialDate.of(facts.now)


def not_before(
    guard: str, day: PartialDate, earlier: PartialDate | None, because: Iterable[str | None]
) -> Check:
    """Something is not certainly earlier than what it rests on; what is not known refuses nothing."""
    met = earlier is None or not day.ends_before(earlier)
    return GUARDS[guard].check(met, because=because, found=day, expected=earlier)


def text_known(state: ProgrammeState, version: int | None, sha256: str | None) -> Iterator[Check]:
    """A text is one of the programme's versions, published or proposed, by number and by digest."""
    draft, because = state.draft(version), [state.because.get("draft")]
    latest = state.latest_draft
    yield GUARDS["version_known"].check(
        draft is not None, because=because, found=version, expected=latest.version if latest else None
    )
    if draft is not None:
        yield GUARDS["same_text"].check(
            draft.sha256 == sha256, because=because, found=sha256, expected=draft.sha256
        )


def after_publication(state: ProgrammeState, version: int | None, day: PartialDate) -> Check:
    """The version of the text was there by then."""
    draft = state.draft(version)
    published = draft.published_on if draft else None
    return not_before("after_publication", day, published, [state.because.get("draft")])


def after_validation(state: ProgrammeState, day: PartialDate) -> Check:
    """The committee had validated the text by then."""
    return not_before("after_validation", day, state.validated_on, [state.because.get("validated")])


def day_possible(day: date, since: date | None, because: Iterable[str | None]) -> Check:
    """The day does not lie before an earlier fact."""
    met = since is None or since <= day
    return GUARDS["day_possible"].check(met, because=because, found=day, expected=since)


def bound(state: ProgrammeState, collectivity_id: str) -> Check:
    """The programme binds this collectivity."""
    return GUARDS["bound_collectivity"].check(
        collectivity_id in state.collectivity_ids,
        because=[state.because.get("initiated")],
        found=collectivity_id,
        expected=state.collectivity_ids,
    )


def of_some_council(
    state: ProgrammeState, identity: str | None, guards: Callable[[str], Iterable[Check]]
) -> Iterator[Check]:
    """The guards of a command about one council's deliberation. As a next step it names none yet, and those
    count of the council that is nearest to it.
    """
    if identity is not None:
        yield from guards(identity)
        return
    yield from min((list(guards(one)) for one in state.collectivity_ids), key=_distance, default=())


def _distance(checks: list[Check]) -> tuple[bool, int]:
    unmet = [check for check in checks if not check.met]
    return any(check.guard.of_object for check in unmet), len(unmet)


def sessions_of(facts: Facts, identity: str) -> tuple[CouncilSessionState, ...]:
    """Every session of one collectivity's council."""
    return facts.members(f"collectivity:{identity}/council_session", CouncilSessionState)


def has_decided(state: ProgrammeState, identity: str, kinds: Collection[str], facts: Facts) -> bool:
    """Whether a council adopted an item of one of these kinds about this programme that serves no act yet."""
    for session in sessions_of(facts, identity):
        for item in session.inscribed(state.programme_id):
            place = DecisionReference(
                collectivity_id=identity, session_id=session.session_id, item_id=item.item_id
            )
            adopted = session.adopted(item.item_id, identity, state.programme_id, kinds)
            if adopted is not None and place.cited not in state.because:
                return True
    return False


def committee_constituted(state: ProgrammeState, facts: Facts) -> Check:
    """The leading collectivity has a follow-up committee."""
    lead = collectivity(facts, state.lead)
    # Which council took office since when says whether the committee is of its time.
    installed = lead.mandate.event_id if lead.mandate else None
    because = [lead.because.get("committee"), installed]
    return GUARDS["committee_constituted"].check(
        lead.committee is not None, because=because, collectivity=state.lead
    )


def vouched(state: ProgrammeState, part: Part) -> bool:
    """Whether a part of the procedure lies before the programme's entry, where this service saw nothing."""
    return part in state.unverified


def council_decided(
    state: ProgrammeState, decision: DecisionReference, kinds: Collection[str], facts: Facts
) -> Check:
    """A council adopted an item of one of these kinds about this programme."""
    session = facts.state(f"council_session:{decision.session_id}", CouncilSessionState)
    item = session.adopted(decision.item_id, decision.collectivity_id, state.programme_id, kinds)
    return GUARDS["decision_recorded"].check(
        item is not None,
        because=[session.because.get(f"vote:{decision.item_id}")],
        session=decision.session_id,
        item=decision.item_id,
    )


def not_cited(state: ProgrammeState, decision: DecisionReference, *, by: str | None = None) -> Check:
    """A council's decision serves one act: none rests on it yet but what the event `by` recorded."""
    cited = state.because.get(decision.cited)
    return GUARDS["decision_not_used"].check(
        cited in (None, by), because=[cited], session=decision.session_id, item=decision.item_id
    )


def decided_for(
    state: ProgrammeState,
    decision: DecisionReference,
    kinds: Collection[str],
    facts: Facts,
    *,
    by: str | None = None,
) -> Iterator[Check]:
    """A council that the programme binds adopted such an item, which serves no other act."""
    yield bound(state, decision.collectivity_id)
    yield council_decided(state, decision, kinds, facts)
    yield not_cited(state, decision, by=by)


def decisions_awaited(state: ProgrammeState, kinds: Collection[str], facts: Facts) -> Check:
    """As a next step: each council that the programme binds has adopted such an item."""
    lacking = [one for one in state.collectivity_ids if not has_decided(state, one, kinds, facts)]
    return GUARDS["council_decisions_taken"].check(not lacking, found=lacking)


def every_council_decided(
    state: ProgrammeState, decisions: Iterable[DecisionReference], kinds: Collection[str], facts: Facts
) -> Iterator[Check]:
    """Each council that the programme binds adopted such an item, which serves no other act."""
    given = {decision.collectivity_id: decision for decision in decisions}
    lacking = [identity for identity in state.collectivity_ids if identity not in given]
    yield GUARDS["every_council_decided"].check(not lacking, found=lacking)
    for decision in given.values():
        yield from decided_for(state, decision, kinds, facts)
