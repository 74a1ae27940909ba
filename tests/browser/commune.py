"""A commune that records the whole illustrative programme, from the installed council to its closure, through
the console. Each language has a file of tests of its own, so that two workers play at once.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from domain.collectivity.state import CollectivityState
from domain.kernel.values import Role
from service.access.access import Access
from service.access.passwords import hashed
from service.access.permissions import COLLECTIVITY, held_roles
from service.example import preparation, texts
from service.example.play import demnate, played_on
from service.example.stage import ScenarioClock
from service.handling.handler import CommandHandler
from service.settings import Settings
from tests.access.conftest import PASSWORD
from tests.api.whole import illustrative_service
from tests.browser.people import Citizen, Staff, person
from tests.browser.staged import StageOfPeople

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
SAME = {"ar": "تطابق الفكرة الأولى", "fr": "Identique à la première idée"}
"""What the committee answered to an idea that says the same as another."""


class Commune:
    """A commune whose people each have an account and a browser of their own."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        access: Access,
        handler: CommandHandler,
        language: str,
        closing: ExitStack,
    ) -> None:
        self._browser, self._site, self._access, self._handler = browser, site, access, handler
        self._language, self._closing, self._signed_in = language, closing, dict[str, Staff]()
        self._hash = hashed(PASSWORD)

    def staff(self, role: str) -> Staff:
        """Whoever holds a role, signed in; one of a council's in the council that is in office."""
        held = held_roles()[Role(role)]
        mandate = self._mandate() if held.of_council else None
        name = f"{role}-{mandate}" if mandate else role
        if name not in self._signed_in:
            email = f"{name.replace('_', '-')}@demnate.example"
            account = self._access.accounts.make(email, by="test", password=self._hash)
            place = demnate() if COLLECTIVITY in held.held_for else None
            body = "an-association" if held.of_a_body else None
            given = {"collectivity": place, "body": body, "mandate": mandate, "from_at": BEFORE}
            assert self._access.grants.make(account, Role(role), by="test", **given)
            made = self._closing.enter_context(person(self._browser, Staff, self._site, self._language))
            made.signs_in(email, PASSWORD)
            self._signed_in[name] = made
        return self._signed_in[name]

    def _mandate(self) -> str | None:
        state = self._handler.state(f"collectivity:{demnate()}")
        assert isinstance(state, CollectivityState)
        return state.mandate.mandate_id if state.mandate else None

    def citizen(self) -> Citizen:
        """Somebody who has no account."""
        return self._closing.enter_context(person(self._browser, Citizen, self._site, self._language))


def lives_a_programme(browser: Browser, data_dir: Path, language: str) -> None:
    """Play the illustrative programme by people of one language, and see what a citizen sees in the end."""
    clock = ScenarioClock()
    with (
        illustrative_service(data_dir, clock, example=False) as (_app, site, access),
        ExitStack() as closing,
    ):
        handler = CommandHandler(access.log, secret=Settings().secret(), now=clock)
        commune = Commune(browser, site, access, handler, language, closing)
        citizen = commune.citizen()
        stage = StageOfPeople(handler, clock, commune.staff, citizen)
        played_on(stage, demnate())
        assert stage.state(preparation.STREAM).stage == "closed"

        # Whoever sent the second idea is led by their code to the promise that both became, and sees it kept.
        citizen.follows(stage.codes["idea:idea-2"])
        citizen.reads(SAME[language])
        citizen.goes_to(f"ideas/{stage.identity('idea:idea-1')}")
        citizen.page.locator("main a[href*='/commitments/']").first.click()
        citizen.reads(texts.PUBLISH["title"][language])
        citizen.reads(texts.PUBLISH["milestones"][0]["title"][language])
