"""Collectivities: register, names, the bodies around the council."""

import pytest

from domain.collectivity import commands
from tests.domain.collectivities import (
    C1,
    COORDINATOR,
    constitute,
    registered_commune,
)
from tests.domain.scenario import Scenario, by


@pytest.fixture
def registered() -> Scenario:
    return registered_commune()


def test_a_collectivity_is_registered_under_an_identity_that_is_not_its_name(registered: Scenario) -> None:
    state = registered.state(C1)

    assert (state.collectivity_id, state.names.ar, state.stage) == ("c1", "جماعة دمنات", "registered")
    assert state.joined_on is None
    assert state.mandate is None


def test_a_collectivity_is_registered_once(registered: Scenario) -> None:
    refused = registered.refusal(
        C1,
        commands.RegisterCollectivity,
        actor=COORDINATOR,
        collectivity_type="commune",
        region="oriental",
        names={"ar": "جماعة أخرى"},
        source="s",
    )

    assert refused == ["record.is_new"]


def test_a_canonical_name_is_shown_and_the_printed_one_kept(registered: Scenario) -> None:
    name = {"names": {"ar": "جماعة دمنات", "fr": "Commune de Demnate"}, "source": "t", "confirmed": False}

    registered.when(C1, commands.AssignCanonicalName, actor=COORDINATOR, **name)

    assert registered.state(C1).names.fr == "Commune de Demnate"
    assert registered.state(C1).printed_names.fr is None
    assert not registered.state(C1).canonical[-1].confirmed


def test_a_source_says_a_name_once_so_that_it_cannot_undo_a_later_one(registered: Scenario) -> None:
    first = {"names": {"ar": "دمناط"}, "source": "t", "confirmed": False}
    registered.when(C1, commands.AssignCanonicalName, actor=COORDINATOR, **first)
    registered.when(
        C1, commands.AssignCanonicalName, actor=COORDINATOR, names={"ar": "دمنات"}, source="u", confirmed=True
    )

    refused = registered.refusal(C1, commands.AssignCanonicalName, actor=COORDINATOR, **first)

    assert refused == ["collectivity.named_once"]


def test_the_follow_up_committee_has_both_sides(registered: Scenario) -> None:
    refused = registered.refusal(
        C1,
        commands.ConstituteFollowUpCommittee,
        actor=by("council_president"),
        elected=0,
        civil_society=0,
        constituted_on="2025-01-20",
    )

    assert refused == ["collectivity.committee_has_elected", "collectivity.committee_has_civil_society"]
    constitute(registered)
    assert registered.state(C1).committee.civil_society == 5


def test_the_advisory_body_and_the_focal_point_are_known(registered: Scenario) -> None:
    registered.when(
        C1,
        commands.RecordAdvisoryBody,
        actor=by("council_president"),
        name="هيئة المساواة",
        established_on="2022-02-14",
        members=21,
    )
    registered.when(
        C1, commands.DesignateFocalPoint, actor=by("council_president"), focal_point_ref="person:f1"
    )

    state = registered.state(C1)
    assert state.advisory_body.members == 21
    assert state.focal_point_ref == "person:f1"
    assert {"advisory_body", "focal_point"} <= state.because.keys()


def test_an_advisory_body_is_told_once(registered: Scenario) -> None:
    body = {"name": "هيئة المساواة", "established_on": "unknown"}
    registered.when(C1, commands.RecordAdvisoryBody, actor=by("council_president"), **body)

    refused = registered.refusal(C1, commands.RecordAdvisoryBody, actor=by("council_president"), **body)

    assert refused == ["collectivity.advisory_body_recorded_once"]


def test_a_clerk_is_told_what_is_missing(registered: Scenario) -> None:
    steps = registered.steps(C1)

    assert steps["install-council"].unmet == ()
    assert "record-member-seat-vacated" not in steps


def test_a_citizen_cannot_register_anything(registered: Scenario) -> None:
    refused = registered.refusal(
        C1, commands.RecordMembershipJoined, actor=by("citizen"), joined_on="2024-12", source="s"
    )

    assert refused == ["record.role"]
