"""Domain events to stored bytes and back: the canonical JSON that is proved is what is stored."""

from __future__ import annotations

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.kernel.events import MAX_STORED_BYTES, Event
from domain.kernel.stored import decode
from projections.canonical import canonical


class EventTooLarge(Exception):
    """An event whose stored bytes would exceed what one entry of the log holds."""

    def __init__(self, event_type: str, size: int, limit: int = MAX_STORED_BYTES) -> None:
        super().__init__(f"{event_type}: expected at most {limit} stored bytes, found {size}")
        self.event_type, self.size, self.limit = event_type, size, limit


class CanonicalMapper(Mapper[str]):
    """Stores an event as its RFC 8785 bytes. Raises EventTooLarge for more than 60,000 of them."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The stored form of a domain event."""
        assert isinstance(domain_event, Event)  # noqa: S101 - tells the type checker what is so already
        body = canonical(domain_event.wire(), Event, type(domain_event.data))
        if len(body) > MAX_STORED_BYTES:
            raise EventTooLarge(domain_event.type, len(body))
        return StoredEvent(domain_event.stream, domain_event.version, domain_event.type, body)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """The event that stored bytes hold, in its newest shape."""
        return decode(stored_event.state)
