"""The whole lifecycle of the illustrative programme through the console, in Arabic."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.commune import lives_a_programme


def test_a_commune_records_its_programme_to_the_end_by_forms_in_arabic(
    browser: Browser, temporary: Path
) -> None:
    lives_a_programme(browser, temporary / "life-ar", "ar")
