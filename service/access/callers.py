"""Who asks: the account behind a session or a token, with the grants that hold now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, LiteralString, Self

from psycopg import AsyncConnection, AsyncCursor, OperationalError
from psycopg_pool import AsyncConnectionPool

from domain.kernel.values import Actor, Role
from service.access.secrets_given import digest
from service.store.datastore import as_service

_GRANTS: LiteralString = """LEFT JOIN access.grants g ON g.account_ref = a.account_ref AND g.ended_at IS NULL
        AND g.from_at <= clock_timestamp() AND (g.until_at IS NULL OR g.until_at > clock_timestamp())"""
_COLUMNS: LiteralString = (
    "g.grant_id, g.role, g.collectivity_id, g.mandate_id, g.person_ref, g.body, g.from_at"
)
BY_SESSION: LiteralString = f"""WITH found AS MATERIALIZED (
        SELECT digest, account_ref, seen_at FROM access.sessions
        WHERE digest = %(digest)s AND ends_at > clock_timestamp() AND seen_at > clock_timestamp() - %(idle)s),
    seen AS (UPDATE access.sessions s SET seen_at = clock_timestamp() FROM found
        WHERE s.digest = found.digest AND found.seen_at < clock_timestamp() - %(noted)s)
    SELECT a.account_ref, NULL::text[], {_COLUMNS} FROM found JOIN access.accounts a USING (account_ref)
    {_GRANTS} WHERE a.closed_at IS NULL ORDER BY g.grant_id"""  # noqa: S608 - made of our own names; values are parameters
"""One query by the primary key; that the session was seen is written as often as `NOTED_EVERY` says."""
BY_TOKEN: LiteralString = f"""WITH found AS MATERIALIZED (
        SELECT token_id, account_ref, grant_ids, commands, used_at FROM access.tokens
        WHERE digest = %(digest)s AND ends_at > clock_timestamp() AND revoked_at IS NULL),
    used AS (UPDATE access.tokens t SET used_at = clock_timestamp() FROM found
        WHERE t.token_id = found.token_id
            AND (found.used_at IS NULL OR found.used_at < clock_timestamp() - interval '1 minute'))
    SELECT a.account_ref, found.commands, {_COLUMNS} FROM found JOIN access.accounts a USING (account_ref)
    {_GRANTS} AND (found.grant_ids IS NULL OR g.grant_id = ANY (found.grant_ids))
    WHERE a.closed_at IS NULL ORDER BY g.grant_id"""  # noqa: S608 - made of our own names; values are parameters


NOTED_EVERY, NOTED_PART = timedelta(minutes=1), 10
"""A session is noted to be in use once in so long, or once in a part of its idle time (one in so many) where
that is shorter: it may end that much earlier than its idle time, and never later.
"""


@dataclass(frozen=True)
class Grant:
    """A role that an account holds now, for a collectivity, or for the network where there is none."""

    grant_id: str
    role: Role
    collectivity_id: str | None
    mandate_id: str | None
    person_ref: str
    body: str
    from_at: datetime

    @property
    def actor(self) -> Actor:
        """Who events say has acted."""
        return Actor(role=self.role, person_ref=self.person_ref, body=self.body)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.grant_id,
            "role": self.role.value,
            "collectivity_id": self.collectivity_id,
            "mandate_id": self.mandate_id,
            "body": self.body,
        }


@dataclass(frozen=True)
class Caller:
    """An account with its grants, as one request found it. `commands` are those that its token is for, or
    None where it is for all; `session` is the digest of a session's secret, None where a token was shown.
    """

    account_ref: str
    grants: tuple[Grant, ...]
    session: bytes | None
    commands: frozenset[str] | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that it holds, wherever."""
        return frozenset(grant.role for grant in self.grants)

    @classmethod
    def of(cls, rows: Iterable[Any], session: bytes | None) -> Self | None:
        """From the rows of a query, one for each grant; None where there is none."""
        found = list(rows)
        if not found:
            return None
        account, commands = found[0][:2]
        grants = tuple(Grant(one[2], Role(one[3]), *one[4:]) for one in found if one[2] is not None)
        return cls(account, grants, session, None if commands is None else frozenset(commands))


class AskingConnection(AsyncConnection[Any]):
    """A connection that asks one question at a time, without transactions, and again and again."""

    @cached_property
    def asking(self) -> AsyncCursor[Any]:
        """The one cursor that all its questions are asked by: to make one for each costs more."""
        return self.cursor(binary=True)


class Callers:
    """Finds callers, by one query each: what was revoked is revoked for the next request."""

    def __init__(self, conninfo: str, idle: timedelta, *, size: int = 8) -> None:
        self._idle, self._noted = idle, min(NOTED_EVERY, idle / NOTED_PART)
        self._pool: AsyncConnectionPool[AskingConnection] = AsyncConnectionPool(
            as_service(conninfo),
            connection_class=AskingConnection,
            min_size=1,
            max_size=size,
            open=False,
            kwargs={"autocommit": True},
            timeout=5,
        )

    async def start(self) -> None:
        """Begin connecting."""
        await self._pool.open(wait=False)

    async def stop(self) -> None:
        """Close the connections."""
        await self._pool.close()

    async def by_session(self, secret: str) -> Caller | None:
        """Whose session this is, or None. Raises OperationalError, PoolTimeout."""
        key = digest(secret)
        given = {"digest": key, "idle": self._idle, "noted": self._noted}
        return Caller.of(await self._ask(BY_SESSION, given), key)

    async def by_token(self, secret: str) -> Caller | None:
        """Whose token this is, or None. Raises OperationalError, PoolTimeout."""
        return Caller.of(await self._ask(BY_TOKEN, {"digest": digest(secret)}), None)

    async def _ask(self, statement: LiteralString, parameters: dict[str, Any]) -> list[Any]:
        """Ask, and once more where a connection broke since it was used: to look at each before would be a
        second round trip.
        """
        try:
            return await self._once(statement, parameters)
        except OperationalError:
            await self._pool.check()
            return await self._once(statement, parameters)

    async def _once(self, statement: LiteralString, parameters: dict[str, Any]) -> list[Any]:
        connection = await self._pool.getconn()  # as a context it would also end a transaction; there is none
        try:
            await connection.asking.execute(statement, parameters, prepare=True)
            return await connection.asking.fetchall()
        finally:
            await self._pool.putconn(connection)
