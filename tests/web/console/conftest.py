"""Staff of one commune, signed in to the console without a script."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from domain.kernel.values import Role
from service.access.access import Access
from service.access.passwords import hashed
from service.access.permissions import COLLECTIVITY, held_roles
from tests.access.conftest import PASSWORD, Whole
from tests.web.console.visitor import Visitor

COMMUNE = "beni-mellal-khenifra-commune-9"
"""A commune of which no other test records anything."""


class Console(NamedTuple):
    """The service over the illustrative log, and who may sign in to it."""

    address: str
    access: Access

    def account(self, *roles: Role) -> str:
        """An account with roles for the commune; its address."""
        email = f"{len(self.access.accounts.all())}@azilal.example"
        account = self.access.accounts.make(email, by="test", password=hashed(PASSWORD))
        for role in roles:
            held = held_roles()[role]
            place = COMMUNE if COLLECTIVITY in held.held_for else None
            body = "an-organisation" if held.of_a_body else None
            assert self.access.grants.make(account, role, by="test", collectivity=place, body=body)
        return email

    def visitor(self, *roles: Role, language: str = "ar") -> Visitor:
        """Somebody signed in who holds roles for the commune."""
        return Visitor(self.address, language).signed_in(self.account(*roles), PASSWORD)


@pytest.fixture(scope="module")
def console(portal: Whole) -> Console:
    return Console(str(portal.client.base_url), portal.app.state.access)
