"""The storage tests run on both servers that we support; Debian's is asked for where it is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database.embedded import EmbeddedServer
from service.store.log import Log
from tests.conftest import DEBIAN_15, Cluster, opened_log

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
