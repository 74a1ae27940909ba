"""What settings, files and addresses show of a configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from service.messages import LANGUAGES, table
from service.safety import keys, surroundings
from service.safety.findings import REMEDY, Finding
from service.secret_file import make_secret
from service.settings import Settings
from service.transparency.keys import OFFICIAL, make_key
from service.vault.master_keys import make_keys

SAFE: dict[str, Any] = {
    "public_tls": True,
    "public_hosts": "infitah.example.ma",
    "trusted_proxies": "127.0.0.1",
    "database_url": "postgresql://infitah_service:x@/infitah?host=/var/run/postgresql",
}
REMOTE = "postgresql://infitah_service:x@db.example/infitah"
MIGRATING = "postgresql://infitah_admin:x@db.example/infitah?sslmode=verify-full"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data directory that is closed, with its secrets, the master key elsewhere."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    make_secret(data / "secret")
    make_key(data / "log.key", "infitah/tests", comment=OFFICIAL)
    make_keys(tmp_path / "vault.key")
    return data


def settings(kept: Path, **changed: Any) -> Settings:
    return Settings(**{"data_dir": kept, "vault_key_file": kept.parent / "vault.key", **SAFE, **changed})


def codes(found: Iterable[Finding], *, unsafe: bool = True) -> list[str]:
    return [one.code for one in found if one.unsafe is unsafe]


def all_of(settings: Settings) -> list[Finding]:
    return [
        *surroundings.network(settings),
        *surroundings.provider(settings),
        *surroundings.databases(settings),
        *surroundings.files(settings, illustrative=False),
        *keys.of_files(settings, illustrative=False),
    ]


def test_nothing_is_found_of_a_safe_configuration(kept: Path) -> None:
    assert all_of(settings(kept)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"public_tls": False}, "no_tls"),
        ({"public_hosts": ""}, "no_public_hosts"),
        ({"trusted_proxies": ""}, "no_trusted_proxies"),
        ({"database_url": REMOTE}, "database_unencrypted"),
        ({"database_url": f"{REMOTE}?sslmode=prefer"}, "database_unencrypted"),
        ({"database_url": f"{REMOTE}?sslmode=require"}, "database_unencrypted"),
        ({"database_url": "postgresql:///infitah?host=10.0.0.5"}, "database_unencrypted"),
        ({"database_url": "postgresql://localhost,db.example/infitah"}, "database_unencrypted"),
        ({"migration_database_url": "postgresql://infitah_admin:x@/infitah"}, "migration_url_known"),
        ({"vault_key_file": None}, "vault_key_beside"),
    ],
)
def test_an_unsafe_setting_is_found(kept: Path, changed: dict[str, Any], code: str) -> None:
    if "vault_key_file" in changed:
        make_keys(kept / "vault.key")

    assert codes(all_of(settings(kept, **changed))) == [code]


def test_the_address_of_migrations_is_found_also_where_the_service_has_a_database_of_its_own(
    kept: Path,
) -> None:
    own = settings(kept, database_url=None, migration_database_url=REMOTE)

    assert codes(all_of(own)) == ["database_unencrypted", "migration_url_known"]
    assert codes(all_of(settings(kept, database_url=None))) == []


def test_migrations_by_the_service_s_own_role_are_found_beside_that_the_service_knows_their_address(
    kept: Path,
) -> None:
    found = codes(all_of(settings(kept, migration_database_url=SAFE["database_url"])))

    assert found == ["migration_url_known", "same_migration_role"]


def test_both_ways_to_a_database_elsewhere_have_to_be_encrypted(kept: Path) -> None:
    open_way = MIGRATING.partition("?")[0]

    found = all_of(settings(kept, database_url=REMOTE, migration_database_url=open_way))

    named = [one.found["setting"] for one in found if one.code == "database_unencrypted"]
    assert named == ["DATABASE_URL", "MIGRATION_DATABASE_URL"]


@pytest.mark.parametrize(
    "changed",
    [
        {"database_url": f"{REMOTE}?sslmode=verify-full"},
        {"database_url": "postgresql://infitah_service:x@127.0.0.1/infitah"},
        {"database_url": "postgresql://infitah_service:x@[::1]/infitah"},
    ],
)
def test_a_database_that_is_near_or_reached_safely_is_not_complained_of(
    kept: Path, changed: dict[str, Any]
) -> None:
    assert all_of(settings(kept, **changed)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"database_url": None}, "embedded_superuser"),
        ({"listen": "0.0.0.0"}, "listens_beyond"),  # noqa: S104 - what is to be found
        ({"public_reads_per_minute": 0}, "reads_unlimited"),
    ],
)
def test_what_is_only_to_be_known_is_a_notice(kept: Path, changed: dict[str, Any], code: str) -> None:
    found = all_of(settings(kept, **changed))

    assert (codes(found, unsafe=False), codes(found)) == ([code], [])


@pytest.mark.parametrize(
    ("mode", "expected"), [(0o777, ["documents_dir_open"]), (0o750, ["documents_dir_open"]), (0o700, [])]
)
def test_a_directory_of_documents_that_others_may_read_or_write_is_found(
    kept: Path, mode: int, expected: list[str]
) -> None:
    documents = kept.parent / "documents"
    documents.mkdir()
    documents.chmod(mode)

    assert codes(all_of(settings(kept, documents_dir=documents))) == expected


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
@pytest.mark.parametrize("name", ["data/secret", "data/log.key", "vault.key"])
def test_a_secret_that_others_may_open_is_named(kept: Path, name: str, mode: int) -> None:
    path = kept.parent / name
    path.chmod(mode)

    [found] = all_of(settings(kept))

    assert (found.code, found.found) == ("secret_open", {"path": path, "mode": f"{mode:04o}"})
    assert str(path) in found.remedy["ar"]


@pytest.mark.parametrize(
    ("mode", "expected"), [(0o755, ["data_dir_open"]), (0o730, ["data_dir_open"]), (0o711, [])]
)
def test_a_data_directory_that_others_may_list_or_write_is_found(
    kept: Path, mode: int, expected: list[str]
) -> None:
    kept.chmod(mode)

    assert codes(all_of(settings(kept))) == expected


def test_a_master_key_in_the_data_directory_is_beside_the_data_whoever_put_it_there(kept: Path) -> None:
    inside = kept / "another.key"
    make_keys(inside)
    (kept.parent / "link").symlink_to(kept)

    found = [
        codes(all_of(settings(kept, vault_key_file=path)))
        for path in (inside, kept.parent / "link/another.key")
    ]

    assert found == [["vault_key_beside"]] * 2


@pytest.mark.parametrize(("answer", "expected"), [(5, ["clock_unsynchronised"]), (0, [])])
def test_the_system_is_asked_whether_something_keeps_the_clock(
    monkeypatch: pytest.MonkeyPatch, answer: int, expected: list[str]
) -> None:
    asked: list[bytes] = []

    class Library:
        adjtimex: Callable[..., int] = staticmethod(lambda given: asked.append(given.raw) or answer)  # type: ignore[func-returns-value]

    monkeypatch.setattr(surroundings.ctypes, "CDLL", lambda _name: Library)

    assert codes(surroundings.clock(), unsafe=False) == expected
    assert not any(asked[0]), "anything else than zeros would set the clock"


def test_every_finding_says_in_every_language_what_to_do() -> None:
    codes = set(table("safety"))

    assert {code for code in codes if not code.endswith(REMEDY)} == {
        code.removesuffix(REMEDY) for code in codes if code.endswith(REMEDY)
    }
    assert all(set(sentence) == set(LANGUAGES) for sentence in table("safety").values())


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "https://id.example.ma"},
        {
            "oidc_issuer": "http://id.example.ma",
            "oidc_client_id": "infitah",
            "oidc_client_secret_file": "/nowhere",
            "oidc_redirect_url": "https://infitah.example.ma/api/v1/sign-in/provider/callback",
        },
    ],
    ids=["half of it", "without TLS"],
)
def test_a_provider_that_nobody_could_sign_in_at_is_found(kept: Path, given: dict[str, Any]) -> None:
    [finding] = all_of(settings(kept, **given))

    assert (finding.code, finding.unsafe) == ("provider_wrong", True)
    assert len(set(finding.sentence.values())) == len(LANGUAGES)
    assert "OIDC_" in finding.sentence["en"]
