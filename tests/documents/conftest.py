"""A log with a directory for the contents of its documents, and master keys in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.documents.keeping import Keeping
from service.store.log import Log
from service.vault.master_keys import KeyFile, make_keys
from tests.conftest import Cluster


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    """Contents of 5 MB at most."""
    return Keeping(tmp_path / "documents", 5 * 2**20, 24)


@pytest.fixture
def kept(embedded: Cluster, tmp_path: Path, keeping: Keeping) -> Iterator[Log]:
    """An empty illustrative log."""
    make_keys(tmp_path / "vault.key")
    name = embedded.new_log()
    opened = Log(
        embedded.conninfo(name, "infitah_service"), KeyFile(tmp_path / "vault.key"), documents=keeping
    )
    opened.contents.belong_to(opened.identity().origin)
    yield opened
    opened.close()
    embedded.drop(name)
