"""The administrative control of deliberations (T16 to T20).

Objection (art. 117) and visa (art. 118) are different mechanisms; which applies is recorded, never inferred.
"""

from __future__ import annotations

from domain.kernel.dates import Day
from domain.kernel.events import EventData
from domain.kernel.values import Identifier
from domain.programme.values import Flag, Regime, Version


class ControlRegimeDetermined(EventData):
    """The regime of one council's deliberation, with its legal basis in the envelope (T16)."""

    correctable = frozenset({"regime"})

    collectivity_id: Identifier
    regime: Regime


class DeliberationTransmitted(EventData):
    """The authority acknowledged receipt of the deliberation (T16). Lateness is counted in working days."""

    correctable = frozenset({"received_on", "lateness_days"})
    derived = frozenset({"lateness_days", "flags"})

    collectivity_id: Identifier
    received_on: Day
    lateness_days: int = 0
    flags: tuple[Flag, ...] = ()


class ObjectionNotified(EventData):
    """The authority objects, with reasons (T17). A late objection is recorded and flagged."""

    correctable = frozenset({"notified_on", "lateness_days"})
    derived = frozenset({"lateness_days", "flags"})

    collectivity_id: Identifier
    version: Version | None = None
    notified_on: Day
    lateness_days: int = 0
    flags: tuple[Flag, ...] = ()


class ObjectionWindowExpired(EventData):
    """No objection came in its time (T20)."""

    collectivity_id: Identifier


class VisaGranted(EventData):
    """The authority gave its visa, which alone unlocks a deliberation under that regime (T20)."""

    correctable = frozenset({"granted_on"})

    collectivity_id: Identifier
    granted_on: Day


class VisaRefused(EventData):
    """The authority refused its visa, with reasons (T20)."""

    correctable = frozenset({"refused_on"})

    collectivity_id: Identifier
    refused_on: Day


class VisaDeadlineElapsed(EventData):
    """The time for a visa went by in silence. What follows from that is not known, so nothing does."""

    collectivity_id: Identifier


class CourtReferred(EventData):
    """The administrative court was seized (T19)."""

    correctable = frozenset({"referred_on"})

    collectivity_id: Identifier
    referred_on: Day


class SuspensionOrdered(EventData):
    """A judge suspended the deliberation (T19)."""

    correctable = frozenset({"decided_on"})

    collectivity_id: Identifier
    decided_on: Day


class SuspensionRefused(EventData):
    """A judge refused to suspend the deliberation; its control goes on (T19)."""

    correctable = frozenset({"decided_on"})

    collectivity_id: Identifier
    decided_on: Day


class SuspensionLifted(EventData):
    """A judge lifted the suspension of the deliberation; its control goes on."""

    correctable = frozenset({"decided_on"})

    collectivity_id: Identifier
    decided_on: Day


class DeliberationAnnulled(EventData):
    """A court annulled the deliberation (T19)."""

    correctable = frozenset({"decided_on"})

    collectivity_id: Identifier
    version: Version | None = None
    decided_on: Day
