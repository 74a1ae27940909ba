"""What is found of secrets and keys: unusable ones, those of another log, and those that could be guessed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service.access.accounts import Accounts
from service.safety.findings import Finding
from service.safety.keys import of_files, of_log
from service.safety.plainness import too_plain
from service.secret_file import make_secret
from service.settings import Settings
from service.transparency.keys import OFFICIAL, make_key
from service.transparency.log_key import establish_key
from service.vault.cipher import MasterKey, new_key, wrap
from service.vault.master_keys import MasterKeys, new_master_key, read_keys, write_keys
from service.vault.vault import Vault
from tests.conftest import Cluster

ZEROS = "0" * 64


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Named files that are all as they should be."""
    named = {name: tmp_path / name for name in ("secret_file", "vault_key_file", "log_key_file")}
    make_secret(named["secret_file"])
    write_keys(named["vault_key_file"], [new_master_key()])
    make_key(named["log_key_file"], "infitah/tests", comment=OFFICIAL)
    return Settings(data_dir=tmp_path / "data", **named)


@pytest.fixture
def database(embedded: Cluster, settings: Settings) -> Iterator[str]:
    """A log of its own that has the key of the settings; the connection with its owner's rights."""
    name = embedded.new_log(illustrative=False)
    conninfo = embedded.conninfo(name)
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT origin FROM log.identity").fetchone()
    assert row is not None
    settings.key_path(illustrative=False).unlink()
    make_key(settings.key_path(illustrative=False), row[0], comment=OFFICIAL)
    establish_key(conninfo, settings.key_path(illustrative=False), development=False)
    yield conninfo
    embedded.drop(name)


def seal_under(conninfo: str, master: MasterKey) -> None:
    key = new_key()
    with psycopg.connect(conninfo) as connection:
        connection.execute(
            "INSERT INTO vault.subjects (subject_ref, key_id, master_key_id, wrapped_key)"
            " VALUES ('person-1', %s, %s, %s)",
            [key.id, master.id, wrap(master, "person-1", key)],
        )


def told(found: Iterable[Finding]) -> list[tuple[str, bool]]:
    return [(one.code, one.unsafe) for one in found]


def files(settings: Settings) -> list[tuple[str, bool]]:
    return told(of_files(settings, illustrative=False))


def log(settings: Settings, conninfo: str) -> list[tuple[str, bool]]:
    as_service = conninfo.replace("user=postgres", "user=infitah_service")
    return told(of_log(as_service, settings, illustrative=False))


def test_nothing_is_found_of_random_keys_that_are_the_log_s_own(settings: Settings, database: str) -> None:
    seal_under(database, read_keys(settings.vault_key_path(illustrative=False))[0])

    assert files(settings) + log(settings, database) == []


def test_what_the_service_makes_itself_may_be_missing_before_its_first_start(tmp_path: Path) -> None:
    assert files(Settings(data_dir=tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("secret_file", None, "secret_unusable"),
        ("secret_file", "00ff", "secret_unusable"),
        ("secret_file", "not hexadecimal", "secret_unusable"),
        ("secret_file", ZEROS, "secret_plain"),
        ("vault_key_file", None, "vault_key_unusable"),
        ("vault_key_file", "k-1:00ff", "vault_key_unusable"),
        ("vault_key_file", "# nothing\n", "vault_key_unusable"),
        ("vault_key_file", f"k-1:{ZEROS}", "vault_key_plain"),
        ("vault_key_file", f"k-2:{secrets.token_hex(32)}\nk-1:{ZEROS}", "vault_key_plain"),
        ("log_key_file", "PRIVATE+KEY+x", "log_key_unusable"),
    ],
)
def test_a_file_that_cannot_be_used_or_could_be_guessed_is_unsafe(
    settings: Settings, name: str, content: str | None, code: str
) -> None:
    path: Path = getattr(settings, name)
    path.unlink()
    if content is not None:
        path.write_text(content)

    [found] = of_files(settings, illustrative=False)

    assert (found.code, found.unsafe) == (code, True)
    for said in (*found.sentence.values(), found.sentence["ar"]):
        assert str(path) in said
        assert content is None or content not in said, "what a secret file holds is told to nobody"


def test_a_log_key_that_is_missing_is_unsafe_once_the_log_has_one(settings: Settings, database: str) -> None:
    settings.key_path(illustrative=False).unlink()

    assert (files(settings), log(settings, database)) == ([], [("log_key_unusable", True)])


def test_the_key_of_another_log_is_unsafe(settings: Settings, database: str) -> None:
    settings.key_path(illustrative=False).unlink()
    make_key(settings.key_path(illustrative=False), "infitah/another", comment=OFFICIAL)

    assert log(settings, database) == [("log_key_unusable", True)]


