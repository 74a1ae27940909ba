"""What goes wrong is told to nobody but the operator, and to the operator without anybody's words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.store.log import Log
from tests.api.failing_service import FAILING, WORDS
from tests.api.service_process import ROOT

NAMES = ("فاطمة", "fatima", "example.ma")
INTERNAL = ("Traceback", "ValueError", ".py", "site-packages", *NAMES)


class Failing:
    """A client of the service, and what it wrote."""

    def __init__(self, client: httpx.Client, process: subprocess.Popen[str], lines: Path) -> None:
        self.client, self._process, self._lines = client, process, lines

    def lines(self) -> list[dict[str, object]]:
        """Its log lines, once it has ended; each is JSON."""
        self._process.terminate()
        self._process.wait(20)
        return [json.loads(line) for line in self._lines.read_text("utf-8").splitlines()]


@pytest.fixture
def service(log: Log, tmp_path: Path) -> Iterator[Failing]:
    lines = tmp_path / "lines"
    with lines.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.failing_service"],
            cwd=ROOT,
            env=os.environ | {"LOG": log.conninfo, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with httpx.Client(base_url=address, timeout=20) as client:
            yield Failing(client, process, lines)
        process.kill()
        process.wait(20)
        process.stdout.close()


def told(lines: list[dict[str, object]], **wanted: object) -> list[dict[str, object]]:
    return [line for line in lines if wanted.items() <= line.items()]


def test_an_error_is_answered_without_saying_what_it_was(service: Failing) -> None:
    answer = service.client.get(FAILING[0], headers={"Accept-Language": "ar"})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert not any(word in answer.text for word in INTERNAL)
    [line] = told(service.lines(), event="failed")
    assert (line["error"], line["request_id"]) == ("ValueError", answer.json()["request_id"])
    assert "failing_service.py" in str(line["at"])
    assert not any(name in json.dumps(line, ensure_ascii=False) for name in NAMES)


def test_an_answer_that_breaks_off_breaks_off_and_says_nothing(service: Failing) -> None:
    received: list[bytes] = []
    with service.client.stream("GET", FAILING[1]) as answer, pytest.raises(httpx.RemoteProtocolError):
        received.extend(answer.iter_raw())
    assert received == [b"{"]

    lines = service.lines()

    assert told(lines, event="failed", error="ValueError")
    assert not any(name in json.dumps(lines, ensure_ascii=False) for name in NAMES)


@pytest.mark.parametrize(
    ("path", "event"),
    [
        (FAILING[2], "Task exception was never retrieved"),
        (FAILING[3], "a thread ended"),
        (FAILING[3], "an error that nobody could catch"),
    ],
)
def test_what_nobody_catches_is_told_without_its_message(service: Failing, path: str, event: str) -> None:
    assert service.client.get(path).status_code == 200

    lines = service.lines()

    assert WORDS.split()[0] in NAMES  # what is looked for is what was raised
    assert [line["error"] for line in told(lines, event=event)] == ["ValueError"]
    assert not any(name in json.dumps(lines, ensure_ascii=False) for name in NAMES)


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/assessments/%00", "/%ff", "/healthz?x=fatima", "/../../etc/passwd"]
)
def test_a_request_that_leads_nowhere_is_told_nothing_internal_and_its_words_are_not_kept(
    service: Failing, path: str
) -> None:
    answer = service.client.get(path + ("&" if "?" in path else "?") + "email=fatima@example.ma")

    assert answer.status_code < 500
    assert not any(word in answer.text for word in ("Traceback", ".py", "site-packages"))
    assert not any(name in json.dumps(service.lines(), ensure_ascii=False) for name in NAMES)
