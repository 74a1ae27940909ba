"""What is known of a council session."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.council_session.values import (
    AgendaItem,
    Convocation,
    Month,
    RequestedBy,
    SessionKind,
    Sitting,
)
from domain.kernel.decider import State
from domain.kernel.values import Evidence


class CouncilSessionState(State):
    """`status` is called, convened, adjourned (no quorum yet), open or closed.

    Facts in `because`: stage, called, `item:ID`, `vote:ITEM`, `convocation:ATTEMPT`, `sitting:ID`,
    `adjourned:ATTEMPT`, opened, agenda_sent, minutes, signed, closed.
    """

    collectivity_id: str = ""
    session_kind: SessionKind = "ordinary"
    month: Month | None = None
    requested_by: RequestedBy = "president"
    requesters: int | None = None
    requested_on: date | None = None
    status: str = ""
    items: tuple[AgendaItem, ...] = ()
    convocations: tuple[Convocation, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    agenda_sent_on: date | None = None
    closed_on: date | None = None
    minutes: Evidence | None = None
    minutes_signed_on: date | None = None
    minutes_signed_by: tuple[str, ...] = ()
    rule_set_id: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        """The session's status."""
        return self.status

    @property
    def session_id(self) -> str:
        """The identity, the stream's name without its kind."""
        return self.stream.partition(":")[2]

    @property
    def concerns(self) -> tuple[str, ...]:
        """The session, its collectivity, and every programme on its agenda."""
        programmes = (
            f"programme:{item.matter.programme_id}" for item in self.items if item.matter.programme_id
        )
        return tuple(dict.fromkeys((self.stream, f"collectivity:{self.collectivity_id}", *programmes)))

    def item(self, item_id: str) -> AgendaItem | None:
        """The agenda item of that identity. Rests on `because["item:ID"]`."""
        return next((item for item in self.items if item.item_id == item_id), None)

    def adopted(
        self, item_id: str, collectivity_id: str, programme_id: str, kinds: Collection[str]
    ) -> AgendaItem | None:
        """The agenda item by which the council of a collectivity adopted something about a programme that is
        of one of these kinds of matter. Rests on `because["vote:ID"]`.
        """
        item = self.item(item_id)
        if item is None or item.outcome != "adopted" or self.collectivity_id != collectivity_id:
            return None
        return item if item.matter.kind in kinds and item.matter.programme_id == programme_id else None

    def sitting(self, sitting_id: str) -> Sitting | None:
        """The sitting of that identity, opened or not. Rests on `because["sitting:ID"]`."""
        return next((sitting for sitting in self.sittings if sitting.sitting_id == sitting_id), None)

    @property
    def last_convocation(self) -> Convocation | None:
        """The latest convocation."""
        return self.convocations[-1] if self.convocations else None

    @property
    def opening(self) -> Sitting | None:
        """The sitting that opened the session with a quorum. Rests on `because["opened"]`."""
        return next((sitting for sitting in self.sittings if sitting.opens_session), None)

    def inscribed(self, programme_id: str) -> tuple[AgendaItem, ...]:
        """The items about a programme that are not withdrawn."""
        return tuple(
            item
            for item in self.items
            if item.matter.programme_id == programme_id and item.status != "withdrawn"
        )
