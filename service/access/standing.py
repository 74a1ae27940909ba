"""Whether a grant covers the record that a command addresses: a guard of the decision, asked of the same
states as the others.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.collectivity.state import CollectivityState
from domain.document.state import DocumentState
from domain.kernel.commands import Command
from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, State
from domain.registry import DECIDERS
from service.access.callers import Grant

OWNERS = ("programme", "consultation", "commitment")
"""The kinds of records that others are part of."""


class NotCovered(Exception):
    """The grant is for another collectivity than the record's (`collectivities`), or its mandate has ended
    (`mandate`).
    """

    def __init__(self, *, collectivities: tuple[str, ...] = (), mandate: str | None = None) -> None:
        super().__init__("the grant does not cover this record")
        self.collectivities, self.mandate = collectivities, mandate


@dataclass(frozen=True)
class Standing:
    """In what right a command is given: a grant."""

    grant: Grant

    def check(self, stream: str, command: Command, facts: Facts) -> None:
        """Refuse a command outside the grant. Raises NotCovered, and FactNeeded as decisions do. A record
        that does not exist is let through: that it is missing is what its rule says.
        """
        grant = self.grant
        if grant.collectivity_id is None:
            return
        self._refuse_ended(facts)
        if stream.startswith("document:"):
            self._check_document(stream, command, facts)
            return
        state = facts.state(stream, DECIDERS[stream.partition(":")[0]].state)
        if not state.version and not command.creates:
            return
        found = _collectivities(command if command.creates else state, facts)
        if grant.collectivity_id not in found:
            raise NotCovered(collectivities=found)

    def _check_document(self, stream: str, command: Command, facts: Facts) -> None:
        """A document belongs to no collectivity: who registered it, or another of the same body, keeps it."""
        state = facts.state(stream, DocumentState)
        if state.version and not command.creates and state.registered_by != self.grant.body:
            raise NotCovered()

    def _refuse_ended(self, facts: Facts) -> None:
        """A council's offices end with its mandate, also for who still has the account."""
        if mandate_ended(self.grant, facts):
            raise NotCovered(mandate=self.grant.mandate_id)


def mandate_ended(grant: Grant, facts: Facts) -> bool:
    """Whether the council's mandate that a grant is bound to is over. Raises FactNeeded."""
    if grant.mandate_id is None:
        return False
    held = facts.state(f"collectivity:{grant.collectivity_id}", CollectivityState)
    mandate = next((one for one in held.mandates if one.mandate_id == grant.mandate_id), None)
    return mandate is None or not mandate.covers(legal_day(facts.now))


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
