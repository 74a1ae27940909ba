"""The Network and its printed list, for tests."""

from typing import Any

from domain.collectivity.commands import RegisterCollectivity
from domain.network import commands
from tests.domain.scenario import Scenario, by

NETWORK = "network:remacto"
COORDINATOR = by("network_coordinator")
TEXT = {"ar": "نص", "fr": "texte", "en": "text"}
FOUNDING: dict[str, Any] = {
    "name": TEXT,
    "founded_on": "2022-10-21",
    "supervised_by": TEXT,
    "partners": [TEXT],
    "principles": ["transparency", "accountability"],
    "purpose": TEXT,
    "source": "kit",
}
CHARTER: dict[str, Any] = {
    "purpose": TEXT,
    "open_collectivity": TEXT,
    "grounds": [TEXT],
    "aims": [TEXT],
    "values": [TEXT],
    "pledges": [{"key": "c1", "text": TEXT}],
    "source": "kit",
}


def founded_network() -> Scenario:
    """The Network, founded."""
    given = Scenario().at("2025-03-18")
    give(given, commands.FoundNetwork, **FOUNDING)
    return given


def give(given: Scenario, command: Any, **fields: Any) -> None:
    given.when(NETWORK, command, actor=COORDINATOR, **fields)


def refusal(given: Scenario, command: Any, **fields: Any) -> list[str]:
    return given.refusal(NETWORK, command, actor=COORDINATOR, **fields)


def register(given: Scenario, identity: str, kind: str = "commune") -> None:
    given.when(
        f"collectivity:{identity}",
        RegisterCollectivity,
        actor=COORDINATOR,
        collectivity_type=kind,
        region="oriental",
        names={"ar": "جماعة"},
        source="kit",
    )


def bullet(position: int, name: str, identity: str, **other: Any) -> dict[str, Any]:
    return {
        "source": "kit",
        "region": "oriental",
        "region_heading": "جهة الشرق",
        "position": position,
        "name_as_printed": name,
        "type_as_printed": "جماعة",
        "collectivity_type": "commune",
        "collectivity_id": identity,
    } | other
