"""`infitah check` as it is used, and the refusal to serve in production with what it finds."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from service.settings import Settings
from service.vault.master_keys import make_keys
from tests.api.service_process import infitah

PASSWORD = "hunter2-of-the-database"  # noqa: S105 - a password of a test
SAFE = {"PUBLIC_TLS": "true", "PUBLIC_HOSTS": "infitah.example.ma", "TRUSTED_PROXIES": "127.0.0.1"}


@pytest.fixture(scope="module")
def safe(temporary: Path) -> tuple[Path, dict[str, str]]:
    """A log of one's own with an official key, its master key elsewhere; the settings that go with it."""
    data, key = temporary / "production", temporary / "keys" / "vault.key"
    key.parent.mkdir(mode=0o700)
    make_keys(key)
    settings = SAFE | {"VAULT_KEY_FILE": str(key)}
    assert infitah(data, "init", **settings).returncode == 0
    return data, settings


def checked(data: Path, *arguments: str, **settings: str) -> tuple[int, dict]:
    done = infitah(data, "check", "--json", *arguments, **settings)
    return done.returncode, json.loads(done.stdout)


def unsafe(found: dict) -> list[str]:
    return [one["code"] for one in found["findings"] if one["unsafe"]]


def test_a_safe_configuration_ends_with_0_and_says_that_the_embedded_database_has_a_superuser(
    safe: tuple[Path, dict[str, str]],
) -> None:
    code, found = checked(safe[0], **safe[1])

    assert (code, found["safe"], unsafe(found)) == (0, True, [])
    assert "embedded_superuser" in [one["code"] for one in found["findings"]]


def test_what_is_unsafe_ends_with_1_and_says_in_three_languages_what_to_do(
    safe: tuple[Path, dict[str, str]],
) -> None:
    code, found = checked(safe[0], **{**safe[1], "PUBLIC_TLS": "false"})

    assert (code, found["safe"], unsafe(found)) == (1, False, ["no_tls"])
    [first] = [one for one in found["findings"] if one["unsafe"]]
    assert all(first[kind][language] for kind in ("sentence", "remedy") for language in ("ar", "fr", "en"))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_people_read_it_in_their_language(safe: tuple[Path, dict[str, str]], language: str) -> None:
    _, found = checked(safe[0], **safe[1] | {"PUBLIC_TLS": "false"})
    told = infitah(safe[0], "check", **safe[1] | {"PUBLIC_TLS": "false", "LANGUAGE": language}).stdout

    for one in found["findings"]:
        assert one["sentence"][language] in told
        assert one["remedy"][language] in told


def test_looking_makes_nothing(temporary: Path) -> None:
    code, found = checked(temporary / "nowhere")

    assert code == 1
    assert "no_log_yet" in [one["code"] for one in found["findings"]]
    assert not (temporary / "nowhere").exists()


def test_production_is_refused_before_anything_is_made(temporary: Path) -> None:
    done = infitah(temporary / "refused", "serve", "--port", "0", INFITAH_MODE="production", **SAFE)

    assert done.returncode == 1
    assert "[vault_key_beside]" in done.stderr
    assert "does not start with what is unsafe: 1" in done.stderr
    assert not (temporary / "refused" / "postgres").exists()


def test_production_is_refused_for_what_only_the_database_shows(
    temporary: Path, safe: tuple[Path, dict[str, str]]
) -> None:
    data = temporary / "development"
    key = safe[1] | {"INFITAH_MODE": "production"}

    done = infitah(data, "serve", "--port", "0", **key)

    assert (done.returncode, "[development_key]" in done.stderr, "[no_tls]" in done.stderr) == (
        1,
        True,
        False,
    )


