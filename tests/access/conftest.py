"""The whole service in this process, as `make run` starts it, over the illustrative log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI

from domain.kernel.values import Role
from service.access.access import Access
from service.access.permissions import COLLECTIVITY, held_roles
from service.store.log import Log
from tests.api.whole import illustrative_service

DEMNATE, AZILAL = "beni-mellal-khenifra-commune-15", "beni-mellal-khenifra-commune-3"
SECRET = b"a secret for tests, 32 bytes ..."
PASSWORD = "a long enough password"  # noqa: S105 - a password of a test
TOMORROW = timedelta(days=1)


class Whole(NamedTuple):
    """The application with all its routes, a client of it, and its accounts."""

    app: FastAPI
    client: httpx.Client
    access: Access

    def token(self, role: Role, collectivity: str = DEMNATE, *, lasts: timedelta = TOMORROW) -> str:
        """A token of a new account that holds a role."""
        return token(self.access, role, collectivity, lasts=lasts)


def token(
    access: Access, role: Role, collectivity: str = DEMNATE, *, lasts: timedelta = TOMORROW, **grant: object
) -> str:
    """A token of a new account that holds a role."""
    account = new_account(access)
    held = held_roles()[role]
    place = collectivity if COLLECTIVITY in held.held_for else None
    given = {"collectivity": place, "body": "an-organisation" if held.of_a_body else None, **grant}
    assert access.grants.make(account, role, by="test", **given)  # type: ignore[arg-type]
    made = access.tokens.make(account, by="test", ends_at=datetime.now(UTC) + lasts)
    assert made is not None
    return made.secret


def new_account(access: Access, password: str | None = None) -> str:
    """An account of its own."""
    return access.accounts.make(f"{len(access.accounts.all())}@commune.example", by="test", password=password)


def bearer(secret: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {secret}"}


@contextmanager
def served(data_dir: Path) -> Iterator[Whole]:
    """The service over an illustrative log of its own, in this process, once it can be read."""
    with (
        illustrative_service(data_dir) as (app, address, access),
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield Whole(app, client, access)


@pytest.fixture(scope="package")
def whole(temporary: Path) -> Iterator[Whole]:
    """The service over the illustrative log, in this process."""
    with served(temporary / "access") as found:
        yield found


@pytest.fixture(scope="package")
def attack(whole: Whole) -> Any:
    """The service with what others may not read, and who tries to."""
    # It is made of what is above, and fixtures are found in this file alone.
    from tests.access.attacking import Attack

    return Attack(whole)


@pytest.fixture
def access(log: Log) -> Access:
    """The accounts of an empty log."""
    return Access(log, secret=SECRET)
