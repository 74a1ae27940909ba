"""Stored bytes are read fast, and are looked at all the same: a bundle's come from somebody else."""

import pytest
from pydantic import ValidationError

import domain.registry  # noqa: F401 - registers the types of events
from domain.kernel.stored import decode
from tests.golden.files import FOLDER

BODY = (FOLDER / "DocumentRegistered.v1.json").read_bytes().strip()


@pytest.mark.parametrize("text", [" ", "\u202e", "x" * 301], ids=["blank", "reversing", "too long"])
def test_a_text_that_no_command_could_give_is_no_event(text: str) -> None:
    said = decode(BODY).data.kind.encode()  # type: ignore[attr-defined]
    altered = BODY.replace(b'"kind":"' + said + b'"', b'"kind":"' + text.encode() + b'"')
    assert altered != BODY

    with pytest.raises(ValidationError):
        decode(altered)
