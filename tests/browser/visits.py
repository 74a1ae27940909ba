"""What a first visit of a page on a telephone shows of it: rules of accessibility that it breaks, what the
browser complains of, what it loads, and whether it fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

TELEPHONE = {"width": 390, "height": 844}
NARROW = (360, 320)
"""CSS pixels: a small telephone, and what WCAG 1.4.10 asks for."""
LEVEL_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours, which alone differ from the light scheme to the dark one."""
THERE = Axe("")
"""Axe, where a page has its script already."""
_LOOKING = Path(__file__).with_name("looking.js").read_text("utf-8")


@dataclass
class Visited:
    """What a visit showed; an empty list is as it should be."""

    status: int = 0
    tag: str = ""
    direction: str = ""
    kilobytes: float = 0
    broken: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    too_wide: dict[int, list[str]] = field(default_factory=dict)
    unmarked: list[str] = field(default_factory=list)
    skipped_to: str = ""


def visit(browser: Browser, url: str, cookies: Mapping[str, str]) -> Visited:
    """Visit a page for the first time, with an empty cache; `cookies` are those of somebody signed in."""
    context = browser.new_context(viewport=TELEPHONE, color_scheme="light")
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    try:
        return look(context, url)
    finally:
        context.close()


def look(context: BrowserContext, url: str) -> Visited:
    """Visit a page in a context of one's own."""
    page, found, loaded = context.new_page(), Visited(), list[Request]()
    page.on("console", lambda one: _note_complaint(one, url, found))
    page.on("pageerror", lambda one: found.complaints.append(str(one)))
    page.on("request", lambda one: _note_host(one, url, found))
    # A bound method of a list has no place for what Playwright notes of a listener.
    page.on("requestfinished", lambda one: loaded.append(one))  # noqa: PLW0108
    answer = page.goto(url)
    found.status = answer.status if answer else 0
    found.kilobytes = sum(_bytes(one) for one in loaded) / 1000
    root = page.locator("html")
    found.tag, found.direction = root.get_attribute("lang") or "", root.get_attribute("dir") or ""
    found.broken["light"] = broken_rules(page, LEVEL_AA, "tag")
    page.emulate_media(color_scheme="dark")
    found.broken["dark"] = broken_rules(page, OF_COLOURS, "rule", axe=THERE)
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": TELEPHONE["height"]})
        found.too_wide[width] = page.evaluate(f"{_LOOKING}.overflowing()")
    _by_keyboard(page, found)
    return found


def broken_rules(
    page: Page, wanted: list[str], kind: Literal["tag", "rule"], axe: Axe | None = None
) -> list[str]:
    """The rules that axe finds broken, each with the elements that break it."""
    options = {"runOnly": {"type": kind, "values": wanted}, "resultTypes": ["violations"], "preload": False}
    violations = (axe or Axe()).run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:300]})"
        for rule in violations
        for node in rule["nodes"]
    ]


def _by_keyboard(page: Page, found: Visited) -> None:
    """The first stop leads past the navigation, and where the keyboard is can be seen at every stop."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    found.skipped_to = page.evaluate("document.activeElement.id")
    found.unmarked = page.evaluate(f"{_LOOKING}.unmarked()")


def _note_complaint(one: ConsoleMessage, url: str, found: Visited) -> None:
    """What the browser complains of, but not that the page itself is a refusal."""
    refusal = one.text.startswith("Failed to load resource") and one.location["url"] == quote(url, ":/?=&%")
    if one.type == "error" and not refusal:
        found.complaints.append(one.text)


def _note_host(request: Request, url: str, found: Visited) -> None:
    if urlsplit(request.url).netloc != urlsplit(url).netloc:
        found.elsewhere.append(request.url)


def _bytes(request: Request) -> int:
    sizes = request.sizes()
    return int(sizes["responseBodySize"]) + int(sizes["responseHeadersSize"])
