"""The collection of ideas (T3, T4), and that each has found its answer (T5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.idea.state import IdeaState
from domain.kernel.dates import PartialDate, legal_day
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.guards import Check
from domain.programme.commands import CloseIdeaCollection, OpenIdeaCollection
from domain.programme.events import (
    IdeaCollectionClosed,
    IdeaCollectionOpened,
    IdeasAccountedFor,
    IdeasNumbered,
)
from domain.programme.rules.common import GUARDS, rules_of, taking_effect
from domain.programme.rules.order import not_earlier_than_all, not_earlier_than_any
from domain.programme.state import ProgrammeState
from domain.programme.text import digest_of_ids
from domain.programme.values import MOST_IDEAS, Flag, ProposedCommitment
from domain.workshop.state import WorkshopState

AT_ONCE = 400
"""So many ideas fit into one event, by their ids or as facts that it relies on."""
SHOWN = 10


def ideas_of(state: ProgrammeState, facts: Facts) -> tuple[IdeaState, ...]:
    """Every idea given for the programme, in the order in which they came."""
    return facts.members(f"{state.stream}/idea", IdeaState)


def _workshops(state: ProgrammeState, facts: Facts) -> tuple[WorkshopState, ...]:
    return facts.members(f"{state.stream}/workshop", WorkshopState)


def _announced(state: ProgrammeState, facts: Facts) -> list[WorkshopState]:
    return [
        workshop
        for workshop in _workshops(state, facts)
        if workshop.status in ("announced", "held")
        and workshop.held_on is not None
        and workshop.held_on.precision != "unknown"
    ]


def _notice(workshop: WorkshopState) -> int | None:
    """The days between the notice and the workshop, the most that they may be; None where one is unknown. A
    notice dated after the workshop tells when it was entered, and not when it was given.
    """
    held_on = workshop.held_on.day if workshop.held_on else None
    noticed = workshop.noticed_on.interval() if workshop.noticed_on else None
    days = (held_on - legal_day(noticed.start)).days if held_on and noticed else -1
    return days if days >= 0 else None


def opening_guards(
    state: ProgrammeState, command: OpenIdeaCollection | None, facts: Facts
) -> Iterator[Check]:
    """Axes are set and a workshop is announced."""
    yield GUARDS["axes_set"].check(bool(state.axes), because=[state.because.get("axes")])
    announced = _announced(state, facts)
    because = [announced[0].because.get("stage")] if announced else []
    yield GUARDS["workshop_announced"].check(bool(announced), because=because)
    if command is None:
        return
    notices = [(one.announced_on, one.because.get("announced")) for one in announced]
    yield not_earlier_than_any("workshop_announced", command.effective_at, notices)
    if command.closes_on is not None:
        opens = taking_effect(command, facts)
        yield GUARDS["closes_after_opening"].check(
            not PartialDate.of(command.closes_on).ends_before(opens),
            found=command.closes_on,
            expected=opens.day or opens,
        )


def opened(state: ProgrammeState, command: OpenIdeaCollection, facts: Facts) -> list[NewEvent]:
    """The collection is open; a workshop at short notice is flagged."""
    rules = rules_of(command, facts, state.lead)
    notices = [days for one in _announced(state, facts) if (days := _notice(one)) is not None]
    short = bool(notices) and max(notices) < rules.workshop_notice_days.value
    flags: tuple[Flag, ...] = ("workshop_notice",) if short else ()
    return [NewEvent(IdeaCollectionOpened(**command.data(), flags=flags), rule_set=rules.id)]


def closing_guards(
    state: ProgrammeState, command: CloseIdeaCollection | None, facts: Facts
) -> Iterator[Check]:
    """A workshop was held, or it is said why not; what is counted came before the closing."""
    held = [workshop for workshop in _workshops(state, facts) if workshop.status == "held"]
    waived = command is not None and command.workshop_waiver is not None
    because = [held[0].because.get("stage")] if held and not waived else []
    yield GUARDS["workshop_held"].check(bool(held) or waived, because=because)
    if command is None or command.effective_at is None:
        return
    if held and not waived:
        workshops = [(one.held_on, one.because.get("held")) for one in held]
        yield not_earlier_than_any("workshop_held", command.effective_at, workshops)
    ideas = [(one.received_on, one.because.get("submitted")) for one in ideas_of(state, facts)]
    yield not_earlier_than_all("idea", command.effective_at, ideas)


def closed(state: ProgrammeState, command: CloseIdeaCollection, facts: Facts) -> list[NewEvent]:
    """The collection is closed over exactly these ideas, which get their public numbers."""
    ids = [idea.stream.partition(":")[2] for idea in ideas_of(state, facts)]
    event = IdeaCollectionClosed(**command.data(), ideas=len(ids), ideas_digest=digest_of_ids(ids))
    numbered = (
        NewEvent(IdeasNumbered(first=first + 1, idea_ids=tuple(ids[first : first + AT_ONCE])))
        for first in range(0, len(ids), AT_ONCE)
    )
    return [NewEvent(event), *numbered]


def ideas_answered(state: ProgrammeState, facts: Facts) -> Check:
    """Every idea was accepted, merged, deferred, not retained, found inadmissible or withdrawn, or its words
    were erased before.

    The check names no event: `accounted_for` gives events that rely on each idea, since they may be many.
    """
    waiting = [idea for idea in ideas_of(state, facts) if idea.waits]
    shown = [idea.stream.partition(":")[2] for idea in waiting[:SHOWN]]
    return GUARDS["ideas_answered"].check(not waiting, found=len(waiting), ideas=shown)


def draft_ideas_accepted(state: ProgrammeState, idea_ids: Sequence[str], facts: Facts) -> Check:
    """The ideas that a text rests on were accepted, or merged into accepted ones, in this programme."""
    ideas = {idea.stream.partition(":")[2]: idea for idea in ideas_of(state, facts)}
    strange = sorted(identity for identity in set(idea_ids) if not _accepted(identity, ideas))
    return GUARDS["draft_ideas_accepted"].check(not strange, found=strange[:SHOWN])


def accepted_ideas_named(
    state: ProgrammeState, commitments: Sequence[ProposedCommitment], facts: Facts
) -> Check:
    """An idea that was accepted into a commitment is named by it, itself or by one merged into it, so that
    none that was promised vanishes from the text. What names as many as it can is not asked for more.
    """
    ideas = {idea.stream.partition(":")[2]: idea for idea in ideas_of(state, facts)}
    named = {one.key: {_end(identity, ideas) for identity in one.idea_ids} for one in commitments}
    full = {one.key for one in commitments if len(one.idea_ids) == MOST_IDEAS}
    lost = [
        f"{identity} ({key})"
        for identity, idea in ideas.items()
        if (key := idea.commitment_key) is not None
        and idea.status == "accepted"
        and key not in full
        and identity not in named.get(key, ())
    ]
    return GUARDS["accepted_ideas_named"].check(not lost, found=len(lost), ideas=lost[:SHOWN])


def _accepted(identity: str, ideas: Mapping[str, IdeaState]) -> bool:
    """Whether an idea was accepted, itself or at the end of its mergers."""
    found = ideas.get(_end(identity, ideas) or "")
    return found is not None and found.status == "accepted"


def _end(identity: str | None, ideas: Mapping[str, IdeaState]) -> str | None:
    """The idea at the end of an idea's mergers, itself where there are none; None where these close a circle,
    which corrections could bring about.
    """
    for _ in ideas:
        idea = ideas.get(identity or "")
        if idea is None or idea.status != "merged":
            return identity
        identity = idea.merged_into
    return None


def accounted_for(state: ProgrammeState, version: int, facts: Facts) -> list[NewEvent]:
    """Events that rely on each idea's disposition, so that none can be unmade behind a published text."""
    reasons = [idea.settled_by for idea in ideas_of(state, facts)]
    return [
        NewEvent(
            IdeasAccountedFor(version=version, first=first + 1, last=min(first + AT_ONCE, len(reasons))),
            relies_on=tuple(event for event in reasons[first : first + AT_ONCE] if event),
        )
        for first in range(0, len(reasons), AT_ONCE)
    ]
