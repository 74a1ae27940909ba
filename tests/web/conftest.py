"""The real application over the illustrative log, once its pages can be read."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import pytest

from service.limiting import limiter
from service.limiting.limiter import limits_table
from tests.access.conftest import Whole, whole
from tests.web.taking_part import collecting, consulting

__all__ = ["whole"]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def portal(whole: Whole) -> Whole:
    """The whole service, ready: what was recorded can be read."""
    _wait(lambda: whole.client.get("/readyz").status_code == 200)
    return whole


@pytest.fixture(scope="package")
def programme(whole: Whole) -> str:
    """A programme that collects ideas; its identity."""
    return collecting(whole)


@pytest.fixture(scope="package")
def consultation(whole: Whole) -> str:
    """A consultation that is open; its identity."""
    return consulting(whole)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done too often: the tests of a package share one address."""
    roomy = {name: tuple(type(item)(10**6, 1) for item in items) for name, items in limits_table().items()}
    monkeypatch.setattr(limiter, "limits_table", lambda: roomy)


def _wait(until: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not until():
        assert monotonic() < deadline, "the service is not ready"
        sleep(0.05)
