"""The invariants notice a log that the rules would never have let come about."""

from __future__ import annotations

import pytest

from domain.kernel.amend import EventAnnulled, RecordCorrected
from domain.kernel.events import Event
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at
from tests.domain.programme_turns import record
from tests.domain.programme_walks import expired
from tests.domain.scenario import Scenario
from tests.domain.test_programme_amendment import IN_FORCE, voted
from tests.property.invariants import check


def _last(given: Scenario, kind: str) -> Event:
    return next(event for event in reversed(given.log) if event.type == kind)


def _noticed_when_read_as(given: Scenario, kind: str, field: str, value: object) -> None:
    """All holds until a field of the last event of a kind reads otherwise, of which no guard was asked."""
    check(given)
    event = _last(given, kind)
    old = event.wire()["data"][field]
    given.given(event.stream, RecordCorrected(target=event.event_id, field=field, old=old, new=value))

    with pytest.raises(AssertionError):
        check(given)


def test_they_notice_what_is_executory_under_a_visa_that_nobody_gave() -> None:
    given = expired()
    _noticed_when_read_as(given, "ControlRegimeDetermined", "regime", "visa")


def test_they_notice_an_amendment_in_force_under_a_visa_that_nobody_gave() -> None:
    given = voted(j.REVISED)
    record(given, c.DetermineControlRegime, regime="none", authority=j.LAW)
    given.when(P, c.BringAmendmentIntoForce, version=2, **IN_FORCE)
    _noticed_when_read_as(given, "ControlRegimeDetermined", "regime", "visa")


def test_they_notice_a_quorum_that_the_seats_do_not_give() -> None:
    given = at(j.adopted)
    _noticed_when_read_as(given, "CouncilInstalled", "seats", 24)


def test_they_notice_a_vote_that_did_not_happen() -> None:
    given = at(j.adopted)
    vote = _last(given, "VoteRecorded")

    given.given(vote.stream, EventAnnulled(target=vote.event_id))

    with pytest.raises(AssertionError):
        check(given)
