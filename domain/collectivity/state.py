"""What is known of a collectivity."""

from __future__ import annotations

from datetime import date, datetime

from domain.collectivity.values import (
    AdvisoryBody,
    CanonicalName,
    FollowUpCommittee,
    Mandate,
    Membership,
    SpecialDelegation,
)
from domain.kernel.dates import PartialDate
from domain.kernel.decider import State
from domain.kernel.values import CollectivityType, Localised


class CollectivityState(State):
    """Facts in `because`: registered, stage, membership, mandate, council, committee, advisory_body,
    focal_point, and per mandate `ended:ID`. What changed the seats is named in the mandate.
    """

    collectivity_type: CollectivityType = CollectivityType.COMMUNE
    region: str = ""
    printed_names: Localised | None = None
    canonical: tuple[CanonicalName, ...] = ()
    memberships: tuple[Membership, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    special_delegation: SpecialDelegation | None = None
    committee: FollowUpCommittee | None = None
    advisory_bodies: tuple[AdvisoryBody, ...] = ()
    focal_point_ref: str | None = None

    @property
    def stage(self) -> str:
        """`registered` before it ever joined, `member`, or `left`; empty before registration."""
        if "registered" not in self.because:
            return ""
        if not self.memberships:
            return "registered"
        return "member" if self.memberships[-1].ended_on is None else "left"

    @property
    def collectivity_id(self) -> str:
        """The identity, the stream's name without its kind."""
        return self.stream.partition(":")[2]

    @property
    def names(self) -> Localised | None:
        """The canonical name where one was assigned, else the name as its source prints it."""
        return self.canonical[-1].names if self.canonical else self.printed_names

    @property
    def joined_on(self) -> PartialDate | None:
        """When it joined the Network (the last time, where it had left); None when it never did."""
        return self.memberships[-1].joined_on if self.memberships else None

    def is_member(self, on: datetime) -> bool:
        """Whether it was a member of the Network at that instant. Rests on `because["membership"]`."""
        return any(membership.covers(on) for membership in self.memberships)

    @property
    def advisory_body(self) -> AdvisoryBody | None:
        """The body as last established. Rests on `because["advisory_body"]`."""
        return self.advisory_bodies[-1] if self.advisory_bodies else None

    @property
    def mandate(self) -> Mandate | None:
        """The latest council, in office or not. Rests on `because["mandate"]`."""
        return self.mandates[-1] if self.mandates else None

    def mandate_on(self, day: date) -> Mandate | None:
        """The council that was in office on that day."""
        return next((mandate for mandate in reversed(self.mandates) if mandate.covers(day)), None)

    def members_in_office(self, on: date) -> int:
        """How many members the council had in office on that day, the base of every quorum (113-14 art. 42).

        0 when no council is known for the day. Rests on `seats_because`.
        """
        mandate = self.mandate_on(on)
        return mandate.members_in_office(on) if mandate else 0

    def seats_because(self, on: date) -> tuple[str | None, ...]:
        """The events that say how many members are in office on a day: each change of the council's seats
        counts, and not only the last, since a correction of any of them changes the number.
        """
        mandate = self.mandate_on(on) or self.mandate
        ended = self.because.get(f"ended:{mandate.mandate_id}") if mandate else None
        return (self.because.get("mandate"), ended, *(mandate.events if mandate else ()))

    @property
    def council_dissolved(self) -> bool:
        """Whether the latest council was dissolved and none was installed since: no vote can be held.

        Rests on `because["council"]`.
        """
        return self.mandate is not None and self.mandate.status == "dissolved"
