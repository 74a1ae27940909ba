"""A private PostgreSQL for the tests, and an empty log for each that asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import structlog
from argon2 import PasswordHasher

from service.access import passwords
from service.api.logging import without_message
from service.database.embedded import EmbeddedServer
from service.database.migrations import ensure_database, ensure_roles, establish, migrate
from service.store.log import Log
from tests.vault_keys import KEYS

# As the service logs: structlog's own way shows every variable of every frame of an error, for seconds.
structlog.configure(processors=[without_message, structlog.processors.JSONRenderer(ensure_ascii=False)])

PASSWORD_HASHER = passwords._HASHER
"""What the service hashes passwords with. In this process it costs a hundredth: hundreds of tests sign in."""
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
MEMORY = Path("/dev/shm")  # noqa: S108 - a directory of its own is made in it
ROOM = 4 * 2**30
"""Bytes free there, or the databases lie on disk: what all workers of a run need, and some to spare."""
_numbers = count(1)
TESTS = Path(__file__).parent
OF_THE_DOMAIN = frozenset({"acceptance", "domain", "example", "golden", "kernel", "register"})
"""The folders whose tests are there for the branches of domain/. What walks at random may pass other branches
each time, and is not counted.
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Branches are counted only where the domain is tested: elsewhere that would take half the time of a
    test, and show no branch that is tested rather than passed through.
    """
    counted = item.path.relative_to(TESTS).parts[0] in OF_THE_DOMAIN
    plugin = item.config.pluginmanager.get_plugin("_cov")
    if counted or plugin is None or plugin.cov_controller is None:
        return (yield)
    plugin.cov_controller.pause()
    try:
        return (yield)
    finally:
        plugin.cov_controller.resume()


class Cluster(NamedTuple):
    """A running PostgreSQL, reached as its superuser by a Unix socket in `directory`."""

    name: str
    directory: str

    def conninfo(self, database: str, user: str = "postgres") -> str:
        """How to connect to one of its databases."""
        return f"postgresql:///{database}?host={self.directory}&port=5432&user={user}"

    def new_log(self, *, illustrative: bool = True, template: bool = True) -> str:
        """Make a database with an empty log; returns its name."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        kind = "illustrative" if illustrative else "own"
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE template_{kind}" if template else f"CREATE DATABASE {name}"
            )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected: a run's many logs would fill a disk."""
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _own_directory(within: Path | None = None) -> Iterator[Path]:
    """A directory of this run's own, short enough for a socket, that the database's user may enter."""
    made = Path(tempfile.mkdtemp(prefix="it-", dir=within))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def temporary() -> Iterator[Path]:
    """A directory of this run's own, short enough for a socket, that the database's user may enter."""
    with _own_directory() as made:
        yield made


@pytest.fixture(scope="session")
def clusters() -> Iterator[Path]:
    """Such a directory in memory where there is room: most of the work of an empty log is to write it."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with _own_directory(MEMORY if roomy else None) as made:
        yield made


@pytest.fixture(scope="session")
def embedded(clusters: Path) -> Iterator[Cluster]:
    """The embedded PostgreSQL 18 with a template of either kind of log."""
    server = EmbeddedServer(clusters / "embedded")
    server.attach()
    yield _with_templates(Cluster("embedded 18", str(server.socket_directory())))
    server.detach()


@pytest.fixture(scope="session")
def debian(clusters: Path) -> Iterator[Cluster]:
    """Debian's PostgreSQL 15, started from its binaries with a cluster of this run's own."""
    data, sockets = clusters / "debian", clusters / "s15"
    for directory in (data, sockets):
        directory.mkdir(mode=0o700)
    as_user = _as_postgres(data, sockets)
    initdb = [
        DEBIAN_15 / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
    ]
    subprocess.run([*map(str, initdb)], check=True, capture_output=True, **as_user)
    pg_ctl = [str(DEBIAN_15 / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-c listen_addresses='' -p 5432 -k {sockets}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_user}
    subprocess.run([*pg_ctl, "-l", str(data / "log"), "-o", options, "start"], check=True, **quiet)
    yield _with_templates(Cluster("Debian 15", str(sockets)))
    subprocess.run([*pg_ctl, "-m", "immediate", "stop"], check=True, **quiet)


def _as_postgres(*owned: Path) -> dict:
    if os.geteuid() != 0:
        return {"cwd": "/"}
    for path in owned:
        shutil.chown(path, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": [], "cwd": "/"}


def _with_templates(cluster: Cluster) -> Cluster:
    # Nothing here outlives the run, so it need not outlive a power cut; killed processes lose no more by it.
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")  # memory is no place for more
        connection.execute("SELECT pg_reload_conf()")
    ensure_roles(cluster.conninfo("postgres"))
    for kind in ("illustrative", "own"):
        ensure_database(cluster.conninfo("postgres"), f"template_{kind}")
        migrate(cluster.conninfo(f"template_{kind}"))
        establish(
            cluster.conninfo(f"template_{kind}"), origin=f"{kind}.test", illustrative=kind == "illustrative"
        )
    return cluster


@contextmanager
def opened_log(cluster: Cluster, *, illustrative: bool) -> Iterator[Log]:
    """An empty log on a server, gone afterwards."""
    name = cluster.new_log(illustrative=illustrative)
    opened = Log(cluster.conninfo(name, "infitah_service"), KEYS)
    yield opened
    opened.close()
    cluster.drop(name)


@pytest.fixture
def log(embedded: Cluster) -> Iterator[Log]:
    """An empty illustrative log on the embedded server: its recorded_at may be any time."""
    with opened_log(embedded, illustrative=True) as opened:
        yield opened


@pytest.fixture
def own_log(embedded: Cluster) -> Iterator[Log]:
    """An empty log of one's own on the embedded server: its recorded_at must be the present."""
    with opened_log(embedded, illustrative=False) as opened:
        yield opened
