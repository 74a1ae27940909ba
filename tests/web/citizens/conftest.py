"""A log of their own for tests that record something, so that others find the example as it was played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.limiting import limiter
from service.limiting.limiter import limits_table
from tests.access.conftest import Whole, served
from tests.web.citizens.taking_part import collecting, consulting


@pytest.fixture(scope="package")
def portal(temporary: Path) -> Iterator[Whole]:
    """The service over a log that nobody else writes to, ready."""
    with served(temporary / "citizens") as found:
        yield found


@pytest.fixture(scope="package")
def programme(portal: Whole) -> str:
    """A programme that collects ideas; its identity."""
    return collecting(portal)


@pytest.fixture(scope="package")
def consultation(portal: Whole) -> str:
    """A consultation that is open; its identity."""
    return consulting(portal)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done too often: the tests of a package share one address."""
    roomy = {name: tuple(type(item)(10**6, 1) for item in items) for name, items in limits_table().items()}
    monkeypatch.setattr(limiter, "limits_table", lambda: roomy)
