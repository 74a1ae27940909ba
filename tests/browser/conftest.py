"""The service over the illustrative log, and a browser at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.api.whole import illustrative_service
from tests.browser.chromium import chromium


@pytest.fixture(scope="package")
def site(temporary: Path) -> Iterator[str]:
    """The address of the service over a log in which the example was played. Nothing is recorded in it."""
    with illustrative_service(temporary / "site") as (_app, address, _access):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with chromium() as found:
        yield found
