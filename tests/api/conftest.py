"""A client of a real server over an empty log."""

from collections.abc import Iterator

import httpx
import pytest

from service.store.log import Log
from tests.api.serving import served


@pytest.fixture
def client(log: Log) -> Iterator[httpx.Client]:
    with served(log) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client
