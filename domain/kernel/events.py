"""The envelope of an event, and the registry of event types.

An event's stored bytes are the canonical JSON (RFC 8785) of `Event.wire()`. Type names are stable strings; a
change of shape raises `schema_version` and adds an upcaster, so that every byte ever stored stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SkipValidation, field_validator

from domain.kernel.dates import PartialDate, iso
from domain.kernel.values import Actor, Authority, EventId, Evidence, Model, Reason

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
MAX_STORED_BYTES = 60_000
"""An entry of the transparency log carries its length in 16 bits (C2SP tlog-tiles), so an event must fit."""

_TYPES: dict[str, type[EventData]] = {}


class EventData(Model):
    """What happened. A subclass is registered under its class name, which must never change once stored.

    `schema_version` counts shapes; `upcasters[n]` turns the data of version n into that of version n + 1.
    `correctable` names the fields that RecordCorrected may correct; identities are never among them.
    `for_good` says of what happened outside the log as well that it is not annulled: that would not undo it.
    `derived` names those that a rule worked out from other facts: a correction of these corrects them too.
    """

    schema_version: ClassVar[int] = 1
    upcasters: ClassVar[dict[int, Upcaster]] = {}
    correctable: ClassVar[frozenset[str]] = frozenset()
    for_good: ClassVar[bool] = False
    derived: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        if not cls.correctable <= cls.model_fields.keys():
            raise TypeError(
                f"{cls.__name__}: correctable names no field: {cls.correctable - cls.model_fields.keys()}"
            )
        if _TYPES.setdefault(cls.__name__, cls) is not cls:
            raise TypeError(f"two event types are named {cls.__name__}")


class Event(BaseModel):
    """One recorded fact: the envelope (who, when, on what basis) and its data. It has no position: the log
    gives that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: EventId
    stream: str
    version: int
    type: str
    schema_version: int
    recorded_at: datetime
    effective_at: PartialDate
    actor: Actor
    command: str
    causation_id: str
    correlation_id: str
    authority: tuple[Authority, ...] = ()
    rule_set: str | None = None
    evidence: tuple[Evidence, ...] = ()
    reason: Reason | None = None
    relies_on: tuple[EventId, ...] = ()
    concerns: tuple[str, ...] = ()
    data: SkipValidation[EventData]

    @field_validator("recorded_at")
    @classmethod
    def _aware(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("recorded_at needs a time zone")
        return value.astimezone(UTC)

    @property
    def originator_id(self) -> str:
        """The stream, under the name that the eventsourcing library uses."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, under the name that the eventsourcing library uses."""
        return self.version

    def wire(self) -> dict[str, Any]:
        """The JSON value whose canonical form is stored, hashed, exported and proved."""
        found = self.model_dump(mode="json", exclude={"data", "recorded_at"}, exclude_none=True)
        found = {name: value for name, value in found.items() if value != []}
        found["recorded_at"] = iso(self.recorded_at)
        found["data"] = self.data.model_dump(mode="json", exclude_none=True)
        return found

    def tags(self) -> tuple[str, ...]:
        """The index entries under which histories, guarded sets and dependants are found again."""
        return tags_of(self.event_id, self.stream, self.concerns, self.relies_on)


def tags_of(
    event_id: str, stream: str, concerns: Iterable[str] = (), relies_on: Iterable[str] = ()
) -> tuple[str, ...]:
    """The tags of an event with these fields of the envelope. Another form than this one would have the
    index of every log disagree with its events.
    """
    kind = stream.split(":", 1)[0]
    return (
        f"event:{event_id}",
        *(tag for concern in concerns for tag in (concern, f"{concern}/{kind}")),
        *(f"relies:{relied}" for relied in relies_on),
    )


def event_types() -> dict[str, type[EventData]]:
    """Every registered event type by its stable name."""
    return dict(_TYPES)


def from_wire(raw: dict[str, Any]) -> Event:
    """Read and check the JSON value of an event (see `Event.wire`), upcasting older shapes of its data."""
    data = _newest(raw)
    return Event.model_validate(raw | {"data": data, "schema_version": data.schema_version})


def _newest(raw: dict[str, Any]) -> EventData:
    data_type = _TYPES.get(raw["type"])
    if data_type is None:
        raise ValueError(f"expected a registered event type, found {raw['type']!r}")
    data, shape = raw["data"], raw["schema_version"]
    if shape > data_type.schema_version:
        raise ValueError(
            f"{raw['type']}: expected schema version <= {data_type.schema_version}, found {shape}"
        )
    for version in range(shape, data_type.schema_version):
        data = data_type.upcasters[version](data)
    return data_type.model_validate(data)
