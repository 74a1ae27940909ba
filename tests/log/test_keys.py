"""The log's key: made once, kept for its owner alone, bound to one origin, and never taken for another's."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from projections.transparency.checkpoint import open_checkpoint
from projections.transparency.notes import Verifier
from service.database.migrations import establish
from service.opening import Unavailable, opened
from service.settings import Settings
from service.transparency.keys import BadKey, make_key, read_key
from tests.api.service_process import infitah, started
from tests.conftest import Cluster
from tests.projections.following import until

DONE, REFUSED, USAGE, UNAVAILABLE = 0, 1, 2, 3


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "log.key"

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: make_key(path, "log.example", comment="# a key"), range(8)))

    assert read_key(path).signer.name == "log.example"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["log.key"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "# only a comment",
        "PRIVATE+KEY+secret",
        "PRIVATE+KEY+secret+00000000+AAAA",
        "two\nlines",
        "secret+id+key",
    ],
)
def test_a_file_that_holds_no_key_is_refused_without_repeating_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "log.key"
    path.write_text(content)

    with pytest.raises(BadKey, match=r"expected one line PRIVATE\+KEY\+") as refused:
        read_key(path)

    assert not content or content not in str(refused.value)


def test_a_key_under_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    make_key(path, "log.example", comment="# a key")
    path.write_text(path.read_text().replace("log.example", "other.example"))

    with pytest.raises(BadKey):
        read_key(path)


def named(cluster: Cluster, database: str, **more: object) -> Settings:
    parameters = conninfo_to_dict(cluster.conninfo(database))
    url = "postgresql://{user}@/{dbname}?host={host}&port={port}".format(**parameters)
    return Settings.model_validate({"database_url": url} | more)


@pytest.fixture
def empty(embedded: Cluster):
    name = embedded.new_log(template=False)
    yield name
    embedded.drop(name)


def test_a_named_database_takes_the_key_that_is_configured(
    embedded: Cluster, empty: str, tmp_path: Path
) -> None:
    key = tmp_path / "secrets" / "key"
    make_key(key, "openness.example", comment="# a key")
    settings = named(embedded, empty, data_dir=tmp_path, log_key_file=key, log_origin="openness.example")

    with opened(settings, create=True, official=True) as service:
        assert service.key.verifier.vkey == read_key(key).signer.vkey
        assert not service.key.development
        assert service.log.identity().origin == "openness.example"
    with opened(settings) as service:
        assert service.key.signer is not None


def test_another_origin_or_key_is_another_log(embedded: Cluster, empty: str, tmp_path: Path) -> None:
    settings = named(embedded, empty, data_dir=tmp_path)
    with opened(settings, create=True, origin="first.example", official=True):
        pass
    make_key(tmp_path / "other.key", "first.example", comment="# another")

    for changed in ({"log_origin": "second.example"}, {"log_key_file": tmp_path / "other.key"}):
        with (
            pytest.raises(Unavailable, match=r"Another (name|key) is another log"),
            opened(settings.model_copy(update=changed)),
        ):
            pass
    with opened(settings.model_copy(update={"log_key_file": tmp_path / "missing"})) as service:
        assert service.key.signer is None


def test_a_key_of_another_log_is_not_taken_for_a_new_one(
    embedded: Cluster, empty: str, tmp_path: Path
) -> None:
    make_key(tmp_path / "log.key", "first.example", comment="# a key")

    with (
        pytest.raises(Unavailable, match="Another key is another log"),
        opened(named(embedded, empty, data_dir=tmp_path), create=True, origin="second.example"),
    ):
        pass


def test_a_log_of_before_there_were_keys_gets_one(embedded: Cluster, empty: str, tmp_path: Path) -> None:
    settings = named(embedded, empty, data_dir=tmp_path)
    with opened(settings, create=True):
        pass
    with psycopg.connect(embedded.conninfo(empty)) as connection:
        connection.execute("ALTER TABLE log.verifier_key DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM log.verifier_key")
    with pytest.raises(Unavailable, match="run infitah init"), opened(settings):
        pass

    with opened(settings, create=True) as service:
        assert service.key.verifier.name == service.log.identity().origin
    assert not establish(embedded.conninfo(empty), origin="again", illustrative=False)


def test_init_fixes_the_origin_and_makes_an_official_key(temporary: Path) -> None:
    data_dir = temporary / "official"

    made = infitah(data_dir, "init", "--origin", "openness.example/log")
    again = infitah(data_dir, "init", "--origin", "openness.example/other")
    wrong = infitah(data_dir, "init", "--origin", "with space")
    key = infitah(data_dir, "key")

    assert (made.returncode, again.returncode, wrong.returncode) == (DONE, UNAVAILABLE, USAGE)
    assert "Another name is another log" in again.stderr
    assert Verifier.from_vkey(key.stdout.strip()).name == "openness.example/log"
    assert key.stdout.strip() in made.stderr
    assert "development" not in made.stderr + key.stderr + (data_dir / "log.key").read_text()
    assert (data_dir / "log.key").stat().st_mode & 0o777 == 0o600


def test_a_key_made_at_the_first_start_is_called_a_development_key(temporary: Path) -> None:
    data_dir = temporary / "development"
    with started(data_dir) as service:
        first = service.process.stdout.readline()
        health = httpx.get(f"{service.address}/healthz").json()
        key = infitah(data_dir, "key")
        note = httpx.get(f"{service.address}/log/checkpoint").content

    assert "development key" in first
    assert health["log"]["development_key"] is True
    assert health["log"]["key"] == key.stdout.strip()
    assert "development key" in key.stderr
    assert "development key" in (data_dir / "log.key").read_text()
    assert open_checkpoint(note, [Verifier.from_vkey(key.stdout)]).size == 0
    assert (data_dir / "checkpoint").read_bytes() == note


def test_a_service_without_its_key_does_not_start(temporary: Path) -> None:
    data_dir = temporary / "keyless"
    infitah(data_dir, "init")
    (data_dir / "log.key").rename(data_dir / "elsewhere")

    done = infitah(data_dir, "serve", "--port", "0")

    assert done.returncode == UNAVAILABLE
    assert "Put its copy back there" in done.stderr


def test_a_service_whose_database_was_altered_says_so_everywhere(temporary: Path) -> None:
    data_dir = temporary / "altered"
    with started(data_dir, "--illustrative") as service:
        until(lambda: httpx.get(f"{service.address}/log/checkpoint").status_code == 200, 30)
    (data_dir / "illustrative.checkpoint").write_bytes(b"not a checkpoint\n")

    with started(data_dir, "--illustrative") as service:
        until(lambda: httpx.get(f"{service.address}/healthz").status_code == 503, 30)
        health = httpx.get(f"{service.address}/healthz", headers={"Accept-Language": "fr"})
        ready = httpx.get(f"{service.address}/readyz")
        query = httpx.get(f"{service.address}/api/v1/programmes").json()

    assert health.json()["code"] == ready.json()["code"] == "log_not_trusted"
    assert health.json()["detail"].startswith("Le fichier qui garde le dernier point de contrôle")
    assert ready.status_code == 503
    assert query["log"]["trusted"] is False
    assert json.dumps(query["log"]["reason"])
