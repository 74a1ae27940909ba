"""The press kit that the register is tested on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domain.register.facts import shipped
from tests.register.printing import printed

SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "press-kit.txt"


@pytest.fixture(scope="session")
def press_kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real file, where PRESS_KIT names it or the seed holds it; else one made in its layout."""
    named = os.environ.get("PRESS_KIT")
    if named:
        return Path(named)
    return SEED if SEED.exists() else print_to(tmp_path_factory.mktemp("press-kit"))


@pytest.fixture
def printed_kit(tmp_path: Path) -> Path:
    """A file made from the shipped facts in the layout of the press kit."""
    return print_to(tmp_path)


def print_to(folder: Path) -> Path:
    path = folder / "press-kit.txt"
    path.write_text(printed(shipped()[0]), "utf-8")
    return path
