"""People at the service, none of whose pages runs a script: a citizen and a commune that answers, two of the
staff on one form, and an auditor who goes back to before a correction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from domain.idea.commands import FindIdeaAdmissible
from domain.kernel.values import Role
from domain.vocabulary import name_of
from domain.workshop.commands import RescheduleWorkshop
from service.access.passwords import hashed
from service.web.forms.labels import label_of
from tests.access.conftest import AZILAL, PASSWORD, Whole, served
from tests.browser.people import Citizen, Person, Staff, person
from tests.web.citizens.taking_part import collecting

WORDS = "أقترح ساحة ألعاب قرب المدرسة، مع أشجار وظل"
CORRECTED = "workshops/demnate-example/replay"


class Town:
    """A commune that collects ideas, whose people each have a browser."""

    def __init__(self, whole: Whole, browser: Browser, closing: ExitStack) -> None:
        self.whole, self._browser, self._closing = whole, browser, closing
        self.site = str(whole.client.base_url).rstrip("/")
        self.programme = collecting(whole)
        self._hash = hashed(PASSWORD)

    def somebody(self, kind: type[Person], language: str) -> Person:
        """Somebody with a browser."""
        return self._closing.enter_context(person(self._browser, kind, self.site, language))

    def staff(self, role: Role, language: str) -> Staff:
        """Somebody of the commune, signed in."""
        accounts = self.whole.access.accounts
        email = f"{len(accounts.all())}@town.example"
        account = accounts.make(email, by="test", password=self._hash)
        assert self.whole.access.grants.make(account, role, by="test", collectivity=AZILAL)
        made = self.somebody(Staff, language)
        assert isinstance(made, Staff)
        made.signs_in(email, PASSWORD)
        return made


@pytest.fixture(scope="module")
def town(browser: Browser, temporary: Path) -> Iterator[Town]:
    """A commune that collects ideas, on the true clock."""
    with served(temporary / "town") as whole, ExitStack() as closing:
        yield Town(whole, browser, closing)


def test_an_idea_is_sent_and_followed_and_is_public_once_the_commune_has_found_it_admissible(
    town: Town,
) -> None:
    citizen, focal = town.somebody(Citizen, "ar"), town.staff(Role.FOCAL_POINT, "fr")
    assert isinstance(citizen, Citizen)

    idea = citizen.sends(f"programmes/{town.programme}/ideas/new", WORDS)
    code = citizen.code()
    assert WORDS not in httpx.get(f"{town.site}/ar/ideas/{idea}", timeout=20).text
    citizen.follows(code)
    citizen.reads(WORDS)

    focal.opens(FindIdeaAdmissible, f"idea:{idea}")
    focal.records()
    citizen.goes_to(f"ideas/{idea}")
    citizen.reads(WORDS)
    citizen.goes_to("ideas")
    citizen.reads(WORDS)
    citizen.follows(code)
    admissible = name_of("idea_status", "admissible")
    assert admissible is not None
    citizen.reads(admissible.ar or "")


def test_of_two_on_one_form_the_second_reads_what_changed_and_loses_nothing_that_was_typed(
    town: Town,
) -> None:
    first, second = town.staff(Role.FOCAL_POINT, "fr"), town.staff(Role.FOCAL_POINT, "ar")
    found = town.whole.client.get("/api/v1/workshops", params={"collectivity": AZILAL}).json()["items"][0]
    stream, today = f"workshop:{found['id']}", datetime.now(UTC).date()
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in (40, 50)]
    place = "دار الشباب بالحي الجديد"

    for one in (first, second):
        one.opens(RescheduleWorkshop, stream)
    why = {"reason": {"code": "other", "text": {"ar": "عطلة مدرسية", "fr": "Vacances scolaires"}}}
    first.fills(RescheduleWorkshop, {"held_on": days[0], **why})
    first.records()
    second.fills(RescheduleWorkshop, {"held_on": days[1], "place": place, **why})
    second.presses("Go on")

    second.reads(second.said("What was recorded meanwhile"))
    field = second.page.locator("form.command")
    assert field.get_by_label(second.label(label_of("RescheduleWorkshop", "place"))).input_value() == place
    second.records()
    told = town.whole.client.get(f"/api/v1/workshops/{found['id']}").json()
    assert (told["held_on"], told["place"]) == (days[1], place)


def test_an_auditor_replays_a_workshop_from_before_its_attendance_was_corrected_to_after(town: Town) -> None:
    auditor = town.somebody(Person, "fr")

    auditor.goes_to(f"{CORRECTED}?version=2")
    auditor.reads("38")
    before = auditor.page.locator("#digest").inner_text()
    auditor.takes("Next event")
    auditor.reads("41")
    changed = auditor.page.locator("dl.state .changed").inner_text()
    after = auditor.page.locator("#digest").inner_text()

    assert "38" in changed
    assert "41" in changed
    assert before != after
    auditor.takes("Previous event")
    assert auditor.page.locator("#digest").inner_text() == before
