"""Grants: giving an account a role for a collectivity or the network, for a period, and ending it."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString, NamedTuple

from domain.kernel.dates import legal_day
from domain.kernel.values import Role
from service.access.journal import ENTRY, Kind
from service.access.permissions import COLLECTIVITY, NETWORK, held_roles
from service.access.secrets_given import new_ref
from service.vault.vault import Rows

_MAKE: LiteralString = """WITH done AS (
        INSERT INTO access.grants (grant_id, account_ref, role, collectivity_id, mandate_id, person_ref, body,
            from_at, until_at)
        SELECT %(grant)s, account_ref, %(role)s, %(collectivity)s, %(mandate)s, %(person)s, %(body)s,
            coalesce(%(from_at)s::timestamptz, clock_timestamp()), %(until_at)s::timestamptz
        FROM access.accounts WHERE account_ref = %(account)s AND closed_at IS NULL
        RETURNING account_ref, grant_id AS about)
    """
_END: LiteralString = """WITH done AS (
        UPDATE access.grants SET ended_at = clock_timestamp() WHERE grant_id = %(grant)s AND ended_at IS NULL
        RETURNING account_ref, grant_id AS about)
    """
_OF: LiteralString = """SELECT grant_id, account_ref, role, collectivity_id, mandate_id, person_ref, body,
        from_at, until_at, ended_at
    FROM access.grants WHERE %(account)s::text IS NULL OR account_ref = %(account)s
    ORDER BY from_at, grant_id"""


_SAME: LiteralString = """SELECT grant_id FROM access.grants
    WHERE account_ref = %(account)s AND role = %(role)s AND body = %(body)s AND ended_at IS NULL
        AND collectivity_id IS NOT DISTINCT FROM %(collectivity)s::text
        AND mandate_id IS NOT DISTINCT FROM %(mandate)s::text
        AND (until_at IS NULL OR until_at > coalesce(%(from_at)s::timestamptz, clock_timestamp()))
        AND (%(until_at)s::timestamptz IS NULL OR from_at < %(until_at)s::timestamptz)
    ORDER BY from_at LIMIT 1"""
"""A grant of the same: whoever has two alike would have to say by which one they act, and could not tell."""


class NotHeldSo(ValueError):
    """A role that no account holds, or that is not held for what was asked (`expected`)."""

    def __init__(self, role: Role, expected: frozenset[str]) -> None:
        super().__init__(f"{role}: expected to be held for {sorted(expected)}")
        self.role, self.expected = role, expected


class BodyNeeded(ValueError):
    """A role that is held for an organisation, which was not named."""


class HeldAlready(Exception):
    """The account has this very role already for some of that time, by another `grant`."""

    def __init__(self, grant: str) -> None:
        super().__init__(f"expected a role that is not held yet, found {grant}")
        self.grant = grant


class GrantRow(NamedTuple):
    """A grant as it is kept."""

    grant_id: str
    account_ref: str
    role: Role
    collectivity_id: str | None
    mandate_id: str | None
    person_ref: str
    body: str
    from_at: datetime
    until_at: datetime | None
    ended_at: datetime | None

    def shown(self) -> list[str]:
        """As a table shows it: itself, role, collectivity, the days at whose beginning it begins and ends,
        mandate.
        """
        days = (legal_day(at).isoformat() if at else "" for at in (self.from_at, self.until_at))
        return [self.grant_id, self.role, self.collectivity_id or "", *days, self.mandate_id or ""]


def _body(role: Role, collectivity: str | None, *, keeps: bool) -> str:
    """The body that events name where none was given."""
    if collectivity is None:
        return str(role) if role is Role.OPERATOR else NETWORK
    return collectivity if keeps else f"{collectivity}:{role.value.replace('_', '-')}"


class Grants:
    """The grants of one log."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def make(
        self,
        account: str,
        role: Role,
        *,
        by: str,
        collectivity: str | None = None,
        mandate: str | None = None,
        body: str | None = None,
        from_at: datetime | None = None,
        until_at: datetime | None = None,
        person_ref: str | None = None,
    ) -> str | None:
        """Give an account a role; returns the grant, or None where there is no open account. `person_ref` is
        who events will say has acted, a random reference of this grant's own when absent; `body` follows from
        the role when absent. Raises NotHeldSo, BodyNeeded, HeldAlready.
        """
        held = held_roles().get(role)
        wanted = NETWORK if collectivity is None else COLLECTIVITY
        if held is None or wanted not in held.held_for:
            raise NotHeldSo(role, held.held_for if held else frozenset())
        if held.of_a_body and body is None:
            raise BodyNeeded
        grant = new_ref("grant")
        given = {
            "grant": grant,
            "account": account,
            "role": role,
            "collectivity": collectivity,
            "mandate": mandate if held.of_council else None,
            "person": person_ref or new_ref("person"),
            "body": body or _body(role, collectivity, keeps=held.keeps),
            "from_at": from_at,
            "until_at": until_at,
        }
        for (same,) in self._rows(_SAME, given):
            raise HeldAlready(same)
        entry = {"kind": Kind.GRANT_MADE, "by": by, "address": None}
        return grant if self._rows(_MAKE + ENTRY, given | entry) else None

    def end(self, grant: str, *, by: str) -> bool:
        """End a grant now; False where there is none, or it was ended before."""
        ended = {"grant": grant, "kind": Kind.GRANT_ENDED, "by": by, "address": None}
        return bool(self._rows(_END + ENTRY, ended))

    def of(self, account: str | None = None) -> list[GrantRow]:
        """The grants of an account, or all, those that are over among them."""
        rows = self._rows(_OF, {"account": account})
        return [GrantRow(*row)._replace(role=Role(row[2])) for row in rows]
