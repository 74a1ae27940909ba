"""The real application over the illustrative log, once its pages can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from tests.access.conftest import Whole, whole
from tests.api.whole import illustrative_service

__all__ = ["whole"]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def portal(whole: Whole) -> Whole:
    """The whole service, ready: what was recorded can be read."""
    _wait(lambda: whole.client.get("/readyz").status_code == 200)
    return whole


@contextmanager
def served_alone(data_dir: Path) -> Iterator[Whole]:
    """The same for one file of tests: what others record would be counted or told there."""
    with (
        illustrative_service(data_dir) as (app, address, access),
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield Whole(app, client, access)


def _wait(until: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not until():
        assert monotonic() < deadline, "the service is not ready"
        sleep(0.05)
