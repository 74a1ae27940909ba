"""The Network: founding, charter, claims of its members."""

import pytest

from domain.kernel.corrections import CorrectRecord
from domain.network import commands
from tests.domain.networks import (
    CHARTER,
    COORDINATOR,
    FOUNDING,
    NETWORK,
    TEXT,
    founded_network,
    give,
    refusal,
)
from tests.domain.scenario import Scenario


@pytest.fixture
def founded() -> Scenario:
    return founded_network()


def test_the_founding_is_on_record_with_its_principles(founded: Scenario) -> None:
    state = founded.state(NETWORK)

    assert str(state.founded_on) == "2022-10-21"
    assert [str(principle) for principle in state.principles] == ["transparency", "accountability"]
    assert state.stage == "founded"


def test_there_is_one_network() -> None:
    refused = Scenario().refusal("network:another", commands.FoundNetwork, actor=COORDINATOR, **FOUNDING)

    assert refused == ["network.the_one_network"]


def test_the_network_is_not_founded_tomorrow() -> None:
    refused = refusal(Scenario().at("2022-10-20"), commands.FoundNetwork, **FOUNDING)

    assert refused == ["network.not_later_than_today"]


def test_the_charter_and_the_support_programme_are_recorded_once(founded: Scenario) -> None:
    programme = {
        "name": TEXT,
        "purpose": TEXT,
        "launched_on": "2022",
        "launched_by": TEXT,
        "axes": [TEXT] * 4,
    }
    give(founded, commands.RecordCharter, **CHARTER)
    give(founded, commands.RecordSupportProgramme, **programme, source="kit")

    assert founded.state(NETWORK).charter.pledges[0].key == "c1"
    assert len(founded.state(NETWORK).support_programme.axes) == 4
    assert refusal(founded, commands.RecordCharter, **CHARTER) == ["network.charter_recorded_once"]
    assert refusal(founded, commands.RecordSupportProgramme, **programme, source="kit") == [
        "network.support_programme_recorded_once"
    ]


def test_claims_contradict_each_other_and_none_is_adjusted(founded: Scenario) -> None:
    claim = {"as_of": "2024-11", "regions": 12, "prefectures_and_provinces": 7}
    give(founded, commands.StateMembershipTotal, source="a", total=126, communes=107, **claim)
    give(founded, commands.StateMembershipTotal, source="b", total=126, communes=97, **claim)
    give(founded, commands.StateMembershipTotal, source="c", total=123, as_of="2024-11")

    sums = [(claim.total, claim.sum_of_parts) for claim in founded.state(NETWORK).claims]
    assert sums == [(126, 126), (126, 116), (123, None)]


def test_a_source_claims_a_number_once_for_a_date(founded: Scenario) -> None:
    give(founded, commands.StateMembershipTotal, source="a", total=126, as_of="2024")

    refused = refusal(founded, commands.StateMembershipTotal, source="a", total=127, as_of="2024")

    assert refused == ["network.claimed_once"]


def test_a_claim_can_be_corrected_where_it_was_copied_wrongly(founded: Scenario) -> None:
    give(founded, commands.StateMembershipTotal, source="a", total=162, as_of="2024")

    founded.when(
        NETWORK,
        CorrectRecord,
        actor=COORDINATOR,
        reason={"code": "correction_clerical"},
        target=founded.log[-1].event_id,
        field="total",
        old=162,
        new=126,
    )

    assert founded.state(NETWORK).claims[0].total == 126


def test_running_heads_and_meetings_are_noted_once(founded: Scenario) -> None:
    head = {"source": "kit", "as_printed": ["جماعة دمونات"]}
    meeting = {"source": "kit", "held_on": "2025-02-18", "place": TEXT, "subject": TEXT, "audience": TEXT}
    give(founded, commands.NoteRunningHead, **head)
    give(founded, commands.RecordTrainingMeeting, **meeting)

    assert refusal(founded, commands.NoteRunningHead, **head) == ["network.head_noted_once"]
    assert refusal(founded, commands.RecordTrainingMeeting, **meeting) == ["network.meeting_recorded_once"]
    assert founded.state(NETWORK).running_heads == {"kit": ("جماعة دمونات",)}
    assert str(founded.state(NETWORK).meetings[0].held_on) == "2025-02-18"


def test_next_steps_of_the_network_need_no_input(founded: Scenario) -> None:
    steps = founded.steps(NETWORK)

    assert {"record-charter", "list-member", "state-membership-total"} <= steps.keys()
    assert all(step.unmet == () for step in steps.values())
