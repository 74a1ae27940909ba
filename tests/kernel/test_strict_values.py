"""What commands say is looked at closely; what was stored before stays readable."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.idea.commands import SubmitIdea
from domain.kernel.corrections import CorrectRecord
from domain.kernel.events import from_wire
from domain.kernel.values import Actor, Role
from domain.programme import commands as c
from domain.workshop.commands import AnnounceWorkshop
from tests.domain import programme_journey as j
from tests.domain.programme_journey import P
from tests.domain.scenario import Scenario

NOTICE = {"actor": j.FOCAL, "collectivity_id": "c1", "place": "مقر", "held_on": "2025-03-20"} | {
    "agenda": j.SLOTS
}
WHY = {"code": "correction_clerical"}
BROKEN = ["سطر\nآخر", "a\tb", "a\u2028b", "a\u2029b", "a\rb"]


@pytest.mark.parametrize("place", BROKEN)
def test_a_line_is_one_line(place: str) -> None:
    with pytest.raises(ValidationError, match="more_than_one_line"):
        AnnounceWorkshop.model_validate(NOTICE | {"place": place})


@pytest.mark.parametrize("invisible", ["\u200b", "\u200b\u200d \u2060", "\u00a0"])
def test_a_text_of_nothing_visible_is_no_text(invisible: str) -> None:
    with pytest.raises(ValidationError, match="blank"):
        AnnounceWorkshop.model_validate(NOTICE | {"place": invisible})
    with pytest.raises(ValidationError, match="blank"):
        AnnounceWorkshop.model_validate(NOTICE | {"agenda": [{"title": {"ar": invisible}}]})


def test_a_paragraph_may_have_lines_and_arabic_its_joiners() -> None:
    text = "سطر أول\nمي\u200cخواهم"

    command = AnnounceWorkshop.model_validate(NOTICE | {"agenda": [{"title": {"ar": text}}]})

    assert command.agenda[0].title.ar == text


@pytest.mark.parametrize("place", [*BROKEN, "\u200b"])
def test_what_was_stored_before_stays_readable_and_correctable(place: str) -> None:
    given = Scenario().at("2025-03-01")
    given.when("workshop:w1", AnnounceWorkshop, **NOTICE)
    wire = given.log[0].wire()
    given.log[0] = from_wire(wire | {"data": wire["data"] | {"place": place}})
    assert given.state("workshop:w1").place == place
    wanted = {"target": given.log[0].event_id, "field": "place", "old": place}

    still = given.refusal("workshop:w1", CorrectRecord, actor=j.FOCAL, reason=WHY, new="a\nb", **wanted)
    given.when("workshop:w1", CorrectRecord, actor=j.FOCAL, reason=WHY, new="مقر", **wanted)

    assert still == ["record.new_value_valid"]
    assert given.state("workshop:w1").place == "مقر"


def test_an_agenda_slot_does_not_end_before_it_starts() -> None:
    turned = [{"starts_at": "11:30", "ends_at": "11:00", "title": j.NAME}]

    found = Scenario().refusal("workshop:w1", AnnounceWorkshop, **NOTICE | {"agenda": turned})

    assert found == ["workshop.slots_end_after_they_start"]


def test_whoever_acts_is_a_person_or_a_body() -> None:
    nobody = Actor(role=Role.COUNCIL_PRESIDENT)
    given = j.initiated()
    assert given.refusal(P, c.IdentifyAxes, actor=nobody, axes=j.AXES) == ["record.actor_known"]

    wanted = {"target": given.log[-1].event_id, "field": "title", "old": j.NAME, "new": j.CHANGES}

    assert given.refusal(P, CorrectRecord, actor=nobody, reason=WHY, **wanted) == ["record.actor_known"]


def test_a_citizen_may_stay_anonymous() -> None:
    given = j.collecting(j.initiated())
    words = {"text": "فكرة", "language": "ar"}
    fields = {"programme_id": "p1", "channel": "online", "author": {"kind": "anonymous"}, "text": words}

    given.when("idea:i9", SubmitIdea, actor=Actor(role=Role.CITIZEN), **fields)

    assert given.state("idea:i9").status == "received"


def test_what_a_citizen_writes_freely_enters_no_envelope() -> None:
    given = j.collecting(j.initiated())
    words = {"text": "فكرة", "language": "ar"}
    fields = {"programme_id": "p1", "channel": "online", "author": {"kind": "anonymous"}, "text": words}
    said = {"code": "other", "text": {"ar": "اسمي ورقمي"}}
    cited = [{"law": "اسمي ورقمي"}]

    for more in ({"reason": said}, {"authority": cited}):
        found = given.refusal("idea:i9", SubmitIdea, actor=Actor(role=Role.CITIZEN), **fields, **more)
        assert found == ["record.citizen_words_erasable"]

    given.when("idea:i9", SubmitIdea, actor=Actor(role=Role.CITIZEN), **fields, reason={"code": "duplicate"})
    assert given.state("idea:i9").status == "received"