def unusable(where: Path, name: str) -> dict[str, str]:
    """A setting with which nothing should be served."""
    where.mkdir(mode=0o700)
    if name == "DOCUMENTS_DIR":
        where.chmod(0o777)
        return {name: str(where)}
    (where / "zeros").touch(mode=0o600)
    (where / "zeros").write_text("k-1:" * (name == "VAULT_KEY_FILE") + "0" * 64)
    return {name: str(where / ("missing/key" if name == "LOG_KEY_FILE" else "zeros"))}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("VAULT_KEY_FILE", "vault_key_plain"),
        ("SECRET_FILE", "secret_plain"),
        ("DOCUMENTS_DIR", "documents_dir_open"),
        ("LOG_KEY_FILE", "log_key_unusable"),
    ],
)
def test_check_finds_a_key_or_directory_that_is_unsafe_and_production_does_not_start_with_it(
    temporary: Path, safe: tuple[Path, dict[str, str]], name: str, code: str
) -> None:
    settings = safe[1] | unusable(temporary / name.lower(), name)

    ended, found = checked(safe[0], **settings)
    served = infitah(safe[0], "serve", "--port", "0", INFITAH_MODE="production", **settings)

    assert (ended, unsafe(found)) == (1, [code])
    assert served.returncode != 0
    assert f"[{code}]" in served.stderr or str(temporary / name.lower()) in served.stderr


def test_a_secret_that_is_named_and_missing_is_found_and_never_made(
    temporary: Path, safe: tuple[Path, dict[str, str]]
) -> None:
    gone = temporary / "not-mounted"
    settings = safe[1] | {"SECRET_FILE": str(gone / "secret")}

    ended, found = checked(safe[0], **settings)
    production = infitah(safe[0], "serve", "--port", "0", INFITAH_MODE="production", **settings)
    development = infitah(safe[0], "serve", "--port", "0", **settings)

    assert (ended, unsafe(found)) == (1, ["secret_unusable"])
    assert (production.returncode, "[secret_unusable]" in production.stderr) == (1, True)
    assert (development.returncode, str(gone / "secret") in development.stderr) == (2, True)
    assert not gone.exists()


SECRET_URL = f"postgresql://infitah_service:{PASSWORD}@127.0.0.1:9/infitah"


@pytest.mark.parametrize(
    ("command", "url"),
    [
        (["check"], SECRET_URL),
        (["show", "idea", "x"], SECRET_URL),
        (["serve", "--port", "0"], SECRET_URL),
        (["init"], SECRET_URL),
        (["check"], f"postgresql://infitah_service:{PASSWORD}%zz@127.0.0.1:9/infitah"),
        (["check"], f"postgresql://infitah_service:x@{PASSWORD}@127.0.0.1/infitah"),
        (["check"], f"postgresql://infitah_service:{PASSWORD}/y@127.0.0.1/infitah"),
        (["check"], f"postgresql://infitah_service:{PASSWORD}?y@127.0.0.1/infitah"),
        (["check"], f"postgresql://infitah_service:1/{PASSWORD}@127.0.0.1/infitah"),
        (["check"], f"mysql://infitah_service:{PASSWORD}@127.0.0.1:9/infitah"),
        (["check"], f"postgresql://infitah_service:x@127.0.0.1:9/infitah?unknown={PASSWORD}"),
    ],
)
def test_the_password_of_the_database_is_never_printed(temporary: Path, command: list[str], url: str) -> None:
    done = infitah(temporary / "elsewhere", *command, DATABASE_URL=url)

    assert done.returncode in (2, 3), "it was not even tried"
    assert PASSWORD not in done.stdout + done.stderr


def test_settings_do_not_show_their_secrets() -> None:
    url = f"postgresql://infitah_service:{PASSWORD}@db.example/infitah"

    shown = repr(Settings(database_url=url, migration_database_url=url))

    assert PASSWORD not in shown


def test_a_database_that_does_not_answer_is_no_finding(temporary: Path) -> None:
    done = infitah(temporary / "elsewhere", "check", DATABASE_URL="postgresql://x@127.0.0.1:9/infitah")

    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode == 3
    assert "does not answer" in done.stderr
