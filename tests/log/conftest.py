"""Where a test's log keeps its last checkpoint."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoint"
