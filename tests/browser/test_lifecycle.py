"""The illustrative programme, from the installed council to a milestone that is verified, recorded by people
of a commune through the console: in Arabic, and once more in French.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from domain.commitment.commands import ReportMilestone, StartCommitment, VerifyMilestone
from domain.kernel.values import Role
from service.access.access import Access
from service.access.passwords import hashed
from service.access.permissions import COLLECTIVITY, held_roles
from service.example import council, execution, preparation, texts
from service.example.play import demnate
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
        self, browser: Browser, site: str, access: Access, language: str, closing: ExitStack
    ) -> None:
        self._browser, self._site, self._access = browser, site, access
        self._language, self._closing, self._signed_in = language, closing, dict[str, Staff]()
        self._hash = hashed(PASSWORD)

    def staff(self, role: str) -> Staff:
        """Whoever holds a role, signed in."""
        if role not in self._signed_in:
            email = f"{role.replace('_', '-')}-{self._language}@demnate.example"
            account = self._access.accounts.make(email, by="test", password=self._hash)
            held = held_roles()[Role(role)]
            place = demnate() if COLLECTIVITY in held.held_for else None
            body = "an-association" if held.of_a_body else None
            given = {"collectivity": place, "body": body, "from_at": BEFORE}
            assert self._access.grants.make(account, Role(role), by="test", **given)
            made = self._closing.enter_context(person(self._browser, Staff, self._site, self._language))
            made.signs_in(email, PASSWORD)
            self._signed_in[role] = made
        return self._signed_in[role]

    def citizen(self) -> Citizen:
        """Somebody who has no account."""
        return self._closing.enter_context(person(self._browser, Citizen, self._site, self._language))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_commune_records_its_programme_by_the_forms_of_the_console(
    browser: Browser, temporary: Path, language: str
) -> None:
    clock = ScenarioClock()
    with (
        illustrative_service(temporary / f"life-{language}", clock, example=False) as (_app, site, access),
        ExitStack() as closing,
    ):
        commune = Commune(browser, site, access, language, closing)
        handler = CommandHandler(access.log, secret=Settings().secret(), now=clock)
        citizen = commune.citizen()
        stage = StageOfPeople(handler, clock, commune.staff, citizen)
        council.bodies(stage, demnate())
        preparation.beginning(stage, demnate())
        preparation.collection(stage, demnate())
        preparation.dispositions(stage)
        preparation.consultation(stage)
        council.adoption(stage, demnate())
        execution.control(stage, demnate())
        kept = execution.commitment(stage, "publish-decisions")
        stage.at("2026-01-12")
        stage.do(kept, StartCommitment, "lead_unit")
        stage.at("2026-04-28")
        reached = {"milestone": "procedure", "reached_on": "2026-04-20"}
        stage.do(kept, ReportMilestone, "lead_unit", **reached)
        stage.do(kept, VerifyMilestone, "follow_up_committee", milestone="procedure")

        # Whoever sent the second idea is led by their code to the promise that both became, and sees it kept.
        citizen.follows(stage.codes["idea:idea-2"])
        citizen.reads(SAME[language])
        citizen.goes_to(f"ideas/{stage.identity('idea:idea-1')}")
        citizen.page.locator("main a[href*='/commitments/']").first.click()
        citizen.reads(texts.PUBLISH["title"][language])
        citizen.reads(texts.PUBLISH["milestones"][0]["title"][language])
