"""Roles, databases and schema. Migrations are SQL files, applied in order, each once in a transaction."""

from __future__ import annotations

from importlib.resources import files

import psycopg
from psycopg import sql

SCHEMA = "service.store.schema"
_LOCK = 7229412007
RECORD_OF_MIGRATIONS = """CREATE TABLE IF NOT EXISTS public.infitah_migrations
    (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"""


def ensure_roles(conninfo: str) -> None:
    """Make the owner of the log, who cannot log in, and the service's role, where they are missing."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for role, login in (("infitah_owner", "NOLOGIN"), ("infitah_service", "LOGIN")):
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} " + login).format(sql.Identifier(role)))
        for role in ("infitah_owner", "infitah_service"):
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def ensure_database(conninfo: str, name: str) -> None:
    """Make a database of that name where there is none."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def migrate(conninfo: str) -> list[str]:
    """Apply the migrations that a database lacks; returns their names. Safe to run from several processes at
    once.
    """
    applied = []
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        connection.execute(RECORD_OF_MIGRATIONS)
        connection.commit()
        done = {name for (name,) in connection.execute("SELECT name FROM public.infitah_migrations")}
        connection.commit()
        for file in sorted(files(SCHEMA).iterdir(), key=lambda item: item.name):
            if not file.name.endswith(".sql") or file.name in done:
                continue
            with connection.transaction():
                connection.execute(file.read_text("utf-8").encode())
                connection.execute("RESET ROLE")
                connection.execute("INSERT INTO public.infitah_migrations (name) VALUES (%s)", [file.name])
            applied.append(file.name)
    return applied


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
