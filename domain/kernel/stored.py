"""Events read from their stored bytes: at once what a fold needs, the rest of the envelope when it is asked
for. A fold asks for little, and reading the whole of each event would take most of its time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypedDict

from domain.kernel.dates import PartialDate
from domain.kernel.events import Event, EventData, event_types, from_wire
from domain.kernel.values import Actor, Authority, Evidence, Reason, fill, give

SELDOM: dict[str, Any] = {"rule_set": None, "evidence": (), "reason": None}
"""What folds often ask for and is seldom there."""


def decode(body: bytes) -> Event:
    """Read stored bytes into the newest shape of their event.

    The bytes of the envelope were made from a validated event and are trusted to be one, which makes replay
    several times faster; `from_wire` checks a value of unknown origin. Raises ValueError for an unregistered
    type.
    """
    try:
        head: dict[str, Any] = _READ_HEAD(body)  # type: ignore[assignment]
        newest, read = _NEWEST[head["type"]]
        if head["schema_version"] == newest:
            head["data"] = read(bytes(head["data"]))
            if len(head) > _FEWEST:
                head |= {name: _READ[name](head[name]) for name in SELDOM if name in head}
            head[_UNREAD] = body
            event = _new(StoredEvent)
            give(event, head)
            return event
    except (msgspec.MsgspecError, KeyError, ValidationError):
        pass  # an older shape, or no event: told apart below
    return from_wire(from_json(body))


class StoredEvent(Event):
    """An event of which only what a fold needs was read. Whatever else is asked of it has the rest read, and
    makes it an ordinary event.
    """

    if not TYPE_CHECKING:  # for the type checker every field is there

        def __getattr__(self, name: str) -> Any:
            return getattr(self.whole(), name)

    def whole(self) -> Event:
        """This event with its whole envelope read."""
        head = dict(self.__dict__)
        rest: dict[str, Any] = _READ_ENVELOPE(head.pop(_UNREAD))  # type: ignore[assignment]
        read = {name: _READ[name](value) if name in _READ else value for name, value in rest.items()}
        object.__setattr__(self, "__class__", Event)
        fill(self, {**_ABSENT, **read, **head}, _FIELDS)
        return self


def _after_reading(name: str) -> Callable[..., Any]:
    def method(event: StoredEvent, *arguments: Any, **named: Any) -> Any:
        return getattr(event.whole(), name)(*arguments, **named)

    return method


_COPYING = ("__copy__", "__deepcopy__", "__getstate__", "model_copy")
for _name in ("__eq__", "__repr_args__", "model_dump", *_COPYING):
    setattr(StoredEvent, _name, _after_reading(_name))
for _name, _absent in SELDOM.items():
    setattr(StoredEvent, _name, _absent)  # where the bytes have it, the event's own goes first


@lru_cache(maxsize=4096)
def _partial_date(value: str) -> PartialDate:
    return PartialDate(value)


@lru_cache(maxsize=4096)
def _actor(**fields: str) -> Actor:
    return Actor.model_validate(fields)


class _Newest(NamedTuple):
    """The newest shape of a type of event, and how its data are read."""

    schema_version: int
    read: Callable[[bytes], EventData]


class _NewestByType(dict[str, _Newest]):
    """Types are registered as their modules are loaded."""

    def __missing__(self, name: str) -> _Newest:
        kind = event_types()[name]
        found = self[name] = _Newest(kind.schema_version, kind.__pydantic_validator__.validate_json)
        return found


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
    relies_on: list[str]
    concerns: list[str]


_UNREAD = "_unread"
_NEWEST = _NewestByType()
_READ_ENVELOPE = msgspec.json.Decoder(_Envelope).decode
_READ_HEAD = msgspec.json.Decoder(_Head).decode
_FEWEST = len(_Always.__annotations__) + 1
_FIELDS = set(Event.model_fields)
_ABSENT = {name: field.default for name, field in Event.model_fields.items() if not field.is_required()}
_READ: dict[str, Callable[[Any], Any]] = {
    "recorded_at": datetime.fromisoformat,
    "effective_at": _partial_date,
    "actor": lambda value: _actor(**value),
    "authority": TypeAdapter(tuple[Authority, ...]).validate_python,
    "evidence": TypeAdapter(tuple[Evidence, ...]).validate_python,
    "reason": Reason.model_validate,
    "rule_set": str,
    "relies_on": tuple,
    "concerns": tuple,
}
_new = object.__new__
