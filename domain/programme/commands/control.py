"""What may be recorded of the administrative control of a deliberation (T16 to T20)."""

from __future__ import annotations

from typing import ClassVar

from domain.kernel.commands import Command
from domain.kernel.values import Identifier
from domain.programme.values import PastDay, Regime, Version


class DetermineControlRegime(Command):
    """Record which control the deliberation is under, with the legal basis."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    regime: Regime


class TransmitDeliberation(Command):
    """Record that the authority received the deliberation."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    received_on: PastDay


class RecordObjection(Command):
    """Record the reasoned objection of the authority.

    `version` names the text where an amendment is under way beside the one in force.
    """

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    version: Version | None = None
    notified_on: PastDay


class ExpireObjectionWindow(Command):
    """Record that no objection came in its time."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier


class GrantVisa(Command):
    """Record that the authority gave its visa."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    granted_on: PastDay


class RefuseVisa(Command):
    """Record that the authority refused its visa, with the reason."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    refused_on: PastDay


class RecordVisaDeadlineElapsed(Command):
    """Record that the time for a visa went by in silence; nothing follows from it."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier


class RecordCourtReferral(Command):
    """Record that the administrative court was seized of the deliberation."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    referred_on: PastDay


class OrderSuspension(Command):
    """Record that a judge suspended the deliberation."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    decided_on: PastDay


class RefuseSuspension(Command):
    """Record that a judge refused to suspend the deliberation."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    decided_on: PastDay


class LiftSuspension(Command):
    """Record that a judge lifted the suspension of the deliberation."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    decided_on: PastDay


class AnnulDeliberation(Command):
    """Record that a court annulled the deliberation.

    `version` names the text where an amendment is under way beside the one in force.
    """

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    version: Version | None = None
    decided_on: PastDay
