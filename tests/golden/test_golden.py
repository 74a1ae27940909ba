"""Every byte ever stored stays readable."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any, ClassVar

import pytest
import rfc8785

import domain.registry  # noqa: F401  every event type is registered by importing the deciders
from domain.kernel import events
from domain.kernel.events import EventData, Upcaster, event_types, from_wire
from domain.kernel.stored import decode
from domain.kernel.values import Reason, ReasonCode
from domain.workshop.values import Attendance
from tests.golden.files import FOLDER, path_of

STORED = {name: kind for name, kind in event_types().items() if kind.__module__.startswith("domain.")}


@pytest.mark.parametrize("name", sorted(STORED))
def test_an_event_type_has_a_golden_file_for_each_of_its_shapes(name: str) -> None:
    for version in range(1, STORED[name].schema_version + 1):
        assert path_of(name, version).exists(), f"no golden file for {name} version {version}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_stored_bytes_are_read_and_the_newest_shape_is_written_to_the_same_bytes(path: Any) -> None:
    body = path.read_bytes()

    event = decode(body)

    assert event == from_wire(event.wire() | {"data": event.data.model_dump(mode="json", exclude_none=True)})
    if path.stem.endswith(f".v{type(event.data).schema_version}"):
        assert rfc8785.dumps(event.wire()) == body


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_bytes_of_the_newest_shape_are_read_in_one_pass(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the long way is read as well, several times slower, and nobody would notice."""
    monkeypatch.setattr(events, "_newest", None)
    newest = path.stem.endswith(f".v{STORED[path.name.split('.')[0]].schema_version}")

    with nullcontext() if newest else pytest.raises(TypeError):
        decode(path.read_bytes())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_stored_bytes_are_found_by_the_tags_that_they_were_stored_with(path: Any) -> None:
    """The form of a tag is stored beside every event; the index of a log is compared with it."""
    raw = json.loads(path.read_bytes())
    kind = raw["stream"].partition(":")[0]
    stored = {f"event:{raw['event_id']}"}
    stored |= {f"relies:{event_id}" for event_id in raw.get("relies_on", [])}
    stored |= set(raw["concerns"]) | {f"{one}/{kind}" for one in raw["concerns"]}

    assert set(decode(path.read_bytes()).tags()) == stored


def test_a_type_that_was_ever_stored_is_never_forgotten() -> None:
    assert {path.name.split(".")[0] for path in FOLDER.glob("*.json")} <= set(STORED)


def _attendance_from_count(data: dict[str, Any]) -> dict[str, Any]:
    return {"attendance": {"present": data["present"]}}


class MeetingHeldInTest(EventData):
    """Version 1 held a bare number of people; version 2 holds counts with breakdowns."""

    schema_version: ClassVar[int] = 2
    upcasters: ClassVar[dict[int, Upcaster]] = {1: _attendance_from_count}

    attendance: Attendance


ENVELOPE = {
    "event_id": "00000000-0000-4000-8000-000000000001",
    "stream": "meeting:m1",
    "version": 1,
    "type": "MeetingHeldInTest",
    "recorded_at": "2025-03-18T10:30:00.000000Z",
    "effective_at": "2025-03",
    "actor": {"role": "focal_point", "body": "demnate"},
    "command": "record-meeting",
    "causation_id": "00000000-0000-4000-8000-000000000002",
    "correlation_id": "00000000-0000-4000-8000-000000000002",
}


def test_bytes_of_an_older_shape_are_read_as_the_newest() -> None:
    old = rfc8785.dumps(ENVELOPE | {"schema_version": 1, "data": {"present": 40}})

    event = decode(old)

    assert event.schema_version == 2
    assert event.data == MeetingHeldInTest(attendance=Attendance(present=40))


def test_a_closure_whose_reasons_were_bare_codes_is_read_with_reasons_that_can_be_explained() -> None:
    stored = path_of("ProgrammeClosed", 1).read_bytes()
    codes = [found["reason"] for found in json.loads(stored)["data"]["dispositions"]]

    event = decode(stored)

    assert (event.schema_version, codes) == (2, ["postponed_next_cycle"] * 2)
    assert [found.reason.code for found in event.data.dispositions] == codes


def test_a_closure_of_before_the_reason_other_needed_a_text_stays_readable() -> None:
    raw = json.loads(path_of("ProgrammeClosed", 1).read_bytes())
    raw["data"]["dispositions"][0]["reason"] = "other"

    event = decode(rfc8785.dumps(raw))

    assert event.data.dispositions[0].reason == Reason(code=ReasonCode.OTHER)


def test_bytes_of_a_shape_from_the_future_are_refused() -> None:
    newer = rfc8785.dumps(ENVELOPE | {"schema_version": 3, "data": {}})

    with pytest.raises(ValueError, match="expected schema version <= 2, found 3"):
        decode(newer)


def test_an_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="found 'Unheard'"):
        decode(rfc8785.dumps(ENVELOPE | {"type": "Unheard", "schema_version": 1, "data": {}}))


def test_an_event_without_an_actor_cannot_be_constructed() -> None:
    without = {name: value for name, value in ENVELOPE.items() if name != "actor"}

    with pytest.raises(ValueError, match="actor"):
        from_wire(without | {"schema_version": 2, "data": {"attendance": {"present": 1}}})


def test_two_event_types_cannot_share_a_name() -> None:
    with pytest.raises(TypeError, match="two event types are named WorkshopHeld"):
        type("WorkshopHeld", (EventData,), {"__module__": __name__})
