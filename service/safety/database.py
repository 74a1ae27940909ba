"""What the database shows: the rights of the connection that the service has, and what log it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg

from service.safety.findings import Finding, notice, unsafe

MOST_SKEW = 5
"""Seconds by which the two clocks may differ; beyond them nothing is recorded (`log.append`)."""
# session_user is who logged in: whoever has the connection can take back what the service sets its role to.
_ROLE: LiteralString = """SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls,
    pg_has_role(oid, 'infitah_owner', 'MEMBER'),
    ARRAY(SELECT g.rolname::text FROM pg_roles g
          WHERE g.rolname ^@ 'pg_' AND pg_has_role(r.oid, g.oid, 'MEMBER') ORDER BY 1)
    FROM pg_roles r WHERE rolname = session_user"""
_ON_LOG: LiteralString = """
    SELECT 'CREATE ON SCHEMA ' || nspname FROM pg_namespace
    WHERE nspname IN ('log', 'vault', 'access', 'public')
        AND has_schema_privilege(session_user, oid, 'CREATE')
    UNION ALL SELECT 'CREATE ON DATABASE'
    WHERE has_database_privilege(session_user, current_database(), 'CREATE')
    UNION ALL SELECT p || ' ON ' || c.oid::regclass
    FROM pg_class c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p
    WHERE relnamespace = 'log'::regnamespace AND relkind IN ('r', 'p')
        AND (has_table_privilege(session_user, c.oid, p)
            OR (p IN ('INSERT', 'UPDATE') AND has_any_column_privilege(session_user, c.oid, p)))
    ORDER BY 1"""


def of_database(conninfo: str) -> Iterator[Finding]:
    """Ask the database, by the connection that the service logs in by. Raises psycopg.OperationalError."""
    with psycopg.connect(conninfo) as connection:
        before = datetime.now(UTC)
        now = _one(connection, "SELECT clock_timestamp()")
        if (skew := abs((now - before).total_seconds())) > MOST_SKEW:
            yield unsafe("clocks_differ", seconds=round(skew))
        if _one(connection, "SELECT to_regclass('log.identity')") is None:
            yield notice("no_log_yet")
            return
        yield from _rights(connection)
        yield from _log(connection)


def _rights(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    row = connection.execute(_ROLE).fetchone()
    if row is None:  # whoever is logged in has a role
        return
    superuser, *powers, owner, predefined = row
    user = connection.info.user
    if superuser:
        yield unsafe("service_superuser", user=user)
        return
    if any(powers) or predefined:
        names = [
            name for name, has in zip(("CREATEROLE", "REPLICATION", "BYPASSRLS"), powers, strict=True) if has
        ]
        yield unsafe("service_powerful", user=user, powers=", ".join([*names, *predefined]))
    if owner:
        yield unsafe("service_is_owner", user=user)
        return
    if rights := [name for (name,) in connection.execute(_ON_LOG)]:
        yield unsafe("service_may_write", user=user, rights=", ".join(rights[:10]))


def _log(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    connection.execute("SET LOCAL ROLE infitah_service")
    if _one(connection, "SELECT illustrative FROM log.identity"):
        yield unsafe("illustrative_log")
    if _one(connection, "SELECT development FROM log.verifier_key"):
        yield unsafe("development_key")
    if _one(connection, "SELECT to_regclass('access.accounts')") is None:
        return  # a log of an older version
    examples = "SELECT count(*) FROM access.accounts WHERE illustrative AND closed_at IS NULL"
    if count := _one(connection, examples):
        yield unsafe("example_accounts", count=count)


def _one(connection: psycopg.Connection[Any], statement: LiteralString) -> Any:
    row = connection.execute(statement).fetchone()
    return None if row is None else row[0]
