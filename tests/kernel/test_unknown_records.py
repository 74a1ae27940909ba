"""What does not exist is said not to exist, and nothing is said of its stage."""

from __future__ import annotations

from typing import Any

import pytest

from domain.assessment.commands import RecordEvaluationWorkshop
from domain.consultation.commands import OpenConsultation
from domain.idea.commands import SubmitIdea
from domain.programme.commands import CloseIdeaCollection
from domain.workshop.commands import AnnounceWorkshop
from tests.domain import programme_journey as j
from tests.domain.scenario import Scenario

WORDS = {"channel": "online", "author": {"kind": "anonymous"}, "text": {"text": "فكرة", "language": "ar"}}
NOTICE = {"collectivity_id": "c1", "place": "مقر", "held_on": "2025-03-20", "agenda": j.SLOTS}
ROUND = {"round": 1, "draft_version": 1, "closes_on": "2025-07-31", "channels": ["online"]}
MEETING = {"held_on": "2025-03", "place": "مقر", "attendance": {"present": 3}, "findings": j.NAME}


def test_a_step_of_a_record_that_does_not_exist_says_only_that() -> None:
    found = Scenario().refusal("programme:none", CloseIdeaCollection, actor=j.FOCAL)

    assert found == ["record.exists"]


@pytest.mark.parametrize(
    ("stream", "command", "fields"),
    [
        ("idea:i1", SubmitIdea, WORDS),
        ("workshop:w1", AnnounceWorkshop, NOTICE),
        ("consultation:q1", OpenConsultation, ROUND),
        ("assessment:a1", RecordEvaluationWorkshop, MEETING),
    ],
)
def test_a_step_that_names_an_unknown_programme_says_that_it_is_unknown(
    stream: str, command: Any, fields: dict[str, Any]
) -> None:
    found = Scenario().refusal(stream, command, actor=j.FOCAL, programme_id="nowhere", **fields)

    assert found == ["record.named_exists"]
