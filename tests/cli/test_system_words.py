"""What the system says of a file or a connection is told in the reader's language."""

from __future__ import annotations

import errno
import os
import re
import socket
from http.client import BadStatusLine
from pathlib import Path

import pytest

from service.messages import table
from service.messages.system import system_said
from tests.languages import LANGUAGES

REFUSED = [OSError(number, os.strerror(number)) for number in (errno.ENOENT, errno.EACCES, errno.ENOSPC)]


@pytest.mark.parametrize(
    "error", [*REFUSED, TimeoutError(), ConnectionRefusedError(), socket.gaierror(), BadStatusLine("x")]
)
def test_a_usual_reason_is_told_in_each_language(error: Exception) -> None:
    said = system_said(error)

    assert re.search(r"[ء-ي]", said["ar"])
    assert not re.search("[A-Za-z]{3}", said["ar"].replace("HTTP", ""))
    assert len(set(said.values())) == len(LANGUAGES)


def test_a_reason_that_nobody_foresaw_is_quoted() -> None:
    said = system_said(OSError(errno.EXDEV, "Invalid cross-device link"))

    assert said["fr"] == "le système dit : « Invalid cross-device link »"


def test_a_file_that_is_not_there_is_told_of_in_arabic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from typer.testing import CliRunner

    from service.cli.app import app

    monkeypatch.setenv("LANGUAGE", "ar")
    done = CliRunner().invoke(app, ["verify", str(tmp_path / "none.zip")])

    assert done.exit_code == 2
    assert table("system")["no_file"]["ar"] in done.output
