"""A log of an older version, whose words lie in the clear: encrypted once, with nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
import rfc8785

from service.database import migrations
from service.database.migrations import CannotMigrate, ensure_roles, establish, migrate
from service.database.opening import OpenDatabase, check_version
from service.settings import Settings
from service.store.log import Log
from service.vault import clear_texts
from service.vault.clear_texts import clear_texts_wait, encrypt_clear_texts
from tests.conftest import Cluster
from tests.domain.public_words import KNOWN, collecting, submit_idea
from tests.projections.following import SALT, sealing
from tests.vault_keys import KEYS

WORDS = "اسمي فاطمة وأقترح نشر المقررات"
NAME = "فاطمة الزهراء"


@pytest.fixture
def older(embedded: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The name of a database that the version before this one made: 30 texts, one of a known author, and two
    office holders. It is migrated to this version but for the texts.
    """
    name = embedded.new_log(template=False)
    conninfo = embedded.conninfo(name)
    with monkeypatch.context() as before:
        for file in files(migrations.SCHEMA).iterdir():
            if file.name.endswith(".sql") and file.name < "0005":
                (tmp_path / file.name).write_text(file.read_text())
        before.setattr("service.database.migrations.files", lambda _: tmp_path)
        ensure_roles(conninfo)
        migrate(conninfo)
        establish(conninfo, origin="older.test", illustrative=True)
    _filled(conninfo)
    migrate(conninfo)
    yield name
    embedded.drop(name)


def _filled(conninfo: str) -> None:
    given = collecting()
    submit_idea(given, author=KNOWN)
    [event] = [sealing(one, WORDS) for one in given.log if one.type == "IdeaSubmitted"]
    with psycopg.connect(conninfo) as connection:
        connection.execute(
            "INSERT INTO log.events VALUES (1, 'idea:i1', 1, 'IdeaSubmitted', %s, now())",
            [rfc8785.dumps(event.wire())],
        )
        rows: list[Any] = [(event.data.text.ref, WORDS), *((f"ref-{n}", f"{WORDS} {n}") for n in range(29))]
        for ref, text in rows:
            connection.execute("INSERT INTO vault.texts VALUES (%s, 'ar', %s, %s)", [ref, SALT, text])
        for person in ("member-1", "person-7"):
            connection.execute("INSERT INTO vault.office_register VALUES (%s, %s, 'عضو')", [person, NAME])


def opened(cluster: Cluster, name: str) -> Log:
    return Log(cluster.conninfo(name, "infitah_service"), KEYS)


def refs(cluster: Cluster, name: str) -> list[str]:
    with psycopg.connect(cluster.conninfo(name)) as connection:
        return [ref for (ref,) in connection.execute("SELECT ref FROM vault.texts")]


def test_texts_and_names_of_an_older_log_are_encrypted_with_nothing_lost(
    embedded: Cluster, older: str
) -> None:
    heard: list[tuple[int, int]] = []

    done = encrypt_clear_texts(embedded.conninfo(older), KEYS, lambda *told: heard.append(told))

    log = opened(embedded, older)
    texts = log.texts(refs(embedded, older))
    assert done == 32
    assert heard[-1] == (32, 32)
    assert sorted(text for _, text in texts.values()) == sorted([WORDS, *(f"{WORDS} {n}" for n in range(29))])
    assert log.office_register() == {"member-1": (NAME, "عضو"), "person-7": (NAME, "عضو")}
    assert [(one.text, one.salt) for one in log.vault.texts_of("person-7").values()] == [(WORDS, SALT)]
    log.close()


def test_nothing_stays_in_the_clear_and_a_second_start_has_nothing_to_do(
    embedded: Cluster, older: str
) -> None:
    assert clear_texts_wait(embedded.conninfo(older))

    encrypt_clear_texts(embedded.conninfo(older), KEYS)

    assert not clear_texts_wait(embedded.conninfo(older, "infitah_service"))
    assert encrypt_clear_texts(embedded.conninfo(older), KEYS) == 0
    with psycopg.connect(embedded.conninfo(older)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'vault'").fetchall()
        held = {"contacts", "contents", "office_register", "retired_keys", "subjects", "texts"}
        assert {name for (name,) in tables} == held
        for table in ("texts", "office_register"):
            sealed = connection.execute(f"SELECT sealed FROM vault.{table}").fetchall()
            assert all("فاطمة".encode() not in row[0] for row in sealed)


def test_whoever_is_interrupted_goes_on_where_it_was(
    embedded: Cluster, older: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clear_texts, "BATCH", 7)

    class Power(Exception):
        pass

    def fails(done: int, _all: int) -> None:
        if done >= 14:
            raise Power

    with pytest.raises(Power):
        encrypt_clear_texts(embedded.conninfo(older), KEYS, fails)
    half = opened(embedded, older)
    assert len(half.texts(refs(embedded, older))) == 14
    half.close()

    assert encrypt_clear_texts(embedded.conninfo(older), KEYS) == 18

    log = opened(embedded, older)
    assert len(log.texts(refs(embedded, older))) == 30
    log.close()


def test_a_log_whose_texts_wait_is_refused_until_somebody_encrypts_them(
    embedded: Cluster, older: str
) -> None:
    conninfo, service = embedded.conninfo(older), embedded.conninfo(older, "infitah_service")
    database = OpenDatabase(service, conninfo, service)

    with pytest.raises(CannotMigrate, match="run infitah init"):
        check_version(database)
    with psycopg.connect(service) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM vault.clear_texts")
    encrypt_clear_texts(conninfo, KEYS)

    check_version(database)


def test_opening_an_older_log_encrypts_what_it_holds(embedded: Cluster, older: str, tmp_path: Path) -> None:
    from service.opening import opened as opened_service

    settings = Settings.model_validate(
        {
            "data_dir": tmp_path / "data",
            "database_url": f"postgresql://postgres@/{older}?host={embedded.directory}&port=5432",
        }
    )
    heard: list[tuple[int, int]] = []

    with opened_service(settings, create=True, told=lambda *told: heard.append(told)) as service:
        assert len(service.log.texts(refs(embedded, older))) == 30

    assert heard[-1] == (32, 32)
    assert (tmp_path / "data" / "vault.key").stat().st_mode & 0o777 == 0o600
