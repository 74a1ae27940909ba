"""What is found of the rights of the connection that the service logs in by, and of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from service.safety import database as looking
from service.safety.database import of_database
from tests.conftest import Cluster

OTHER = "somebody_else"
Granted = Callable[..., str]


@pytest.fixture
def name(embedded: Cluster) -> Iterator[str]:
    made = embedded.new_log(illustrative=False)
    yield made
    embedded.drop(made)


@pytest.fixture
def granted(embedded: Cluster, name: str) -> Iterator[Granted]:
    """Gives a role of its own these rights beside those of the service, and returns the connection by it."""
    with psycopg.connect(embedded.conninfo(name), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {OTHER} LOGIN IN ROLE infitah_service")

        def give(*statements: str) -> str:
            for statement in statements:
                connection.execute(statement.encode())
            return embedded.conninfo(name, OTHER)

        yield give
        connection.execute(f"DROP OWNED BY {OTHER} CASCADE; DROP ROLE {OTHER}")


def codes(conninfo: str) -> list[str]:
    return [found.code for found in of_database(conninfo)]


def test_the_service_s_own_role_has_no_more_rights_than_it_needs(embedded: Cluster, name: str) -> None:
    assert codes(embedded.conninfo(name, "infitah_service")) == []


def test_a_superuser_is_found_though_the_service_takes_the_rights_of_its_role(
    embedded: Cluster, name: str
) -> None:
    limited = f"{embedded.conninfo(name)}&options=-c%20role%3Dinfitah_service"

    assert codes(limited) == ["service_superuser"]


@pytest.mark.parametrize(
    ("statement", "code", "told"),
    [
        (f"ALTER ROLE {OTHER} CREATEROLE", "service_powerful", "CREATEROLE"),
        (f"ALTER ROLE {OTHER} BYPASSRLS", "service_powerful", "BYPASSRLS"),
        (f"GRANT pg_write_server_files TO {OTHER}", "service_powerful", "pg_write_server_files"),
        (f"GRANT infitah_owner TO {OTHER}", "service_is_owner", OTHER),
        (f"GRANT CREATE ON SCHEMA log TO {OTHER}", "service_may_write", "CREATE ON SCHEMA log"),
        (f"GRANT UPDATE ON log.events TO {OTHER}", "service_may_write", "UPDATE ON log.events"),
        (f"GRANT UPDATE (state) ON log.events TO {OTHER}", "service_may_write", "UPDATE ON log.events"),
        (f"GRANT INSERT ON log.tiles TO {OTHER}", "service_may_write", "INSERT ON log.tiles"),
        (f"GRANT TRIGGER ON log.events TO {OTHER}", "service_may_write", "TRIGGER ON log.events"),
    ],
)
def test_a_right_that_the_service_does_not_need_is_named(
    granted: Granted, statement: str, code: str, told: str
) -> None:
    [found] = of_database(granted(statement))

    assert (found.code, found.unsafe) == (code, True)
    assert told in found.sentence["fr"]


def test_what_is_in_the_log_for_trying_out_is_found(embedded: Cluster) -> None:
    name = embedded.new_log(illustrative=True)
    with psycopg.connect(embedded.conninfo(name)) as connection:
        connection.execute("INSERT INTO log.verifier_key (vkey, development) VALUES ('x', true)")
        connection.execute(
            "INSERT INTO access.accounts (account_ref, email_digest, illustrative, closed_at)"
            " SELECT 'a' || n, sha256(n::text::bytea), n < 3, CASE WHEN n = 1 THEN now() END"
            " FROM generate_series(1, 4) n"
        )

    found = list(of_database(embedded.conninfo(name, "infitah_service")))

    assert [one.code for one in found] == ["illustrative_log", "development_key", "example_accounts"]
    assert found[2].found == {"count": 1}
    embedded.drop(name)


def test_a_clock_that_is_not_the_database_s_is_found(
    embedded: Cluster, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) - timedelta(seconds=60)

    monkeypatch.setattr(looking, "datetime", Late)

    [found] = of_database(embedded.conninfo(name, "infitah_service"))

    assert (found.code, found.found["seconds"]) == ("clocks_differ", 60)


def test_a_database_without_a_log_is_only_told(embedded: Cluster) -> None:
    [found] = of_database(embedded.conninfo("postgres"))

    assert (found.code, found.unsafe) == ("no_log_yet", False)
