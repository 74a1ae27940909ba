"""Walks that together take a programme along every arrow of its lifecycle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from domain.collectivity.commands import RecordMembershipEnded
from domain.consultation.commands import OpenConsultation
from domain.council_session.decision_commands import OrderRevote
from domain.kernel.events import Event
from domain.programme import commands as c
from domain.programme.rules.behind import BEHIND, HALTED
from domain.programme.stages import Stage
from tests.domain import programme_journey as j
from tests.domain import programme_turns as t
from tests.domain.programme_journey import P, at
from tests.domain.scenario import Scenario, by

Walk = Callable[[], Scenario]


def closed() -> Scenario:
    given = j.rated(at(j.evaluating))
    note = j.decided(given.at("2028-01-20"), "s9", "2028-02-01", "programme_closure")
    kept = given.state(P).commitments[0].commitment_id
    fate = {"commitment_id": kept, "fate": "dropped", "reason": {"code": "no_budget"}}
    given.when(P, c.CloseProgramme, actor=j.PRESIDENT, decisions=[note], dispositions=[fate])
    return given


def withdrawn_before_the_vote(reach: Walk) -> Scenario:
    given = reach()
    given.when(P, c.WithdrawProgramme, actor=j.PRESIDENT, reason=j.BECAUSE)
    return given


def withdrawn_by_the_council(reach: Walk) -> Scenario:
    given = reach()
    j.decided(given, "s8", given.now.date().isoformat(), "programme_withdrawal")
    return given


def in_consultation() -> Scenario:
    given = at(j.drafted)
    fields = {"programme_id": "p1", "round": 1, "draft_version": 1, "channels": ["online"]}
    given.at("2025-07-01").when(
        "consultation:q1", OpenConsultation, actor=j.FOCAL, closes_on="2025-07-31", **fields
    )
    return given


def revoted(given: Scenario) -> Scenario:
    session = "council_session:s1"
    first = given.state(session).item("a").votes[0].event_id
    given.when(session, OrderRevote, actor=j.PRESIDENT, item_id="a", reason=j.BECAUSE)
    j.vote(given, "s1", 9, 3, supersedes=first)
    return given


def jointly_revoted() -> Scenario:
    given = t.joint()
    j.opened(given, "s1", "2025-10-07")
    j.vote(given, "s1", 3, 9)
    return revoted(given)


def reopened() -> Scenario:
    given = t.rejected()
    consulted = {"committee_consulted_on": "2025-10-07", "reason": j.BECAUSE}
    given.when(P, c.ReopenProgramme, actor=j.PRESIDENT, **consulted)
    return given


def resumed(to: str) -> Scenario:
    given = t.sent_back(material=False)
    given.when(P, c.ResumeDrafting, actor=j.PRESIDENT, to=to)
    return given


def consulted_anew() -> Scenario:
    given = resumed("finalising")
    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.REVISED, changes=j.CHANGES)
    j.consult(given, "q2", 2, "2025-10-10", "2025-10-30")
    return given


def ruled(given: Scenario, *commands: Any) -> Scenario:
    for command in commands:
        t.record(given, command, actor=j.COURT, decided_on=given.now.date().isoformat())
    return given


def suspended_by_a_judge() -> Scenario:
    return ruled(t.before_court(), c.OrderSuspension)


def visa(command: Any, **day: str) -> Scenario:
    given = at(j.under_visa)
    t.record(given, command, actor=j.GOVERNOR, **day)
    return given


def objected_late() -> Scenario:
    given = expired()
    t.record(given, c.RecordObjection, notified_on="2025-10-16")
    return given


def expired() -> Scenario:
    given = at(j.objection_window).at("2025-10-17")
    given.when(P, c.ExpireObjectionWindow, actor=by("system:clock"), collectivity_id="c1")
    return given


def both_without_control() -> Scenario:
    given = joint_with_one_settled()
    t.record(given, c.DetermineControlRegime, collectivity_id="c2", regime="none", authority=j.LAW)
    return given


def silent() -> Scenario:
    """The time for a visa goes by."""
    given = at(j.under_visa).at("2025-11-03")
    given.when(P, c.RecordVisaDeadlineElapsed, actor=by("system:clock"), collectivity_id="c1")
    return given


def regime_known_last() -> Scenario:
    given = at(j.adopted).at("2025-10-13")
    t.record(given, c.TransmitDeliberation, received_on="2025-10-13")
    t.record(given, c.DetermineControlRegime, regime="visa", authority=j.LAW)
    return given


def joint_with_one_settled() -> Scenario:
    given = t.joint()
    for session, day in (("s1", "2025-10-07"), ("s2", "2025-10-08")):
        j.opened(given, session, day)
        j.vote(given, session)
    j.under(given, "none")
    return given


def deliberated_anew(**votes: int) -> Scenario:
    given = t.objected()
    t.deliberated_anew(given, "s2", "2025-10-22", **votes)
    return given


def suspended() -> Scenario:
    return t.suspended(stops_deadlines=False)


def taken_up_again() -> Scenario:
    given = suspended()
    given.when(P, c.ResumeProgramme, actor=j.COURT, decided_by="court")
    return given


def ended(reach: Walk, day: str = "2028-01-03") -> Scenario:
    given = reach().at(day)
    given.when(P, c.EndExecutionPeriod, actor=by("system:clock"))
    return given


def ended_early(reach: Walk) -> Scenario:
    given = reach()
    decision = j.decided(given, "s8", given.now.date().isoformat(), "other")
    given.when(P, c.EndExecutionEarly, actor=j.PRESIDENT, decisions=[decision], reason=j.BECAUSE)
    return given


def left(reach: Walk) -> Scenario:
    given, today = reach(), "2026-03-01"
    gone = {"actor": by("network_coordinator"), "ended_on": today, "reason": j.BECAUSE}
    given.at("2026-03-05").when("collectivity:c1", RecordMembershipEnded, **gone)
    decision = j.decided(given, "s8", "2026-03-05", "other")
    fields = {"collectivity_id": "c1", "decision": "end", "decided_on": today, "reason": j.BECAUSE}
    given.when(P, c.DecideAfterDeparture, actor=j.PRESIDENT, decisions=[decision], **fields)
    return given


def given_up_by_a_new_council(reach: Walk) -> Scenario:
    given = t.elected(reach())
    place = j.decided(given.at("2027-10-01"), "s7", "2027-10-05", "programme_continuity")
    given.when(P, c.DecideContinuity, actor=j.SECRETARY, decision="withdraw", **place)
    return given


def taken_over(stage: Stage) -> Scenario:
    regime = {"regime": "visa", "received_on": "2026-02-01"}
    return t.taken_over(stage, **(regime if stage is Stage.UNDER_CONTROL else {}))


def _reach(*reached: Callable[[Scenario], Scenario]) -> list[Walk]:
    return [lambda reach=reach: at(reach) for reach in reached]  # type: ignore[misc]


PRESIDENT_WITHDRAWS = [
    j.initiated,
    in_consultation,
    *_reach(j.collecting, j.drafted, j.finalising, j.submitted),
]
COUNCIL_WITHDRAWS = [
    *_reach(j.adopted, j.objection_window),
    t.rejected,
    t.objected,
    suspended_by_a_judge,
]
NEW_COUNCIL_GIVES_UP = [*_reach(j.adopted, j.objection_window, j.executory, j.executing), suspended]
ANNULLED = [*_reach(j.objection_window, j.executory, j.executing), suspended, suspended_by_a_judge]


def walks() -> Iterator[Walk]:
    """Every walk, ready to be taken."""
    yield from (closed, t.rejected, reopened, both_without_control, regime_known_last, jointly_revoted)
    yield from (expired, objected_late, silent, taken_up_again, joint_with_one_settled)
    yield lambda: revoted(t.rejected())
    yield lambda: visa(c.GrantVisa, granted_on="2025-10-13")
    yield lambda: visa(c.RefuseVisa, refused_on="2025-10-13")
    yield lambda: ruled(suspended_by_a_judge(), c.LiftSuspension)
    yield deliberated_anew
    yield lambda: deliberated_anew(votes_for=2, votes_against=9)
    for to in ("drafting", "finalising"):
        yield lambda to=to: resumed(to)  # type: ignore[misc]
    yield consulted_anew
    for way, starts in (
        (withdrawn_before_the_vote, PRESIDENT_WITHDRAWS),
        (withdrawn_by_the_council, COUNCIL_WITHDRAWS),
        (given_up_by_a_new_council, NEW_COUNCIL_GIVES_UP),
        (lambda start: ruled(start(), c.AnnulDeliberation), ANNULLED),
        (ended, [suspended]),
        (ended_early, [*_reach(j.executing), suspended]),
        (left, [*_reach(j.executing), suspended]),
    ):
        for start in starts:
            yield lambda way=way, start=start: way(start)  # type: ignore[misc]
    for stage in BEHIND:
        yield lambda stage=stage: taken_over(stage)  # type: ignore[misc]
    yield lambda: ruled(t.taken_over("suspended", **t.halted("deliberation_suspended")), c.LiftSuspension)
    for halted_by, (stage, _) in HALTED.items():
        yield lambda by=halted_by, stage=stage: t.taken_over(stage, **t.halted(by))  # type: ignore[misc]


def logs() -> list[list[Event]]:
    """The programme's events of every walk."""
    return [[event for event in walk().log if event.stream == P] for walk in walks()]
