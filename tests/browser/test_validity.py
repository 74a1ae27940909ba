"""Every page in four languages, and the style sheet, as the Nu Html Checker reads them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from service.web.assets import address
from service.web.languages import LANGUAGES
from tests.browser.addresses import examples, records, status_of
from tests.needing import needed
from tests.npm import install

HERE = Path(__file__).parent / "validity"
SPOILT = Path(__file__).with_name("spoilt.html")
JAR = "vnu-jar/build/dist/vnu.jar"
NOWHERE = "this-page-is-not-there"


@pytest.fixture(scope="module")
def checker() -> Path:
    """The checker as npm has it."""
    needed(
        shutil.which("java") and shutil.which("npm"),
        "Java or npm is missing: no page is checked for valid HTML "
        "(apt install default-jre-headless nodejs npm)",
    )
    return install(HERE) / JAR


@pytest.fixture(scope="module")
def saved(site: str, session: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the pages as they are sent, that of a refusal among them, and the style sheet."""
    directory, known = tmp_path_factory.mktemp("pages"), records(site)
    with httpx.Client(base_url=site, timeout=30, cookies=session) as client:
        paths = [one.format(**known) for one in (*examples(), *examples(staff=True))]
        for path in (*paths, NOWHERE):
            for language in LANGUAGES:
                answer = client.get(f"/{language}/{path}".rstrip("/"))
                assert answer.status_code == (404 if path == NOWHERE else status_of(path)), answer.url
                name = re.sub(r"[^a-z0-9-]+", "_", f"{language}/{path}".lower()).strip("_")
                (directory / f"{name}.html").write_bytes(answer.content)
        (directory / "style.css").write_bytes(client.get(address("style.css")).content)
    return directory


@pytest.fixture(scope="module")
def wrong(checker: Path, saved: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the checker says of all that was saved, and of a page and a sheet that are wrong: where, and what.
    It is started once, and takes its time to start. Warnings about style are left aside.
    """
    spoilt = tmp_path_factory.mktemp("spoilt")
    (spoilt / "spoilt.html").write_bytes(SPOILT.read_bytes())
    (spoilt / "spoilt.css").write_text("p { colour: red }", "utf-8")
    command = ["java", "-jar", str(checker), "--errors-only", "--also-check-css", "--format", "json"]
    command += [str(saved), str(spoilt)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return [
        f"{Path(one['url']).name}:{one.get('lastLine')}: {one['message']} ({one.get('extract', '')[:120]})"
        for one in json.loads(done.stderr)["messages"]
    ]


def test_every_page_and_the_style_sheet_are_valid(wrong: list[str], saved: Path) -> None:
    assert len(list(saved.glob("*.html"))) >= 3 * len(LANGUAGES)

    assert "\n".join(one for one in wrong if not one.startswith("spoilt")) == ""


def test_a_page_and_a_style_sheet_that_are_not_valid_are_found(wrong: list[str]) -> None:
    assert any(one.startswith("spoilt.html") and "alt" in one for one in wrong)
    assert any(one.startswith("spoilt.css") and "colour" in one for one in wrong)
