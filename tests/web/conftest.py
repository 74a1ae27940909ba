"""The real application over the illustrative log, once its pages can be read."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import pytest

from tests.access.conftest import Whole, whole

__all__ = ["whole"]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def portal(whole: Whole) -> Whole:
    """The whole service, ready: what was recorded can be read."""
    ready(whole)
    return whole


def ready(found: Whole) -> None:
    """Wait until a service can be read."""
    _wait(lambda: found.client.get("/readyz").status_code == 200)


def _wait(until: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not until():
        assert monotonic() < deadline, "the service is not ready"
        sleep(0.05)
