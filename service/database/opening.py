"""Opening a log: the database behind it, migrated, and its identity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg

from service.database.embedded import EmbeddedServer
from service.database.migrations import (
    SERVICE,
    CannotMigrate,
    ensure_database,
    ensure_roles,
    establish,
    has_database,
    is_current,
    migrate,
)
from service.settings import Settings
from service.store.datastore import as_service
from service.vault.clear_texts import clear_texts_wait

OWN, ILLUSTRATIVE = "infitah", "infitah_illustrative"


class OpenDatabase(NamedTuple):
    """How to reach the log's database: with the service's rights, as who migrates it, and as who logs in."""

    conninfo: str
    migration_conninfo: str
    login_conninfo: str


class NoDatabase(LookupError):
    """The data directory holds no database for the log; nothing was made there."""


@contextmanager
def open_database(
    settings: Settings, *, illustrative: bool = False, create: bool = False
) -> Iterator[OpenDatabase]:
    """Reach the database of a log, starting the embedded server where none is named.

    An illustrative log has a database of its own in the embedded server; a named server never receives one.
    Only with `create` is an embedded one made: who reads from a directory that was mistyped leaves no trace
    there. Raises NoDatabase, UnsafeDirectory, ServerFailed, psycopg.OperationalError.
    """
    if settings.database_url is not None:
        if illustrative:
            raise ValueError(
                "expected no DATABASE_URL for the illustrative log: a named database never receives it"
            )
        url = settings.database_url
        yield OpenDatabase(as_service(url), settings.migration_database_url or url, url)
        return
    server = EmbeddedServer(settings.data_dir)
    if not create and not server.made():
        raise NoDatabase(settings.data_dir)
    server.attach()
    try:
        root, name = server.conninfo("postgres"), ILLUSTRATIVE if illustrative else OWN
        if not create and not has_database(root, name):
            raise NoDatabase(settings.data_dir)
        ensure_roles(root)
        ensure_database(root, name)
        login = server.conninfo(name, SERVICE)
        yield OpenDatabase(as_service(login), server.conninfo(name), login)
    finally:
        server.detach()


def initialise(database: OpenDatabase, *, origin: str, illustrative: bool = False) -> bool:
    """Migrate the database and give its log an identity; returns whether the log is new.

    Raises CannotMigrate.
    """
    ensure_roles(database.migration_conninfo)
    migrate(database.migration_conninfo)
    return establish(database.migration_conninfo, origin=origin, illustrative=illustrative)


def holds_log(database: OpenDatabase) -> bool:
    """Whether the database holds a log, of whatever version."""
    with psycopg.connect(database.login_conninfo) as connection:
        found = connection.execute(
            "SELECT to_regnamespace('log') IS NOT NULL AND to_regrole(%s) IS NOT NULL", [SERVICE]
        ).fetchone()
    if found is None or not found[0]:
        return False
    with psycopg.connect(database.conninfo) as connection:
        found = connection.execute("SELECT to_regclass('log.identity') IS NOT NULL").fetchone()
        return bool(found and found[0]) and bool(connection.execute("SELECT FROM log.identity").rowcount)


def check_version(database: OpenDatabase) -> None:
    """Refuse a log that another version made, or whose migration is not at its end. Raises CannotMigrate."""
    if not is_current(database.login_conninfo) or clear_texts_wait(database.login_conninfo):
        raise CannotMigrate("log_of_other_version")
