"""People at the service, who find fields by their labels and buttons by their words, without any script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ElementHandle, Locator, Page, expect

from domain.kernel.commands import Command
from domain.kernel.values import Localised
from domain.registry import DECIDERS
from service.web.catalogues import translations
from service.web.forms.making import form_of
from service.web.forms.parts import Control, Field, Group, Part, Rows
from service.web.languages import LANGUAGES
from service.web.speech import Speech

DEEP = """all => all.map(one => {
  let deep = 0;
  for (let at = one; at; at = at.parentElement.closest('fieldset, details, [role=group]')) deep += 1;
  return deep;
})"""
"""How many groups each of some fields is in."""
PATIENCE = 30_000
"""Milliseconds: other tests may keep the machine busy."""


class Person:
    """Somebody with a browser of their own; `area` is that of most pages that they look at."""

    area = "accountability"

    def __init__(self, page: Page, site: str, language: str) -> None:
        self.page, self.site, self.language = page, site, language
        self.said = translations(language, self.area).gettext
        self.speech = Speech(LANGUAGES[language])

    def goes_to(self, path: str) -> None:
        """Open a page, by what follows the language in its address."""
        answer = self.page.goto(f"{self.site}/{self.language}/{path}".rstrip("/"))
        assert answer is not None
        assert answer.status == 200, (path, answer.status, self.heading())

    def presses(self, message: str) -> None:
        """Press the button that says a message."""
        self._leaves_by(self.button(message))

    def takes(self, message: str) -> None:
        """Go where the link leads that says a message."""
        self._leaves_by(self.page.get_by_role("link", name=self.said(message), exact=True))

    def button(self, message: str) -> Locator:
        """The button that says a message."""
        return self.page.get_by_role("button", name=self.said(message), exact=True).locator("visible=true")

    def _leaves_by(self, way: Locator) -> None:
        """Take a button or a link, and wait for the whole page that comes: what is on it is counted."""
        with self.page.expect_navigation():
            way.press("Enter")

    def reads(self, words: str) -> None:
        """Be sure that some words stand in the content of the page."""
        expect(self.page.locator("main")).to_contain_text(words)

    def heading(self) -> str:
        """The first heading of the page, with what a problem on it says."""
        return " / ".join(self.page.locator("h1, [role=alert]").all_inner_texts())

    def label(self, told: Localised) -> re.Pattern[str]:
        """What stands beside a field, with or without the word that it may be left empty."""
        optional = re.escape(self.said("(optional)"))
        return re.compile(rf"^\s*{re.escape(told.model_dump()[self.language])}\s*({optional})?\s*$")


class Citizen(Person):
    """Somebody without an account, who sends ideas and contributions and follows them by their codes."""

    area = "participation"

    def sends(self, path: str, words: str) -> str:
        """Send a text by the form of a page; the public number of what was sent."""
        self.goes_to(path)
        self.page.locator("textarea").first.fill(words)
        self.presses("Send")
        self.reads(self.said("It was received"))
        return self.page.locator("dl.facts code").inner_text()

    def code(self) -> str:
        """The tracking code on the receipt that is shown."""
        return self.page.locator(".code bdi").inner_text()

    def follows(self, code: str) -> None:
        """Ask what became of what a code belongs to."""
        self.goes_to("submissions")
        self.page.get_by_label(self.said("Tracking code")).fill(code)
        self.presses("Show")


class Staff(Person):
    """Somebody of the staff, who gives commands by their forms in the console."""

    area = "console"

    def signs_in(self, email: str, password: str) -> None:
        """Sign in by the form that everybody of the staff signs in by."""
        self.goes_to("sign-in")
        self.page.get_by_label(self.said("E-mail address")).fill(email)
        self.page.get_by_label(self.said("Password"), exact=True).fill(password)
        self.presses("Sign in")
        expect(self.page).to_have_url(re.compile(r"/console$"))
        self.reads(self.said("My tasks"))

    def opens(self, command: type[Command], stream: str) -> None:
        """Open the form of a command, on the record of a stream or for a new one of its kind."""
        kind, _, identity = stream.partition(":")
        plural = DECIDERS[kind].plural
        way = f"new/{plural}" if command.creates else f"act/{plural}/{identity}"
        self.goes_to(f"console/{way}/{command.command_name()}")

    def fills(self, command: type[Command], fields: Mapping[str, Any]) -> None:
        """Fill in the form of a command."""
        form = form_of(command)
        for part in form.parts:
            if part.name in fields:
                self._fill(self.page.locator("form.command"), part, fields[part.name])

    def records(self) -> str:
        """Look at what was filled in once more, and record it; the identity of the record. Where the clock
        has recorded something meanwhile, the page says what, and is gone on from.
        """
        for _ in range(3):
            self._looks_and_records()
            if not self.page.locator("#meanwhile").count():
                break
        expect(self.page, self.heading()).to_have_url(re.compile(r"/console/records/"))
        self.reads(self.said("Recorded"))
        return urlsplit(self.page.url).path.rpartition("/")[2]

    def _looks_and_records(self) -> None:
        self.presses("Go on")
        if self.page.locator("#meanwhile").count():
            return
        expect(self.button("Record it for good"), self.heading()).to_be_visible()
        self.presses("Record it for good")

    def _fill(self, where: Locator, part: Part, value: Any) -> None:
        if isinstance(part, Rows):
            self._fill_rows(where, part, value)
        elif isinstance(part, Group):
            inside = self._group(where, part.label)
            for one in part.parts:
                if one.name in value:
                    self._fill(inside, one, value[one.name])
        elif part.control is Control.SEVERAL:
            self._tick(where, part, value)
        else:
            self._fill_field(where, part, value)

    def _fill_rows(self, where: Locator, part: Rows, values: list[Any]) -> None:
        rows = self._group(where, part.label)
        if isinstance(part.item, Field) and rows.get_by_role("checkbox").count():  # offered
            for value in values:
                rows.locator(f'input[type=checkbox][value="{value}"]').check()
            return
        label = part.label.model_dump()[self.language]
        for number, value in enumerate(values, 1):
            row = rows.get_by_role("group", name=f"{label} {self.speech.number(number)}", exact=True)
            if not row.count():
                adding = f"{self.said('Add one')} {label}"
                self._leaves_by(rows.get_by_role("button", name=adding, exact=True).last)
            if isinstance(part.item, Group):
                for one in part.item.parts:
                    if one.name in value:
                        self._fill(row, one, value[one.name])
            else:
                self._fill(row, part.item, value)

    def _group(self, where: Locator, label: Localised) -> Locator:
        """A group of fields by its legend; one that is folded is opened first."""
        heading = self.page.locator(":scope > legend, :scope > summary", has_text=self.label(label))
        found = outermost(where.locator("fieldset, details", has=heading))
        summary = found.locator(":scope > summary")
        if summary.count() and found.get_attribute("open") is None:
            summary.click()
        return found

    def _tick(self, where: Locator, part: Field, values: list[str]) -> None:
        inside, names = self._group(where, part.label), {one.value: one.label for one in part.options}
        for value in values:
            inside.get_by_label(names[value].model_dump()[self.language], exact=True).check()

    def _fill_field(self, where: Locator, part: Field, value: Any) -> None:
        if part.control is Control.YES_NO:
            self._group(where, part.label).get_by_label(
                self.said("Yes" if value else "No"), exact=True
            ).check()
            return
        if part.control is Control.JSON:
            self._fill_value(self._group(where, part.label), value)
            return
        found = self._field(where, part.label)
        if found.evaluate("one => one.tagName") == "SELECT":
            found.select_option(str(value))
        else:
            found.fill(str(value))

    def _field(self, where: Locator, label: Localised) -> ElementHandle:
        """The field of a label, found once: on a long form each look for a label is the longest of all."""
        found = where.get_by_label(self.label(label)).element_handles()
        return found[0] if len(found) == 1 else found[shallowest(self.page.evaluate(DEEP, found), where)]

    def _fill_value(self, where: Locator, value: Any) -> None:
        """A value of any kind, as the form for corrections takes it."""
        kind = "text" if isinstance(value, str) else "structure"
        where.get_by_label(self.said("What it is"), exact=True).select_option(kind)
        where.get_by_label(self.said("The value"), exact=True).fill(
            value if kind == "text" else json.dumps(value)
        )


def outermost(found: Locator) -> Locator:
    """Of fields that are called alike, the one in the fewest groups: where another is meant, its group is
    looked at first.
    """
    return found.nth(shallowest(found.evaluate_all(DEEP), found))


def shallowest(deep: list[int], told: object) -> int:
    """Which of some fields is in the fewest groups; `told` says where they were looked for."""
    assert deep, told
    return deep.index(min(deep))


@contextmanager
def person(browser: Browser, kind: type[Person], site: str, language: str) -> Iterator[Any]:
    """Somebody with a browser in which nothing of others is kept, and no script runs."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    try:
        yield kind(context.new_page(), site, language)
    finally:
        context.close()
