"""A log whose master keys are in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.log import Log
from service.vault.master_keys import KeyFile, make_keys
from tests.conftest import Cluster


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    made = tmp_path / "vault.key"
    make_keys(made)
    return made


@pytest.fixture
def kept(embedded: Cluster, key_path: Path) -> Iterator[Log]:
    """An empty illustrative log."""
    name = embedded.new_log()
    opened = Log(embedded.conninfo(name, "infitah_service"), KeyFile(key_path))
    yield opened
    opened.close()
    embedded.drop(name)
