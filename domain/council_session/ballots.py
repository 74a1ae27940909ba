"""The checks of any vote: counts within those present, roll call, casting vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.collectivity.state import CollectivityState
from domain.council_session.attendance import attendance_because
from domain.council_session.decision_commands import RecordVote, ReferItemBack
from domain.council_session.findings import GUARDS
from domain.council_session.office import in_office, rules_on
from domain.council_session.state import CouncilSessionState
from domain.council_session.values import Sitting
from domain.kernel.guards import Check
from domain.rules.majority import Counts


def counts_of(command: RecordVote | ReferItemBack) -> Counts:
    """The counts of a vote."""
    return Counts(command.votes_for, command.votes_against, command.abstentions)


def ballot_checks(
    state: CouncilSessionState,
    command: RecordVote | ReferItemBack,
    sitting: Sitting,
    collectivity: CollectivityState,
) -> Iterator[Check]:
    """Votes and abstentions <= present <= members in office; a casting vote only where there is a tie."""
    counts, members = counts_of(command), collectivity.members_in_office(sitting.held_on)
    yield in_office(collectivity, sitting.held_on)
    yield GUARDS["present_are_members"].check(
        sitting.present_now <= members,
        because=[*attendance_because(state, sitting), *collectivity.seats_because(sitting.held_on)],
        found=sitting.present_now,
        expected=members,
    )
    yield GUARDS["ballots_within_present"].check(
        counts.total <= sitting.present_now,
        because=attendance_because(state, sitting),
        found=counts.total,
        expected=sitting.present_now,
    )
    yield GUARDS["somebody_voted"].check(counts.total > 0)
    yield from _casting_vote_checks(command, counts, sitting, collectivity)


def _casting_vote_checks(
    command: RecordVote | ReferItemBack, counts: Counts, sitting: Sitting, collectivity: CollectivityState
) -> Iterator[Check]:
    rules = rules_on(collectivity, sitting.held_on)
    secret = isinstance(command, RecordVote) and command.mode == "secret"
    rule = rules.tie_in_secret_vote if secret else rules.tie
    breakable = counts.tied and rule.value == "president_prevails"
    yield GUARDS["casting_vote_on_tie"].check(
        (command.casting_vote is not None) == breakable,
        found=command.casting_vote,
        expected=f"{command.votes_for} / {command.votes_against}",
    )


def roll_call_checks(command: RecordVote, sitting: Sitting) -> Iterator[Check]:
    """A roll call adds up to the counts, names each member once, and belongs to a public vote."""
    if not command.roll_call:
        return
    called = Counter(ballot.vote for ballot in command.roll_call)
    found = Counts(called["for"], called["against"], called["abstention"])
    wanted = counts_of(command)
    yield GUARDS["roll_call_adds_up"].check(
        found == wanted, found=" / ".join(map(str, found)), expected=" / ".join(map(str, wanted))
    )
    members = Counter(ballot.member_ref for ballot in command.roll_call)
    twice = [member for member, times in members.items() if times > 1]
    yield GUARDS["each_member_once"].check(not twice, found=twice)
    yield GUARDS["roll_call_is_public"].check(command.mode == "public", found=command.mode)
    if command.casting_vote is not None and sitting.chair_ref in members:
        chair = next(ballot.vote for ballot in command.roll_call if ballot.member_ref == sitting.chair_ref)
        yield GUARDS["casting_vote_is_the_chairs"].check(
            chair == command.casting_vote, found=command.casting_vote, expected=chair
        )
