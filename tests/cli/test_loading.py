"""What a command line loads before it does anything: little, so that the database starts meanwhile."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = "import sys, service.cli.app, service.cli.serving; print(*sorted(sys.modules))"


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules that are loaded once a command is known."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("slow", ["domain.registry", "service.handling.handler", "fastapi", "uvicorn"])
def test_what_is_slow_to_load_waits_until_the_database_starts(loaded: set[str], slow: str) -> None:
    assert slow not in loaded
