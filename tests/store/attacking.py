"""What a stolen service connection tries, and how it is seen whether anything came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from tests.conftest import Cluster

CATALOGUE = """SELECT jsonb_agg(row ORDER BY row::text) FROM (
    SELECT to_jsonb(c) - 'relfrozenxid' - 'relminmxid' - 'relpages' - 'reltuples' - 'relallvisible'
        - 'relallfrozen' - 'relfilenode' AS row FROM pg_class c
        WHERE relnamespace = 'log'::regnamespace AND relkind <> 't'
    UNION ALL SELECT to_jsonb(p) FROM pg_proc p WHERE pronamespace::regnamespace::text IN ('log', 'vault')
    UNION ALL SELECT to_jsonb(t) FROM pg_trigger t
        JOIN pg_class c ON c.oid = tgrelid AND relnamespace = 'log'::regnamespace
    UNION ALL SELECT to_jsonb(a) FROM pg_attribute a
        JOIN pg_class c ON c.oid = attrelid AND relnamespace = 'log'::regnamespace
    UNION ALL SELECT to_jsonb(r) FROM pg_rewrite r
        JOIN pg_class c ON c.oid = ev_class AND relnamespace = 'log'::regnamespace
    UNION ALL SELECT to_jsonb(p) FROM pg_policy p
    UNION ALL SELECT to_jsonb(d) FROM pg_description d WHERE classoid = 'pg_class'::regclass
    UNION ALL SELECT to_jsonb(n) FROM pg_namespace n WHERE nspname !~ '^pg_'
    UNION ALL SELECT to_jsonb(m) FROM pg_auth_members m
    UNION ALL SELECT to_jsonb(r) - 'rolpassword' FROM pg_roles r
    UNION ALL SELECT to_jsonb(s) FROM pg_db_role_setting s
    UNION ALL SELECT to_jsonb(i) FROM pg_inherits i) AS every (row)"""
"""All that the catalogue knows of the log and of who may do what."""
COMMAND = UUID(int=1)
"""The first command of a log that is attacked."""
OF_TABLES = """SELECT oid::regclass::text FROM pg_class
    WHERE relnamespace = 'log'::regnamespace AND relkind IN ('r', 'p')"""
OF_FUNCTIONS = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'log'::regnamespace"


def tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Every table of the log."""
    return sorted(name for (name,) in connection.execute(OF_TABLES.encode()))


def functions(connection: psycopg.Connection[Any]) -> list[str]:
    """Every function of the log, with the types of its arguments."""
    return sorted(name for (name,) in connection.execute(OF_FUNCTIONS.encode()))


class Seen:
    """The log as its superuser sees it: rows by table, and the catalogue."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        with psycopg.connect(cluster.conninfo(database)) as connection:
            self.rows = {
                table: frozenset(
                    row for (row,) in connection.execute(f"SELECT t::text FROM {table} t".encode())
                )
                for table in tables(connection)
            }
            [self.catalogue] = connection.execute(CATALOGUE.encode()).fetchone() or [None]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and (self.rows, self.catalogue) == (other.rows, other.catalogue)

    __hash__ = None  # type: ignore[assignment]

    def lost(self, after: Seen) -> dict[str, frozenset[str]]:
        """The rows that are no more, or no more what they were."""
        return {table: gone for table, rows in self.rows.items() if (gone := rows - after.rows[table])}


def refusals(conninfo: str, statements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Try each statement in a session of its own and commit it; yields it with the error's class."""
    for statement in statements:
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                connection.execute(statement.encode())
        except psycopg.Error as error:
            yield statement, type(error).__name__
        else:
            yield statement, "done"


def forged(connection: psycopg.Connection[Any], **changed: Any) -> list[tuple[Any, ...]]:
    """Call `log.append` with one event of a new stream, but for what is `changed` in the call."""
    given: dict[str, tuple[Any, str]] = {
        "command_ids": ([uuid4()], "uuid[]"),
        "actors": (["x"], "text[]"),
        "routes": (["x"], "text[]"),
        "body_hmacs": ([b"x"], "bytea[]"),
        "results": ([Jsonb({})], "jsonb[]"),
        "event_command": ([1], "int[]"),
        "streams": (["workshop:forged"], "text[]"),
        "versions": ([1], "bigint[]"),
        "topics": (["Forged"], "text[]"),
        "states": ([b"{}"], "bytea[]"),
        "recorded": ([datetime.now(UTC)], "timestamptz[]"),
        "tag_event": ([1], "int[]"),
        "tags": (["programme:p1"], "text[]"),
    }
    empty = {
        "int[]": "read_command set_command key_command text_command",
        "text[]": "read_streams set_tags key_subjects key_masters text_refs text_languages text_subjects",
        "bigint[]": "read_versions set_positions",
        "uuid[]": "key_ids",
        "bytea[]": "key_wrapped text_nonces text_sealed",
    }
    given |= {name: ([], kind) for kind, names in empty.items() for name in names.split()}
    given = {name: (changed.get(name, value), kind) for name, (value, kind) in given.items()}
    call = ", ".join(f"{name} => %({name})s::{kind}" for name, (_, kind) in given.items())
    values = {name: value for name, (value, _) in given.items()}
    return connection.execute(f"SELECT * FROM log.append({call})".encode(), values).fetchall()


_OWN_FUNCTIONS = """
    CREATE FUNCTION {schema}.yes(bytea, bytea) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE FUNCTION {schema}.no(bytea, bytea) RETURNS boolean LANGUAGE sql AS 'SELECT false';
    CREATE FUNCTION {schema}.no(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false';
    CREATE FUNCTION {schema}.abs(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT 0.0';
    CREATE FUNCTION {schema}.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$SELECT '\\x00'::bytea$$;
    CREATE FUNCTION {schema}.octet_length(bytea) RETURNS int LANGUAGE sql AS 'SELECT 96';
    CREATE FUNCTION {schema}.starts_with(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"""
_OWN_OPERATORS = """
    CREATE OPERATOR read.= (leftarg = bytea, rightarg = bytea, function = read.yes);
    CREATE OPERATOR read.<> (leftarg = bytea, rightarg = bytea, function = read.no);
    CREATE OPERATOR read.<> (leftarg = bigint, rightarg = bigint, function = read.no);
    CREATE OPERATOR read.< (leftarg = bigint, rightarg = bigint, function = read.no);
    CREATE OPERATOR read.<= (leftarg = bigint, rightarg = bigint, function = read.no);
    CREATE TEMP TABLE events (LIKE log.events);
    CREATE TEMP TABLE tree AS SELECT true AS only_row, 0::bigint AS size;
    CREATE TEMP TABLE identity AS SELECT 'other.test' AS origin, true AS illustrative;
    SET search_path = read, pg_temp, pg_catalog, log"""


def spoil(connection: psycopg.Connection[Any]) -> None:
    """Make functions, operators and tables of one's own by the names that those of the log's owner use, where
    this session finds them first.
    """
    for schema in ("read", "pg_temp"):
        connection.execute(_OWN_FUNCTIONS.format(schema=schema).encode())
    connection.execute(_OWN_OPERATORS.encode())


def note(size: int, origin: str = "own.test") -> bytes:
    """What looks like a checkpoint of a log of that size."""
    return f"{origin}\n{size}\nAAAA\n\n— {origin} AAAA\n".encode()
