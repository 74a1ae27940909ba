"""The storage tests run on both servers that we support; Debian's is asked for where it is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.database.embedded import EmbeddedServer
from service.store.log import Log
from service.transparency import tree
from tests.conftest import DEBIAN_15, Cluster, opened_log
from tests.store.attacking import COMMAND, note
from tests.store.facts import append, held
from tests.vault_keys import KEYS

SERVERS = ["embedded", "debian"] if DEBIAN_15.exists() else ["embedded"]


@pytest.fixture(params=SERVERS)
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The embedded PostgreSQL 18, and Debian's 15."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def log(cluster: Cluster) -> Iterator[Log]:
    """An empty log of one's own."""
    with opened_log(cluster, illustrative=False) as opened:
        yield opened


@pytest.fixture
def server(temporary: Path) -> Iterator[EmbeddedServer]:
    """A server of its own, not yet started."""
    made = EmbeddedServer(Path(tempfile.mkdtemp(dir=temporary)) / "data")
    made.data_dir.parent.chmod(0o755)
    yield made
    made.detach()


@pytest.fixture
def attacked(cluster: Cluster) -> str:
    """A log with three events of which two are in its tree, and with something in each of its tables; the
    name of its database.
    """
    name = cluster.new_log(illustrative=False)
    log = Log(cluster.conninfo(name, "infitah_service"), KEYS)
    append(log, held("workshop:a", 1), held("workshop:a", 2), command_id=COMMAND)
    with psycopg.connect(log.conninfo) as connection:
        tree.grow(connection, 10)
        tree.add_checkpoint(connection, tree.KeptNote(2, note(2)))
        connection.execute("SELECT log.add_witness('w', 'http://w.example', 'w+1+x')")
        connection.execute("SELECT log.keep_cosignature(2, 'w', 'line')")
        connection.execute("SELECT log.keep_answer('w', 'w+1+x', 2, 'cosigned', '{}')")
    append(log, held("workshop:a", 3))
    log.close()
    with psycopg.connect(cluster.conninfo(name)) as connection:
        connection.execute("INSERT INTO log.verifier_key (vkey, development) VALUES ('own.test+1+x', true)")
    return name


@pytest.fixture
def stolen(cluster: Cluster, attacked: str) -> str:
    """The service's connection to it."""
    return cluster.conninfo(attacked, "infitah_service")
