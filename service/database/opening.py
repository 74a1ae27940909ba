"""Opening a log: the database behind it, migrated, and its identity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from service.database.embedded import EmbeddedServer
from service.database.migrations import ensure_database, ensure_roles, establish, migrate
from service.settings import Settings

OWN, ILLUSTRATIVE = "infitah", "infitah_illustrative"


class OpenDatabase(NamedTuple):
    """How to connect to the log's database as the service, and as who migrates it."""

    conninfo: str
    migration_conninfo: str


class NotInitialised(Exception):
    """The database holds no log yet."""


@contextmanager
def open_database(settings: Settings, *, illustrative: bool = False) -> Iterator[OpenDatabase]:
    """Reach the database of a log, starting the embedded server where none is named.

    An illustrative log has a database of its own in the embedded server; a named server never receives one.
    Raises UnsafeDirectory, psycopg.OperationalError.
    """
    if settings.database_url is not None:
        if illustrative:
            raise ValueError(
                "expected no DATABASE_URL for the illustrative log: a named database never receives it"
            )
        yield OpenDatabase(settings.database_url, settings.migration_database_url or settings.database_url)
        return
    server = EmbeddedServer(settings.data_dir)
    socket = server.attach()
    try:
        address = f"postgresql:///{{name}}?host={socket}&user={{user}}"
        ensure_roles(address.format(name="postgres", user="postgres"))
        name = ILLUSTRATIVE if illustrative else OWN
        ensure_database(address.format(name="postgres", user="postgres"), name)
        yield OpenDatabase(
            address.format(name=name, user="infitah_service"), address.format(name=name, user="postgres")
        )
    finally:
        server.detach()


def initialise(database: OpenDatabase, *, origin: str, illustrative: bool = False) -> bool:
    """Migrate the database and give its log an identity; returns whether the log is new."""
    ensure_roles(database.migration_conninfo)
    migrate(database.migration_conninfo)
    return establish(database.migration_conninfo, origin=origin, illustrative=illustrative)