def test_other_bytes_under_the_name_of_the_key_that_sealed_are_unsafe(
    settings: Settings, database: str
) -> None:
    path = settings.vault_key_path(illustrative=False)
    [sealing] = read_keys(path)
    seal_under(database, sealing)

    write_keys(path, [MasterKey(sealing.id, secrets.token_bytes(32))])

    assert (files(settings), log(settings, database)) == ([], [("vault_key_unusable", True)])


def test_keys_without_the_one_that_sealed_are_unsafe(settings: Settings, database: str) -> None:
    path = settings.vault_key_path(illustrative=False)
    seal_under(database, read_keys(path)[0])

    write_keys(path, [new_master_key()])

    assert log(settings, database) == [("vault_key_unusable", True)]


def test_the_service_s_own_key_that_was_lost_is_unsafe_once_something_is_sealed(
    settings: Settings, database: str
) -> None:
    own = settings.model_copy(update={"vault_key_file": None})
    assert log(own, database) == []

    seal_under(database, new_master_key())

    assert log(own, database) == [("vault_key_unusable", True)]


def test_the_directory_of_another_log_s_documents_is_unsafe(
    settings: Settings, database: str, tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "origin").write_text("infitah/another")

    changed = settings.model_copy(update={"documents_dir": tmp_path / "documents"})

    assert log(changed, database) == [("documents_unusable", True)]


def account_made(settings: Settings, conninfo: str, email: str) -> str:
    """An account as the service makes it, under the secret and the vault's keys of the settings."""

    def rows(statement: Any, parameters: Any) -> list[Any]:
        with psycopg.connect(conninfo) as connection:
            return connection.execute(statement, parameters).fetchall()

    keys = MasterKeys(*read_keys(settings.vault_key_path(illustrative=False)))
    return Accounts(rows, Vault(rows, keys), settings.secret()).make(email, by="test")


def test_another_secret_than_the_one_that_accounts_were_made_with_is_unsafe(
    settings: Settings, database: str, tmp_path: Path
) -> None:
    account_made(settings, database, "President@commune.example")
    assert log(settings, database) == []
    make_secret(tmp_path / "another")

    changed = settings.model_copy(update={"secret_file": tmp_path / "another"})

    [found] = of_log(database, changed, illustrative=False)
    assert (found.code, found.unsafe) == ("secret_unusable", True)
    for said in found.sentence.values():
        assert str(tmp_path / "another") in said
        assert "commune.example" not in said
    assert files(changed) == [], "the file by itself is a good one"


def test_one_account_of_another_secret_is_found_among_those_of_this_one(
    settings: Settings, database: str, tmp_path: Path
) -> None:
    make_secret(tmp_path / "another")
    changed = settings.model_copy(update={"secret_file": tmp_path / "another"})
    account_made(settings, database, "first@commune.example")
    account_made(changed, database, "second@commune.example")

    assert log(settings, database) == [("secret_unusable", True)]
    assert log(changed, database) == [("secret_unusable", True)]


def test_a_closed_account_of_another_secret_is_no_finding(
    settings: Settings, database: str, tmp_path: Path
) -> None:
    account = account_made(settings, database, "first@commune.example")
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE access.accounts SET closed_at = clock_timestamp(), password_hash = NULL")
        connection.execute("DELETE FROM vault.subjects WHERE subject_ref = %s", [account])
    make_secret(tmp_path / "another")

    assert log(settings.model_copy(update={"secret_file": tmp_path / "another"}), database) == []


def test_the_service_s_own_secret_that_was_lost_is_unsafe_once_there_is_an_account(
    settings: Settings, database: str
) -> None:
    own = settings.model_copy(update={"secret_file": None})
    assert log(own, database) == []
    account_made(own, database, "first@commune.example")
    assert log(own, database) == []

    own.secret_path.unlink()

    assert log(own, database) == [("secret_unusable", True)]
    assert not own.secret_path.exists(), "looking makes nothing"


@pytest.mark.parametrize("size", [16, 24, 32, 48])
def test_a_key_that_was_drawn_at_random_is_never_too_plain(size: int) -> None:
    assert not any(too_plain(secrets.token_bytes(size)) for _ in range(5_000))


PLAIN: dict[str, Any] = {
    "zeros": bytes(32),
    "one byte again and again": b"\xab" * 16,
    "a word again and again": b"infitah!" * 4,
    "hexadecimal digits again and again": bytes.fromhex("0123456789abcdef" * 4),
    "numbers in their order": bytes(range(32)),
    "every other number": bytes(range(0, 64, 2)),
    "random at its beginning alone": secrets.token_bytes(14) + bytes(18),
}


@pytest.mark.parametrize("key", PLAIN.values(), ids=PLAIN)
def test_a_key_that_looks_typed_is_too_plain(key: bytes) -> None:
    assert too_plain(key)
