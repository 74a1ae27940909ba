"""What the database itself refuses, to the service and to the log's owner."""

from __future__ import annotations

import psycopg
import pytest

from service.database.migrations import migrate
from service.store.log import Log
from tests.conftest import Cluster
from tests.store.facts import append, held
from tests.vault_keys import KEYS

CHANGES = [
    "UPDATE log.events SET topic = 'x'",
    "DELETE FROM log.events",
    "TRUNCATE log.events CASCADE",
    "UPDATE log.event_tags SET tag = 'x'",
    "DELETE FROM log.event_tags",
    "TRUNCATE log.event_tags",
    "UPDATE log.identity SET origin = 'x'",
    "DELETE FROM log.identity",
]


@pytest.fixture
def database(cluster: Cluster) -> str:
    """A log with one event; the name of its database."""
    name = cluster.new_log(illustrative=False)
    opened = Log(cluster.conninfo(name, "infitah_service"), KEYS)
    append(opened, held("workshop:a", 1))
    opened.close()
    return name


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["infitah_owner", "infitah_service"])
def test_neither_owner_nor_service_can_change_what_is_recorded(
    cluster: Cluster, database: str, role: str, change: str
) -> None:
    with psycopg.connect(cluster.conninfo(database)) as connection:
        connection.execute(f"SET ROLE {role}")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO log.events VALUES (2, 'workshop:a', 2, 'x', '\\x00', now())",
        "INSERT INTO log.event_tags VALUES ('x', 1)",
        "INSERT INTO log.command_records SELECT * FROM log.command_records",
        "DELETE FROM log.command_records",
        "ALTER TABLE log.events DISABLE TRIGGER ALL",
        "DROP TABLE log.events CASCADE",
        "CREATE TABLE log.mine ()",
        "SET ROLE infitah_owner",
    ],
)
def test_the_service_may_only_read_the_log_and_append(
    cluster: Cluster, database: str, statement: str
) -> None:
    with (
        psycopg.connect(cluster.conninfo(database, "infitah_service")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_the_owner_of_the_log_cannot_log_in(cluster: Cluster, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(cluster.conninfo(database, "infitah_owner"))


def test_migrating_twice_changes_nothing(cluster: Cluster, database: str) -> None:
    assert migrate(cluster.conninfo(database)) == []


def test_an_append_survives_the_loss_of_its_connection(cluster: Cluster) -> None:
    name = cluster.new_log(illustrative=False)
    log = Log(cluster.conninfo(name, "infitah_service"), KEYS)
    append(log, held("workshop:a", 1))
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )

    append(log, held("workshop:a", 2))

    assert log.head() == 2
    log.close()
