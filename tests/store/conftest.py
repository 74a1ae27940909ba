"""The storage tests run on both servers that we support."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.store.log import Log
from tests.conftest import Cluster


@pytest.fixture(params=["embedded", "debian"])
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The embedded PostgreSQL 18, and Debian's 15."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def log(cluster: Cluster) -> Iterator[Log]:
    """An empty log of one's own."""
    opened = Log(cluster.conninfo(cluster.new_log(illustrative=False), "infitah_service"))
    yield opened
    opened.close()
