"""Whoever follows the next steps gets through the whole procedure, and is not sent where nothing can be done.

Over every walk of a programme and over the illustrative one: what is recorded next was told before as
possible, and what is told as possible is not refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from typing import Any, NamedTuple

import pytest
import rfc8785
from pydantic import ValidationError

from domain.kernel.events import Event
from domain.kernel.guards import Refused
from domain.kernel.next_steps import NextStep
from domain.registry import DECIDERS
from tests.domain import programme_journey as j
from tests.domain.programme_walks import Walk, walks
from tests.domain.scenario import Scenario, by
from tests.domain.test_programme_prefixes import amendments
from tests.property.streams import illustrative

OUTSIDE = frozenset({"given", "correct-record", "annul-events", "register-document"})
"""Corrections and annulments of the record; a document can be registered whenever there is one."""
OF_EXCEPTIONS = frozenset({"other", "programme_withdrawal", "deadline_extension"})
"""Matters that a council takes up when it wants to, so that no step leads to its session."""


LED_TO: set[str] = set()
TOLD: set[str] = set()


class Turn(NamedTuple):
    """A command that succeeded: the log before it, and what it recorded."""

    before: Scenario
    events: list[Event]

    @property
    def stream(self) -> str:
        return self.events[0].stream

    @property
    def command(self) -> str:
        return self.events[0].command


def turns(log: list[Event], seen: set[str]) -> Iterator[Turn]:
    """The turns of a log, without those that another walk began with too."""
    starts = [n for n in range(len(log)) if n == 0 or log[n].causation_id != log[n - 1].causation_id]
    digest = sha256()
    for start, end in zip(starts, [*starts[1:], len(log)], strict=True):
        for event in log[start:end]:
            digest.update(rfc8785.dumps(event.wire()))
        if digest.hexdigest() not in seen:
            seen.add(digest.hexdigest())
            yield Turn(Scenario(now=log[start].recorded_at, log=log[:start]), log[start:end])


def of_the_course(turn: Turn, log: list[Event]) -> bool:
    """Whether the command is one of the ordinary course of a programme."""
    if turn.command in OUTSIDE or not any(event.stream.startswith("programme:") for event in turn.before.log):
        return False
    kind = turn.stream.split(":")[0]
    rule = next(rule for rule in DECIDERS[kind].rules if rule.command.command_name() == turn.command)
    if (
        not rule.step
        or kind in ("collectivity", "network")
        or turn.events[0].type == "ContributionReceivedLate"
    ):
        return False
    return turn.command != "call-session" or not _exceptional(turn.stream, log)


def _exceptional(session: str, log: list[Event]) -> bool:
    items = [event.data for event in log if event.stream == session and event.type == "AgendaItemAdded"]
    return all(item.matter.kind in OF_EXCEPTIONS or item.continues for item in items)  # type: ignore[attr-defined]


def told(turn: Turn) -> list[NextStep]:
    """The steps of the record itself, where there is one, and of every programme."""
    streams = dict.fromkeys(
        [turn.stream, *(e.stream for e in turn.before.log if e.stream.startswith("programme:"))]
    )
    known = {event.stream for event in turn.before.log}
    return [
        step
        for stream in streams
        if stream in known
        for name, step in turn.before.steps(stream).items()
        if name == turn.command
    ]


def unfollowed(log: list[Event]) -> list[str]:
    """The commands that succeeded though no step led to them."""
    found = []
    for turn in turns(log, LED_TO):
        if of_the_course(turn, log):
            steps = told(turn)
            if not any(not step.unmet for step in steps):
                missing = [check.guard.code for step in steps for check in step.unmet]
                found.append(f"{turn.stream} {turn.command}: {missing or 'not told'}")
    return found


@pytest.mark.parametrize("walk", [*walks(), *amendments()])
def test_every_command_of_a_walk_was_told_as_possible_before(walk: Walk) -> None:
    assert unfollowed(walk().log) == []


def test_every_command_of_the_illustrative_programme_was_told_as_possible_before() -> None:
    assert unfollowed(list(illustrative())) == []


def given_to(scenario: Scenario, stream: str) -> dict[str, list[Any]]:
    """What a command to a record may be given, by field: all that the record and the councils say."""
    state, today = scenario.state(stream), scenario.now.date().isoformat()
    sessions = [scenario.state(e.stream) for e in scenario.log if e.type == "SessionCalled"]
    items = [item for session in sessions for item in session.items]
    days = (
        "consulted_on",
        "received_on",
        "notified_on",
        "granted_on",
        "refused_on",
        "referred_on",
        "decided_on",
    )
    days += ("held_on", "reached_on", "completed_on", "closed_on", "committee_consulted_on", "sent_on")
    milestones = getattr(state, "milestones", ())
    disputes = getattr(state, "open_disputes", ())
    drafts = getattr(state, "drafts", ())
    return {
        **{day: [today] for day in days},
        "collectivity_id": list(getattr(state, "collectivity_ids", ())),
        "session_id": [session.session_id for session in sessions],
        "item_id": sorted({item.item_id for item in items}),
        "version": [draft.version for draft in drafts],
        "sha256": sorted({draft.sha256 for draft in drafts}),
        "regime": ["visa", "objection_window"],
        "to": ["drafting"],
        "decision": ["continue"],
        "decided_by": ["court"],
        "languages": [["ar"]],
        "channels": [["online"]],
        "axes": [j.AXES],
        "findings": [j.CHANGES],
        "changes": [j.CHANGES],
        "response": [j.CHANGES],
        "statement": [j.CHANGES],
        "milestone": [milestone.key for milestone in milestones],
        "dispute_id": [dispute.dispute_id for dispute in disputes],
        "upheld": [True],
        "percentage": [50],
        "attendance": [{"present": 3}],
    }


def refused_though_told(scenario: Scenario, stream: str, step: NextStep) -> list[str] | None:
    """Why a step told as possible is refused whatever that is known is given to it; None where it is not."""
    fields = step.command.model_fields
    needed = [name for name, field in fields.items() if field.is_required() and name != "actor"]
    pool = given_to(scenario, stream)
    if not pool.keys() >= set(needed):
        return None  # it needs more than the log says
    told: list[str] = []
    for values in product(*(pool[name] for name in needed)):
        for role in sorted(step.by):
            actor = by(role, body=f"another-{role.replace('_', '-').replace(':', '-')}")
            more = {"authority": j.LAW, "reason": j.BECAUSE} if role != "citizen" else {}
            fields = dict(zip(needed, values, strict=True)) | more | {"actor": actor}
            copy = Scenario(now=scenario.now, log=list(scenario.log), commands=9_000)
            try:
                copy.when(stream, step.command, **fields)
            except ValidationError:
                return None  # one of two fields is needed, which no schema says
            except Refused as refused:
                told = [check.guard.code for check in refused.unmet]
            else:
                return None
    return told or ["nothing to give"]


INPUT = frozenset({"commitment.evidence_given", "commitment.decision_named", "workshop.report_attached"})
"""Guards that ask for a document, which is no more in the state than a citizen's words are."""


def misled(log: list[Event]) -> list[str]:
    """The steps told as possible at any point of a log that are refused."""
    found = []
    for turn in turns(log, TOLD):
        kept = [e.stream for e in turn.before.log if e.stream.startswith(("programme:", "commitment:"))]
        for stream in dict.fromkeys((*kept, turn.stream)):
            for step in _own_steps(turn.before, stream):
                why = refused_though_told(turn.before, stream, step)
                if why and not set(why) <= INPUT:
                    found.append(f"{stream} {step.command.command_name()} before {turn.command}: {why}")
    return sorted(set(found))


def _own_steps(scenario: Scenario, stream: str) -> Iterator[NextStep]:
    kind = stream.split(":", maxsplit=1)[0]
    if any(event.stream == stream for event in scenario.log):
        for step in scenario.steps(stream).values():
            if step.command.aggregate == kind and not step.command.creates and not step.unmet:
                yield step


@pytest.mark.parametrize("walk", [*walks(), *amendments()])
def test_no_step_of_a_walk_that_is_told_as_possible_is_refused(walk: Walk) -> None:
    assert misled(walk().log) == []


def test_no_step_of_the_illustrative_programme_that_is_told_as_possible_is_refused() -> None:
    assert misled(list(illustrative())) == []
