"""What a correction in one stream works out anew in others is appended with it."""

from __future__ import annotations

from domain.kernel.corrections import CorrectRecord
from service.store.log import Log
from tests.domain.council import SECRETARY, SESSION, in_session, voted
from tests.handling.recorded import handler, recorded

COUNCIL = "collectivity:c1"


def test_corrected_seats_are_counted_again_in_the_stream_of_the_session(log: Log) -> None:
    given = in_session(27, 15, "a")
    voted(given, "a", 10, 5)
    recorded(log, given)
    clerk = handler(log, lambda: given.now)
    installed = next(event for event in given.log if event.type == "CouncilInstalled")
    fields = {"target": installed.event_id, "field": "seats", "old": 27, "new": 29}
    reason = {"code": "correction_clerical"}

    clerk.handle(COUNCIL, CorrectRecord(actor=SECRETARY, reason=reason, **fields), key="seats")

    sitting = clerk.state(SESSION).sitting("j1")
    assert (sitting.members_in_office, sitting.quorum_needed) == (29, 15)
    assert log.head() == len(given.log) + 4
