"""What a test needs of the machine beside Python. Where it is missing the test is skipped and says what to
install; where everything has to run, it fails with the same words.
"""

from __future__ import annotations

import os

import pytest

EVERYTHING = ("INFITAH_EVERYTHING", "CI")
"""Environment variables that ask for every test, as `.ci/run` does."""


def needed(found: object, sentence: str) -> None:
    """Go on where something was found. `sentence` says what is missing, what is not tested without it, and
    what to install.
    """
    if found:
        return
    if any(os.environ.get(name, "").lower() not in ("", "0", "false") for name in EVERYTHING):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
