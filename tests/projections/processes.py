"""Runners and rebuilds as processes of their own, which can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.store.log import Log

ROOT = Path(__file__).parents[2]


@contextmanager
def process(log: Log, task: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs the projections (`run`) or rebuilds one slowly (`rebuild`); killed in the end."""
    command = [sys.executable, "-m", "tests.projections.counting", task, log.conninfo]
    found = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        yield found
    finally:
        found.kill()
        found.wait(10)
