"""What may be recorded of the administrative control of a deliberation (T16 to T20)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import model_validator

from domain.kernel.commands import Command
from domain.kernel.faults import fault
from domain.kernel.values import Identifier
from domain.programme.values import PastDay, Regime, Version


class _OnItsDay(Command):
    """An act of an authority, on a day that the command names (`own_day`). That day is when it took effect:
    nothing else needs to be said, and no other day may be.
    """

    aggregate: ClassVar[str] = "programme"
    own_day: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _takes_effect_then(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("effective_at") is None and given.get(cls.own_day):
            return given | {"effective_at": given[cls.own_day]}
        return given

    @model_validator(mode="after")
    def _says_one_day(self) -> Self:
        day, effective = getattr(self, self.own_day), self.effective_at
        if effective is not None and effective.day not in (None, day):
            raise fault("another_day", field="effective_at", expected=day.isoformat(), found=str(effective))
        return self


class DetermineControlRegime(Command):
    """Record which control the deliberation is under, with the legal basis."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    regime: Regime


class TransmitDeliberation(_OnItsDay):
    """Record that the authority received the deliberation."""

    own_day: ClassVar[str] = "received_on"

    collectivity_id: Identifier
    received_on: PastDay


class RecordObjection(_OnItsDay):
    """Record the reasoned objection of the authority.

    `version` names the text where an amendment is under way beside the one in force.
    """

    own_day: ClassVar[str] = "notified_on"

    collectivity_id: Identifier
    version: Version | None = None
    notified_on: PastDay


class ExpireObjectionWindow(Command):
    """Record that no objection came in its time."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier


class GrantVisa(_OnItsDay):
    """Record that the authority gave its visa."""

    own_day: ClassVar[str] = "granted_on"

    collectivity_id: Identifier
    granted_on: PastDay


class RefuseVisa(_OnItsDay):
    """Record that the authority refused its visa, with the reason."""

    own_day: ClassVar[str] = "refused_on"

    collectivity_id: Identifier
    refused_on: PastDay


class RecordVisaDeadlineElapsed(Command):
    """Record that the time for a visa went by in silence; nothing follows from it."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier


class RecordCourtReferral(_OnItsDay):
    """Record that the administrative court was seized of the deliberation."""

    own_day: ClassVar[str] = "referred_on"

    collectivity_id: Identifier
    referred_on: PastDay


class OrderSuspension(_OnItsDay):
    """Record that a judge suspended the deliberation."""

    own_day: ClassVar[str] = "decided_on"

    collectivity_id: Identifier
    decided_on: PastDay


class RefuseSuspension(_OnItsDay):
    """Record that a judge refused to suspend the deliberation."""

    own_day: ClassVar[str] = "decided_on"

    collectivity_id: Identifier
    decided_on: PastDay


class LiftSuspension(_OnItsDay):
    """Record that a judge lifted the suspension of the deliberation."""

    own_day: ClassVar[str] = "decided_on"

    collectivity_id: Identifier
    decided_on: PastDay


class AnnulDeliberation(_OnItsDay):
    """Record that a court annulled the deliberation.

    `version` names the text where an amendment is under way beside the one in force.
    """

    own_day: ClassVar[str] = "decided_on"

    collectivity_id: Identifier
    version: Version | None = None
    decided_on: PastDay
