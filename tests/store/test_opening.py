"""Reaching a log: roles on a named server, migrations, whose rights the service has, and its secret key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import ValidationError

from service.database.migrations import SCHEMA, CannotMigrate, ensure_roles, is_current, migrate
from service.database.opening import OpenDatabase, check_version, holds_log, initialise, open_database
from service.secret_file import BadSecret
from service.settings import Settings
from service.store.log import Log
from tests.conftest import Cluster
from tests.store.facts import append, held
from tests.store.rights import without_rights
from tests.vault_keys import KEYS


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """A database with nothing in it."""
    name = cluster.new_log(template=False)
    yield name
    cluster.drop(name)


def named(conninfo: str, **settings: object) -> Settings:
    parameters = conninfo_to_dict(conninfo)
    url = "postgresql://{user}@/{dbname}?host={host}&port={port}".format(**parameters)
    return Settings.model_validate({"database_url": url} | settings)


def test_a_named_database_is_used_with_the_services_rights_whoever_logs_in(
    cluster: Cluster, empty: str
) -> None:
    with open_database(named(cluster.conninfo(empty))) as database:
        assert not holds_log(database)
        assert initialise(database, origin="test")
        check_version(database)
        log = Log(database.conninfo, KEYS)
        append(log, held("workshop:a", 1))

        assert holds_log(database)
        assert log.head() == 1
        log.close()
        with psycopg.connect(database.conninfo) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("infitah_service",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM log.events")


def test_a_log_keeps_the_identity_that_it_was_given_first(cluster: Cluster, empty: str) -> None:
    with open_database(named(cluster.conninfo(empty))) as database:
        first, second = initialise(database, origin="first"), initialise(database, origin="second")
        log = Log(database.conninfo, KEYS)

        assert (first, second) == (True, False)
        assert log.identity() == ("first", False)
        log.close()


def test_a_named_database_never_receives_the_illustrative_log(cluster: Cluster, empty: str) -> None:
    with (
        pytest.raises(ValueError, match="never receives it"),
        open_database(named(cluster.conninfo(empty)), illustrative=True),
    ):
        pass


def test_several_processes_migrate_a_database_once(cluster: Cluster, empty: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        applied = list(threads.map(lambda _: migrate(cluster.conninfo(empty)), range(4)))

    everything = sorted(file.name for file in files(SCHEMA).iterdir() if file.name.endswith(".sql"))
    assert sorted(name for names in applied for name in names) == everything
    assert is_current(cluster.conninfo(empty))


def test_an_older_log_is_migrated_with_what_it_holds(
    cluster: Cluster, log: Log, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    append(log, held("workshop:a", 1))
    for file in files(SCHEMA).iterdir():
        if file.name.endswith(".sql"):
            (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "9999_more.sql").write_text(
        "SET LOCAL ROLE infitah_owner; ALTER TABLE log.events ADD note text"
    )
    monkeypatch.setattr("service.database.migrations.files", lambda _: tmp_path)
    owner = cluster.conninfo(conninfo_to_dict(log.conninfo)["dbname"])
    database = OpenDatabase(log.conninfo, owner, log.conninfo)
    with pytest.raises(CannotMigrate, match="run infitah init"):
        check_version(database)

    initialise(database, origin="again")

    check_version(database)
    assert [row.stream for row in log.since(0, 10)] == ["workshop:a"]
    append(log, held("workshop:a", 2))


def test_a_log_of_a_newer_version_is_left_alone(cluster: Cluster, empty: str) -> None:
    migrate(cluster.conninfo(empty))
    with psycopg.connect(cluster.conninfo(empty)) as connection:
        connection.execute("INSERT INTO infitah_migrations (name) VALUES ('9999_of_tomorrow.sql')")

    with pytest.raises(CannotMigrate, match=r"found 9999_of_tomorrow\.sql: start the newer"):
        migrate(cluster.conninfo(empty))


def test_an_ordinary_user_with_the_grants_that_the_refusal_names_can_migrate(
    cluster: Cluster, empty: str
) -> None:
    with psycopg.connect(cluster.conninfo(empty), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE clerk_{empty} LOGIN")
    ordinary = cluster.conninfo(empty, f"clerk_{empty}")
    with pytest.raises(CannotMigrate, match="MIGRATION_DATABASE_URL a user who may") as refused:
        ensure_roles(ordinary)

    with psycopg.connect(cluster.conninfo(empty), autocommit=True) as connection:
        for statement in str(refused.value).partition("run: ")[2].split("; "):
            if not statement.startswith("CREATE ROLE"):
                connection.execute(statement)

    ensure_roles(ordinary)
    assert migrate(ordinary)
    log = Log(ordinary, KEYS)
    assert log.head() == 0
    log.close()
    with psycopg.connect(cluster.conninfo(empty), autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY clerk_{empty}")


def test_an_ordinary_user_without_grants_is_told_what_to_ask_for(cluster: Cluster, empty: str) -> None:
    with psycopg.connect(cluster.conninfo(empty), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE stranger_{empty} LOGIN")

    with pytest.raises(CannotMigrate, match="GRANT infitah_owner, infitah_service TO stranger"):
        migrate(cluster.conninfo(empty, f"stranger_{empty}"))


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: settings.secret(), range(8)))

    assert {len(secret) for secret in found} == {32}
    assert len(found) == 1
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_that_is_named_and_missing_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(BadSecret, match=f"SECRET_FILE={tmp_path}/gone/key: there is no such file"):
        Settings(data_dir=tmp_path, secret_file=tmp_path / "gone" / "key").secret()

    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("content", ["", "not hexadecimal", "00ff"])
def test_a_file_that_holds_no_secret_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)

    with pytest.raises(BadSecret, match=f"SECRET_FILE={tmp_path}/key"):
        Settings(secret_file=tmp_path / "key").secret()


def test_a_secret_behind_a_closed_directory_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o000)
    settings = Settings(secret_file=tmp_path / "closed" / "key")

    with without_rights(), pytest.raises(BadSecret, match=f"{tmp_path}/closed/key: cannot be read: the perm"):
        settings.secret()


@pytest.mark.parametrize(
    "wrong", [{"port": "0"}, {"port": "many"}, {"database_url": "mysql://x"}, {"database_url": "infitah"}]
)
def test_settings_that_cannot_be_right_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(wrong)

    assert json.loads(refused.value.json())[0]["loc"] == list(wrong)
