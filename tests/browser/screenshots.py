"""`make screenshots`: the main pages as people see them, in Arabic and in French, on a telephone and on a
desk, into docs/screenshots.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import NamedTuple

import structlog
from playwright.sync_api import Browser

from domain.kernel.values import Role
from service.access.illustrative import email_of, make_accounts
from tests.api.whole import illustrative_service
from tests.browser.addresses import PROGRAMME, records
from tests.browser.chromium import chromium
from tests.browser.people import Staff

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SIZES = {"telephone": (390, 1100), "desk": (1280, 900)}
"""CSS pixels: what is seen of a page, from its top."""


class Shown(NamedTuple):
    """A page to be shown: how its file is called, its language and size, and what follows the language in its
    address.
    """

    name: str
    language: str
    size: str
    path: str


SHOWN = (
    Shown("home", "ar", "telephone", ""),
    Shown("home", "fr", "desk", ""),
    Shown("network", "ar", "desk", "network"),
    Shown("programme", "ar", "telephone", f"programmes/{PROGRAMME}"),
    Shown("programme", "fr", "desk", f"programmes/{PROGRAMME}"),
    Shown("session", "ar", "desk", f"council-sessions/{PROGRAMME}-2025-10"),
    Shown("ideas", "ar", "telephone", "ideas"),
    Shown("history", "fr", "telephone", f"programmes/{PROGRAMME}/history"),
    Shown("replay", "ar", "desk", f"workshops/{PROGRAMME}/replay?version=3"),
    Shown("commitment", "ar", "desk", "commitments/{commitment}"),
    Shown("commitment", "fr", "telephone", "commitments/{commitment}"),
)
FOR_STAFF = (
    Shown("tasks", "ar", "telephone", "console"),
    Shown("form", "ar", "desk", "console/new/programmes/initiate-programme"),
    Shown("form", "fr", "telephone", "console/new/workshops/announce-workshop"),
)


def main() -> None:
    """Start the service over the illustrative log, and take all."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="it-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        with illustrative_service(Path(made) / "shown") as (_app, site, access), chromium() as browser:
            password = make_accounts(access, Path(made) / "password").password
            known = records(site)
            for one in SHOWN:
                _take(browser, site, one._replace(path=one.path.format(**known)))
            for one in FOR_STAFF:
                _take(browser, site, one, password)


def _take(browser: Browser, site: str, one: Shown, password: str | None = None) -> None:
    width, height = SIZES[one.size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="light", reduced_motion="reduce"
    )
    person = Staff(context.new_page(), site, one.language)
    if password is not None:
        person.signs_in(email_of(Role.FOCAL_POINT), password)
    person.goes_to(one.path)
    person.page.screenshot(path=FOLDER / f"{one.name}-{one.language}-{one.size}.png")
    context.close()


if __name__ == "__main__":
    main()
