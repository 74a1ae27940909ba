"""What an erasure deletes outside the log, once its event is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from domain.document.events import PersonalDataErased
from domain.kernel.events import Event
from service.store.log import Log

ERASING = PersonalDataErased.__name__


def erases(events: Iterable[Event]) -> bool:
    """Whether something is to be deleted for these events."""
    return any(isinstance(event.data, PersonalDataErased) for event in events)


def erase(log: Log, events: Iterable[Event]) -> None:
    """Delete the texts, contents and names that these events say are erased.

    Doing it again does nothing: where a service fell between the record and the deletion, the clock that next
    reads the log does it.
    """
    for event in events:
        if isinstance(event.data, PersonalDataErased):
            name = event.data.name_ref
            log.erase_texts(event.data.refs if name is None else (*event.data.refs, name))
            log.contents.erase(event.data.refs)
            if event.data.person_ref is not None:
                log.erase_names([event.data.person_ref])
