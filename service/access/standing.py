"""Whether a grant covers the record that a command addresses: a guard of the decision, asked of the same
states as the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.document.commands import ErasePersonalData
from domain.document.state import DocumentState
from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents
from domain.kernel.decider import Facts, State
from domain.kernel.values import Role
from domain.registry import DECIDERS
from service.access.callers import Grant
from service.access.lasting import Lapse, by_mandate

OWNERS = ("programme", "consultation", "commitment")
"""The kinds of records that others are part of."""


class NotCovered(Exception):
    """The grant is for another collectivity than the record's (`collectivities`), its mandate is over
    (`lapse`), the document is of an `other_body`, or what is to be erased is a `public_content`.
    """

    def __init__(
        self,
        *,
        collectivities: tuple[str, ...] = (),
        lapse: Lapse | None = None,
        other_body: bool = False,
        public_content: bool = False,
    ) -> None:
        super().__init__("the grant does not cover this record")
        self.collectivities, self.lapse = collectivities, lapse
        self.other_body, self.public_content = other_body, public_content


@dataclass(frozen=True)
class Standing:
    """In what right a command is given: a grant. `covered` are the collectivities of all grants of the caller
    that would do: who binds several with a new record needs one for each.
    """

    grant: Grant
    covered: frozenset[str]

    def check(self, stream: str, command: Command, facts: Facts) -> None:
        """Refuse a command outside the grant. Raises NotCovered, and FactNeeded as decisions do. A record
        that does not exist is let through: that it is missing is what its rule says.
        """
        if (lapse := by_mandate(self.grant, facts).lapse) is not None:
            raise NotCovered(lapse=lapse)
        annulled = (one.stream for one in command.events) if isinstance(command, AnnulEvents) else ()
        for one in dict.fromkeys((stream, *annulled)):
            if one.partition(":")[0] in DECIDERS:
                self._check_one(one, command, facts)

    def _check_one(self, stream: str, command: Command, facts: Facts) -> None:
        grant, kind = self.grant, stream.partition(":")[0]
        if kind == "document":
            self._check_document(facts.state(stream, DocumentState), command)
            return
        if grant.collectivity_id is None:
            return
        state = facts.state(stream, DECIDERS[kind].state)
        if not state.version and not command.creates:
            return
        found = _collectivities(command if command.creates else state, facts)
        if grant.collectivity_id not in found or (command.creates and not self.covered.issuperset(found)):
            raise NotCovered(collectivities=found)

    def _check_document(self, state: DocumentState, command: Command) -> None:
        """A document belongs to no collectivity: who registered it, or another of the same body, keeps it. Of
        its contents they erase those with personal data: a public one may be somebody else's too, and is for
        whoever runs the service. What is none of its contents the document's own guards refuse.
        """
        if self.grant.role is Role.OPERATOR or command.creates or not state.version:
            return
        if state.registered_by != self.grant.body:
            raise NotCovered(other_body=True)
        if isinstance(command, ErasePersonalData) and not state.digests.isdisjoint(command.refs):
            raise NotCovered(public_content=True)


def covers(grants: Iterable[Grant], roles: frozenset[Role]) -> frozenset[str]:
    """The collectivities for which grants hold one of the roles."""
    return frozenset(one.collectivity_id for one in grants if one.role in roles and one.collectivity_id)


def _collectivities(source: State | Command, facts: Facts) -> tuple[str, ...]:
    """The collectivities that a record belongs to: its own, else those of the record that it is part of. One
    that it only mentions, as the agenda of a session does, has no say in it.
    """
    if (one := getattr(source, "collectivity_id", None)) is not None:
        return (one,)
    if several := getattr(source, "collectivity_ids", ()):
        return tuple(several)
    for kind in OWNERS:
        if identity := getattr(source, f"{kind}_id", None):
            return _collectivities(facts.state(f"{kind}:{identity}", DECIDERS[kind].state), facts)
    return ()
