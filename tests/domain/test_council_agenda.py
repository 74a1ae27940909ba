"""The agenda of a council session."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.council_session.commands import (
    AddAgendaItem,
    WithdrawAgendaItem,
)
from domain.council_session.values import Matter
from tests.domain.council import (
    PRESIDENT,
    SESSION,
    called,
    in_session,
    on_agenda,
    ready,
    refused,
    with_council,
)
from tests.domain.scenario import by

MINUTES = {"document_id": "minutes-1", "sha256": "c" * 64, "kind": "محضر"}


def test_no_item_is_added_once_the_session_has_opened() -> None:
    scenario = in_session(15, 9, "a")

    found = refused(
        scenario,
        AddAgendaItem,
        item_id="b",
        title={"ar": "نقطة"},
        matter={"kind": "other"},
        origin="governor",
    )

    assert found == ["record.stage"]


def test_the_governor_adds_an_item_after_the_convocation_and_the_bureau_is_flagged_for_it() -> None:
    scenario = ready()

    on_agenda(scenario, "g", origin="governor", actor=by("control_authority"))
    on_agenda(scenario, "b")

    added = [event.data.flags for event in scenario.log if event.type == "AgendaItemAdded"]
    assert added == [(), (), ("added_before_convocation",)]


def test_the_control_authority_adds_no_item_in_another_name() -> None:
    scenario = ready()

    found = refused(
        scenario,
        AddAgendaItem,
        actor=by("control_authority"),
        item_id="g",
        title={"ar": "نقطة"},
        matter={"kind": "other"},
    )

    assert found == ["authority_adds_its_own"]


def test_an_item_identity_is_used_once_in_a_session() -> None:
    scenario = ready()

    found = refused(scenario, AddAgendaItem, item_id="a", title={"ar": "نقطة"}, matter={"kind": "other"})

    assert found == ["item_is_new"]


def test_an_agenda_has_room_for_sixty_items() -> None:
    scenario = with_council(15).at("2025-04-10")
    called(scenario)
    on_agenda(scenario, *(f"i{number}" for number in range(60)))

    found = refused(scenario, AddAgendaItem, item_id="x", title={"ar": "نقطة"}, matter={"kind": "other"})

    assert found == ["agenda_has_room"]
    assert "AddAgendaItem" not in [step for step, found in scenario.steps(SESSION).items() if not found.unmet]


def test_a_withdrawn_item_is_not_decided_and_not_withdrawn_twice() -> None:
    scenario = in_session(15, 9, "a", "b")
    reason = {"code": "legal_obstacle"}

    scenario.when(SESSION, WithdrawAgendaItem, actor=PRESIDENT, item_id="a", reason=reason)

    assert refused(scenario, WithdrawAgendaItem, item_id="a", reason=reason) == ["item_undecided"]
    assert refused(scenario, WithdrawAgendaItem, item_id="z", reason=reason) == ["item_on_agenda"]
    assert scenario.state(SESSION).item("a").status == "withdrawn"


@pytest.mark.parametrize(
    "matter",
    [
        {"kind": "programme_adoption"},
        {"kind": "programme_adoption", "programme_id": "p1"},
        {"kind": "programme_amendment", "programme_id": "p1", "version": 2},
        {"kind": "programme_closure", "programme_id": "p1", "subject": "budget"},
    ],
)
def test_a_matter_about_a_programme_names_it_and_its_text(matter: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Matter.model_validate(matter)


def test_a_session_concerns_its_collectivity_and_the_programmes_on_its_agenda() -> None:
    scenario = with_council(15).at("2025-04-10")
    called(scenario)
    on_agenda(scenario, "p", matter={"kind": "programme_closure", "programme_id": "p1"})

    assert scenario.log[-1].concerns == (SESSION, "collectivity:c1", "programme:p1")
    assert [item.item_id for item in scenario.state(SESSION).inscribed("p1")] == ["p"]
