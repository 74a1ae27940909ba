"""Why bytes cannot be used is said in the reader's language, down to what was expected and what was found."""

from __future__ import annotations

import pickle
import re
import tomllib
from collections.abc import Callable
from importlib.resources import files

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections import transparency
from projections.transparency.checkpoint import Checkpoint, open_checkpoint
from projections.transparency.faults import Fault, Words
from projections.transparency.notes import SignedNote, Signer, Verifier, parse, verify
from projections.transparency.tiles import decode_entries
from tests.languages import LANGUAGES

SIGNER = Signer("log.example", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = Signer("log.example", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
ENGLISH = re.compile(
    r"\b(expected|found|none|another|others|bytes?|text|line|name without|signature by|key with|entry|the)\b"
)


def texts() -> dict[str, dict[str, str]]:
    found = files(transparency).joinpath("faults.toml").read_text("utf-8")
    return tomllib.loads(found)


def test_every_text_is_there_in_every_language_with_the_same_placeholders() -> None:
    for code, by_language in texts().items():
        assert set(by_language) == set(LANGUAGES), code
        placeholders = {language: set(re.findall(r"{\w+}", text)) for language, text in by_language.items()}
        assert placeholders["ar"] == placeholders["fr"] == placeholders["en"], code


def note(text: str, by: Signer = SIGNER) -> SignedNote:
    return SignedNote(text, (by.sign(text),))


@pytest.mark.parametrize(
    "make",
    [
        lambda: parse(b""),
        lambda: parse(b"\xff\n\n"),
        lambda: parse(b"x" * 1_000_001),
        lambda: parse(b"text\n\n" + "— name AAAAAAAA\n".encode() * 101),
        lambda: parse("text\n\n— name !!!\n".encode()),
        lambda: parse("text\n\n— name AAAA\n".encode()),
        lambda: parse("text\n\n— na+me AAAAAAAA\n".encode()),
        lambda: parse(b"text\n\nno signature\n"),
        lambda: verify(note("x\n"), []),
        lambda: verify(note("x\n"), [OTHER.verifier]),
        lambda: verify(SignedNote("y\n", note("x\n").signatures), [SIGNER.verifier]),
        lambda: Verifier.from_vkey("name"),
        lambda: Verifier.from_vkey("name+00000000+AQ=="),
        lambda: Verifier.from_vkey(SIGNER.vkey.replace("log.example", "log.other")),
        lambda: Checkpoint.parse("origin\n"),
        lambda: Checkpoint.parse("origin\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
        lambda: open_checkpoint(
            note(Checkpoint("log.example", 0, b"\x00" * 32).text()).encode(), [SIGNER.verifier], origin="log"
        ),
        lambda: decode_entries(b"\x00"),
        lambda: decode_entries(b"\x00\x05{}"),
    ],
)
def test_a_fault_is_told_in_each_language(make: Callable[[], object]) -> None:
    with pytest.raises(Fault) as raised:
        make()

    fault = raised.value
    assert str(fault) == fault.sentences["en"]
    assert re.search(r"[ء-ي]", fault.sentences["ar"])
    assert len(set(fault.sentences.values())) == len(LANGUAGES)
    for language in ("ar", "fr"):
        assert not ENGLISH.search(fault.sentences[language]), fault.sentences[language]


def test_words_reach_another_process_as_they_are() -> None:
    words = Words("note_bytes", most=5)

    assert pickle.loads(pickle.dumps(words)) == words  # noqa: S301 - its own pickle
    assert str(pickle.loads(pickle.dumps(words))) == "a note of at most 5 bytes"  # noqa: S301 - its own pickle
