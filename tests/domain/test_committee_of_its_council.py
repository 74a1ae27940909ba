"""What the committee does rests on the council that it was formed beside."""

from __future__ import annotations

from domain.collectivity.commands import EndCouncilMandate, InstallCouncil
from domain.kernel.corrections import CorrectRecord
from domain.programme import commands as c
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P, at

COUNCIL = {"mandate_id": "m2", "starts_on": "2024-09-20", "seats": 15}


def test_a_draft_goes_on_after_its_council_was_entered_late() -> None:
    given = at(j.drafting)
    end = {"actor": j.SECRETARY, "reason": j.BECAUSE}
    given.when("collectivity:c1", EndCouncilMandate, ended_on="2024-09-20", **end)
    (installed,) = given.when("collectivity:c1", InstallCouncil, actor=j.PRESIDENT, **COUNCIL)

    given.when(P, c.PublishDraft, actor=j.COMMITTEE, commitments=j.TEXT)

    correction = {"target": installed.event_id, "field": "starts_on", "old": "2024-09-20"}
    later = correction | {"new": "2025-02-01", "actor": j.PRESIDENT, "reason": j.BECAUSE}
    assert given.refusal("collectivity:c1", CorrectRecord, **later) == ["record.dependants_hold"]
