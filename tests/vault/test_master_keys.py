"""The file of the master keys: what it holds, who may read it, and what is said where it is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.settings import Settings
from service.vault.cipher import CannotOpen
from service.vault.master_keys import BadVaultKey, KeyFile, make_keys, read_keys, write_keys

FIRST, SECOND = "a:" + "11" * 32, "b:" + "22" * 32


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(make_keys, [path] * 8))

    [key] = read_keys(path)
    assert len(key.secret) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["vault.key"]


def test_the_first_line_is_the_active_key_and_the_others_are_found_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"# comment\n{FIRST}\n\n{SECOND}\n")

    keys = KeyFile(path)

    assert keys.active.id == "a"
    assert keys.find("b", "x").secret == b"\x22" * 32


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "vault_key_none"),
        ("# nothing\n", "vault_key_none"),
        ("a:1234", "vault_key_line"),
        ("11" * 32, "vault_key_line"),
        (f"{FIRST}\n{FIRST}", "vault_key_twice"),
        (f"مفتاح:{'11' * 32}", "vault_key_unreadable"),
    ],
)
def test_a_file_without_usable_keys_is_refused_without_telling_what_it_holds(
    tmp_path: Path, content: str, code: str
) -> None:
    path = tmp_path / "keys"
    path.write_text(content, "utf-8")

    with pytest.raises(BadVaultKey) as refused:
        KeyFile(path)

    assert refused.value.code == code
    assert all(str(path) in sentence for sentence in refused.value.sentences.values())
    assert "1234" not in str(refused.value)
    assert "11" * 8 not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadVaultKey, match=str(tmp_path / "none")):
        read_keys(tmp_path / "none")


def test_keys_put_in_a_file_by_another_process_are_seen_and_older_ones_stay_known(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(FIRST)
    keys = KeyFile(path)
    first = keys.active

    path.write_text(SECOND)
    write_keys(path, read_keys(path))

    assert keys.active.id == "b"
    assert keys.find("a", "x") == first
    with pytest.raises(CannotOpen, match="master key c"):
        keys.find("c", "x")


def test_where_the_file_is_gone_for_a_while_what_is_known_is_used(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(FIRST)
    keys = KeyFile(path)

    path.unlink()

    assert keys.active.id == "a"


def test_each_log_has_a_key_file_of_its_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, vault_key_file=tmp_path / "given")

    assert settings.vault_key_path(illustrative=False) == tmp_path / "given"
    assert settings.vault_key_path(illustrative=True) == tmp_path / "illustrative.vault.key"
    assert (settings.owns_vault_key(illustrative=False), settings.owns_vault_key(illustrative=True)) == (
        False,
        True,
    )
