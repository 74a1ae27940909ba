"""Debian's Chromium without its windows, driven by Playwright: one browser for each file of tests, a context
for each visit. The program with windows takes twice the time of a processor, for frames that nobody sees.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.needing import needed

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process draws and one shows: to begin another for each page, and to copy frames between them, would
    # take a fifth more of a processor's time. All pages are of one site.
    "--in-process-gpu",
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]
FONTS = Path("/usr/share/fonts")
TYPEFACES = ("NotoSansArabic-*", "NotoSansTifinagh-*", "NotoSans-*")
"""Without them the browser shows boxes for letters: nothing about contrast or width would be true."""
PROGRAM = "chromium-headless-shell"
INSTALL = f"apt install {PROGRAM} fonts-noto-core"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium; skips where it or its letters are missing.

    It is stopped with the file of tests: while Playwright waits, an event loop runs in this thread, and
    other tests start their own.
    """
    program = shutil.which(PROGRAM)
    needed(program, f"Chromium is missing: no page is tried in a browser ({INSTALL})")
    for typeface in TYPEFACES:
        needed(
            next(FONTS.rglob(f"{typeface}.ttf"), None),
            f"the typeface {typeface} is missing: no page is tried in a browser ({INSTALL})",
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
