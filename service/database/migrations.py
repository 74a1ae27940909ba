"""Roles, databases and schema. Migrations are SQL files, applied in order, each once in a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from psycopg import sql

from service.messages import Told

SCHEMA = "service.store.schema"
OWNER, SERVICE = "infitah_owner", "infitah_service"
_LOCK = 7229412007
RECORD_OF_MIGRATIONS = """CREATE TABLE IF NOT EXISTS public.infitah_migrations
    (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"""


class CannotMigrate(Told):
    """The database cannot be brought to this version; the message says why and what to do."""


def ensure_roles(conninfo: str) -> None:
    """Make the owner of the log, who cannot log in, and the service's role, where they are missing, and let
    this connection's user act as either. Raises CannotMigrate where it may not.
    """
    with _permitted(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for role, login in ((OWNER, "NOLOGIN"), (SERVICE, "LOGIN")):
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} " + login).format(sql.Identifier(role)))
            if not _may_become(connection, role):
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def ensure_database(conninfo: str, name: str) -> None:
    """Make a database of that name where there is none."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def has_database(conninfo: str, name: str) -> bool:
    """Whether there is a database of that name."""
    with psycopg.connect(conninfo) as connection:
        return bool(connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount)


def migrate(conninfo: str) -> list[str]:
    """Apply the migrations that a database lacks; returns their names. Safe to run from several processes at
    once. Raises CannotMigrate, also for a database that a newer version migrated.
    """
    ours = {file.name: file for file in files(SCHEMA).iterdir() if file.name.endswith(".sql")}
    with _permitted(conninfo) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        connection.execute(RECORD_OF_MIGRATIONS)
        connection.execute("GRANT SELECT ON public.infitah_migrations TO PUBLIC")
        connection.commit()
        done = _applied(connection)
        connection.commit()
        if newer := sorted(done - ours.keys()):
            raise CannotMigrate("database_newer", found=newer[-1])
        missing = sorted(ours.keys() - done)
        for name in missing:
            with connection.transaction():
                connection.execute(ours[name].read_text("utf-8").encode())
                connection.execute("RESET ROLE")
                connection.execute("INSERT INTO public.infitah_migrations (name) VALUES (%s)", [name])
    return missing


def is_current(conninfo: str) -> bool:
    """Whether a database has exactly this version's migrations; any role may ask."""
    with psycopg.connect(conninfo) as connection:
        found = connection.execute("SELECT to_regclass('public.infitah_migrations')").fetchone()
        if found is None or found[0] is None:
            return False
        return _applied(connection) == {
            file.name for file in files(SCHEMA).iterdir() if file.name.endswith(".sql")
        }


def establish(conninfo: str, *, origin: str, illustrative: bool) -> bool:
    """Give a log its identity, once and for ever; returns whether this call did."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET LOCAL ROLE infitah_owner")
        made = connection.execute(
            "INSERT INTO log.identity (origin, illustrative) VALUES (%s, %s) ON CONFLICT DO NOTHING "
            "RETURNING origin",
            [origin, illustrative],
        ).fetchone()
        return made is not None


@contextmanager
def _permitted(conninfo: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(conninfo) as connection:
        user = connection.info.user
        try:
            yield connection
        except psycopg.errors.InsufficientPrivilege as error:
            needed = (
                f"CREATE ROLE {OWNER}; CREATE ROLE {SERVICE} LOGIN; GRANT {OWNER}, {SERVICE} TO {user};"
                f" GRANT CREATE ON DATABASE {connection.info.dbname} TO {user}, {OWNER};"
                f" GRANT CREATE ON SCHEMA public TO {user}"
            )
            said = str(error).strip()
            if user == SERVICE:  # nothing is to be granted to it
                raise CannotMigrate("service_may_not_migrate", user=user, said=said) from error
            raise CannotMigrate("may_not_migrate", user=user, said=said, needed=needed) from error


def _may_become(connection: psycopg.Connection, role: str) -> bool:
    """Tried and not looked up: since PostgreSQL 16 a member need not be one who may act as the role."""
    try:
        with connection.transaction():
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            connection.execute("RESET ROLE")
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _applied(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM public.infitah_migrations")}
