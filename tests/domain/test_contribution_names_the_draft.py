"""What a contribution is about goes into a public event: a commitment of the draft, and no free text."""

from __future__ import annotations

import pytest

from domain.contribution import commands as c
from domain.kernel.corrections import CorrectRecord
from tests.domain.public_words import contribute
from tests.domain.scenario import by
from tests.domain.test_contribution import consulted


@pytest.mark.parametrize("role", ["citizen", "focal_point"])
def test_it_names_no_commitment_that_the_draft_under_consultation_does_not_hold(role: str) -> None:
    given = consulted()
    fields = {"consultation_id": "q1", "channel": "online", "author": {"kind": "anonymous"}}
    words = {"text": {"text": "نص"}, "commitment_key": "fatima-0612345678"}

    found = given.refusal("contribution:b1", c.SubmitContribution, actor=by(role), **fields, **words)

    assert found == ["contribution.commitment_in_draft"]
    assert not given.types("contribution:b1")


def test_a_correction_gives_it_no_commitment_that_the_draft_does_not_hold() -> None:
    given = consulted()
    contribute(given, commitment_key="publish")
    change = {"target": given.log[-1].event_id, "field": "commitment_key", "old": "publish", "new": "road"}

    found = given.refusal(
        "contribution:b1",
        CorrectRecord,
        actor=by("focal_point"),
        reason={"code": "correction_clerical"},
        **change,
    )

    assert found == ["record.dependants_hold"]
