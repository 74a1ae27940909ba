"""The service over the illustrative log, and a browser at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from service.access.access import Access
from service.access.passwords import hashed
from service.access.permissions import COLLECTIVITY, held_roles
from tests.access.conftest import DEMNATE, PASSWORD
from tests.api.whole import illustrative_service
from tests.browser.addresses import STAFF
from tests.browser.chromium import chromium

EMAIL = "staff@demnate.example"


@pytest.fixture(scope="package")
def service(temporary: Path) -> Iterator[tuple[str, Access]]:
    """The address of the service over a log in which the example was played, and its accounts. Nothing is
    recorded in it.
    """
    with illustrative_service(temporary / "site") as (_app, address, access):
        yield address, access


@pytest.fixture(scope="package")
def site(service: tuple[str, Access]) -> str:
    """Its address."""
    return service[0]


@pytest.fixture(scope="package")
def session(service: tuple[str, Access]) -> dict[str, str]:
    """The cookies of somebody who has just signed in, and holds all roles of `STAFF`."""
    address, access = service
    account = access.accounts.make(EMAIL, by="test", password=hashed(PASSWORD))
    for role in STAFF:
        place = DEMNATE if COLLECTIVITY in held_roles()[role].held_for else None
        assert access.grants.make(account, role, by="test", collectivity=place)
    with httpx.Client(base_url=address, timeout=20) as client:
        answer = client.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return dict(client.cookies)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with chromium() as found:
        yield found
