"""What an erasure deletes outside the log, once its event is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString

from domain.document.commands import RecordErasure
from domain.document.decider import GUARDS
from domain.document.events import PersonalDataErased
from domain.kernel.amend import fold
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.guards import Refused
from domain.kernel.stored import decode
from domain.participation.events import GIVEN, ConsentToNameWithdrawn
from domain.participation.state import GivenWords
from domain.registry import DECIDERS
from service.store.log import Log

ERASING = (PersonalDataErased, ConsentToNameWithdrawn)
"""The events that say that something outside the log is erased."""
_NOT_HELD: LiteralString = """SELECT ref FROM unnest(%(refs)s::text[]) AS ref
    WHERE NOT EXISTS (SELECT FROM vault.texts t WHERE t.ref = ref.ref)
        AND NOT EXISTS (SELECT FROM vault.contents c WHERE c.ref = ref.ref)
        AND NOT EXISTS (SELECT FROM documents.contents d WHERE d.sha256 = ref.ref AND d.erased_at IS NULL)
    UNION SELECT person FROM unnest(%(persons)s::text[]) AS person
    WHERE NOT EXISTS (SELECT FROM vault.subjects s WHERE s.subject_ref = person) ORDER BY 1"""


def refuse_what_never_was(log: Log, command: Command) -> None:
    """An erasure with a record of its own names what is kept beside the log, which no event tells: the
    register of erasures does not say that something was erased that never was. What a citizen gave is erased
    in its own record, which then tells of it. Raises Refused.
    """
    if not isinstance(command, RecordErasure):
        return
    persons = [] if command.person_ref is None else [command.person_ref]
    unknown = [ref for (ref,) in log.ask(_NOT_HELD, {"refs": list(command.refs), "persons": persons})]
    if unknown:
        raise Refused([GUARDS["held_here"].check(False, found=unknown)])
    if owned := _citizens_words(log, command.refs):
        found, streams = sorted(owned), sorted(set(owned.values()))
        raise Refused([GUARDS["not_a_citizen_s_words"].check(False, found=found, streams=streams)])


def _citizens_words(log: Log, refs: Iterable[str]) -> dict[str, str]:
    """Those of some references that an idea or contribution still has words or a name under, with it. Every
    one that was given is looked through: it is seldom asked, and references have no index.
    """
    wanted = {ref: ref.encode() for ref in refs}
    streams = {row.stream for row in log.of_types(GIVEN) if any(ref in row.body for ref in wanted.values())}
    found: dict[str, str] = {}
    for stream, bodies in log.bodies(streams).items() if streams else ():
        state: GivenWords = fold(DECIDERS[stream.partition(":")[0]], [decode(body) for body in bodies])
        found |= {one.ref: stream for one in state.sealed if one.ref in wanted}
    return found


def erases(events: Iterable[Event]) -> bool:
    """Whether something is to be deleted for these events."""
    return any(isinstance(event.data, ERASING) for event in events)


def erase(log: Log, events: Iterable[Event]) -> None:
    """Delete the texts, contents and names that these events say are erased.

    Doing it again does nothing: where a service fell between the record and the deletion, the clock that next
    reads the log does it.
    """
    for event in events:
        data = event.data
        if isinstance(data, ConsentToNameWithdrawn) and data.name_ref is not None:
            log.erase_texts([data.name_ref])
        if isinstance(data, PersonalDataErased):
            log.erase_texts(data.refs if data.name_ref is None else (*data.refs, data.name_ref))
            log.contents.erase(data.refs)
            if data.person_ref is not None:
                log.erase_names([data.person_ref])
