"""The envelope of an event, and the registry of event types.

An event's stored bytes are the canonical JSON (RFC 8785) of `Event.wire()`. Type names are stable strings; a
change of shape raises `schema_version` and adds an upcaster, so that every byte ever stored stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from pydantic import (
    BaseModel,
    ConfigDict,
    PrivateAttr,
    SkipValidation,
    TypeAdapter,
    ValidationError,
    field_validator,
)
from pydantic_core import from_json
from typing_extensions import TypedDict

from domain.kernel.dates import PartialDate, iso
from domain.kernel.values import Actor, Authority, EventId, Evidence, Model, Reason, fill

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
MAX_STORED_BYTES = 60_000
"""An entry of the transparency log carries its length in 16 bits (C2SP tlog-tiles), so an event must fit."""

_TYPES: dict[str, type[EventData]] = {}


class EventData(Model):
    """What happened. A subclass is registered under its class name, which must never change once stored.

    `schema_version` counts shapes; `upcasters[n]` turns the data of version n into that of version n + 1.
    `correctable` names the fields that RecordCorrected may correct; identities are never among them.
    `derived` names those that a rule worked out from other facts: a correction of these corrects them too.
    """

    schema_version: ClassVar[int] = 1
    upcasters: ClassVar[dict[int, Upcaster]] = {}
    correctable: ClassVar[frozenset[str]] = frozenset()
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

    Of stored bytes, what a fold needs is read at once, the rest of the envelope when it is asked for.
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
    _unread: bytes | None = PrivateAttr(None)

    @field_validator("recorded_at")
    @classmethod
    def _aware(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("recorded_at needs a time zone")
        return value.astimezone(UTC)

    if not TYPE_CHECKING:  # for the type checker every field is there

        def __getattr__(self, name: str) -> Any:
            if name in _ENVELOPE:
                return self.whole().__dict__[name]
            return super().__getattr__(name)

    def whole(self) -> Event:
        """This event with its whole envelope read."""
        # Not by its name: a model seeks a private attribute in several places, and folds ask often.
        private = self.__pydantic_private__
        if private and (unread := private["_unread"]) is not None:
            self.__dict__.update(_envelope(_READ_ENVELOPE(unread)))
            private["_unread"] = None
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Event) and self.whole().__dict__ == other.whole().__dict__

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> Event:
        return super(Event, self.whole()).__copy__()

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return super(Event, self.whole()).__repr_args__()

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
        found = self.whole().model_dump(mode="json", exclude={"data", "recorded_at"}, exclude_none=True)
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


def decode(body: bytes) -> Event:
    """Read stored bytes into the newest shape of their event.

    The envelope's bytes were made from a validated event and are trusted to be one, which makes replay
    several times faster; `from_wire` checks a value of unknown origin. Raises ValueError for an unregistered
    type.
    """
    head = _head(body)
    if head is None:
        raw = from_json(body)
        data = _newest(raw)
        head = {name: raw[name] for name in _HEAD} | {"schema_version": data.schema_version, "data": data}
    event = Event.__new__(Event)
    fill(event, head, _FIELDS, {"_unread": body})
    return event


def _head(body: bytes) -> dict[str, Any] | None:
    """What a fold needs of an event, the rest of its bytes passed over; None where it takes more, such as an
    older shape.
    """
    try:
        found: Any = _READ_HEAD(body)
        head: dict[str, Any] = _SELDOM | found
        kind = _TYPES[head["type"]]
        if head["schema_version"] != kind.schema_version:
            return None
        head["data"] = kind.__pydantic_validator__.validate_json(bytes(head["data"]))
    except (msgspec.MsgspecError, KeyError, ValidationError):
        return None
    if len(found) > len(_HEAD) + 1:
        head |= {name: _RARE[name](found[name]) for name in _SELDOM if name in found}
    return head


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


class _Always(TypedDict):
    event_id: str
    stream: str
    version: int
    type: str
    schema_version: int


class _Head(_Always, total=False):
    data: msgspec.Raw  # always there too, but msgspec reads raw bytes only where a key may be absent
    rule_set: str
    evidence: list[dict[str, Any]]
    reason: dict[str, Any]


class _Envelope(TypedDict, total=False):
    recorded_at: str
    effective_at: str
    actor: dict[str, str]
    command: str
    causation_id: str
    correlation_id: str
    authority: list[dict[str, Any]]
    rule_set: str
    evidence: list[dict[str, Any]]
    reason: dict[str, Any]
    relies_on: list[str]
    concerns: list[str]


_READ_ENVELOPE = msgspec.json.Decoder(_Envelope).decode
_READ_HEAD = msgspec.json.Decoder(_Head).decode
_SELDOM: dict[str, Any] = {"rule_set": None, "evidence": (), "reason": None}
"""What folds often ask for and is seldom there."""
_HEAD = _Always.__annotations__.keys()
_FIELDS = set(Event.model_fields)
_ENVELOPE = _FIELDS - _HEAD - {"data"}
_ABSENT = {name: field.default for name, field in Event.model_fields.items() if not field.is_required()}
_RARE: dict[str, Callable[[Any], Any]] = {
    "authority": TypeAdapter(tuple[Authority, ...]).validate_python,
    "evidence": TypeAdapter(tuple[Evidence, ...]).validate_python,
    "reason": Reason.model_validate,
    "relies_on": tuple,
    "concerns": tuple,
    "rule_set": str,
}


def _envelope(raw: _Envelope) -> dict[str, Any]:
    """The fields of the envelope beside what `_head` reads."""
    found: dict[str, Any] = _ABSENT | raw
    found["recorded_at"] = datetime.fromisoformat(raw["recorded_at"])
    found["effective_at"] = _partial_date(raw["effective_at"])
    found["actor"] = _actor(**raw["actor"])
    return found | {name: read(found[name]) for name, read in _RARE.items() if name in raw}


@lru_cache(maxsize=4096)
def _partial_date(value: str) -> PartialDate:
    return PartialDate(value)


@lru_cache(maxsize=4096)
def _actor(**fields: str) -> Actor:
    return Actor.model_validate(fields)
