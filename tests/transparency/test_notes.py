"""Signed notes and checkpoints: those of the specifications are read, anything malformed is refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.transparency.checkpoint import BadCheckpoint, Checkpoint, open_checkpoint
from projections.transparency.merkle import EMPTY
from projections.transparency.notes import (
    COSIGNATURE,
    BadNote,
    SignedNote,
    Signer,
    Verifier,
    cosigned_at,
    parse,
    parse_signature,
    verify,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
SIGNER = Signer("log.example/one", KEY)
STRANGER = Signer("log.example/one", Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))
WITNESS = Signer("witness.example/w", Ed25519PrivateKey.from_private_bytes(b"\x09" * 32), COSIGNATURE)
TEXT = Checkpoint("log.example/one", 12, EMPTY).text()
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def signed(text: str, *signers: Signer) -> bytes:
    return SignedNote(text, tuple(signer.sign(text, at=1_700_000_000) for signer in signers)).encode()


def test_a_note_that_another_program_signed_is_verified() -> None:
    (found,) = verify(parse(GO_NOTE.encode()), [Verifier.from_vkey(GO_VKEY)])

    assert found.name == "PeterNeumann"
    assert Verifier.from_vkey(GO_VKEY).vkey == GO_VKEY


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    made = Checkpoint("log.example/one", 12, EMPTY, ("an extension",))

    found = open_checkpoint(signed(made.text(), SIGNER), [SIGNER.verifier], origin="log.example/one")

    assert found == made


def test_a_cosignature_says_when_and_is_checked() -> None:
    note = parse(signed(TEXT, SIGNER, WITNESS))

    log, witness = verify(note, [SIGNER.verifier, Verifier.from_vkey(WITNESS.vkey)])

    assert (log.name, witness.name) == ("log.example/one", "witness.example/w")
    assert cosigned_at(witness.value) == 1_700_000_000
    assert witness.key_id == WITNESS.verifier.key_id
    later = note.signatures[1]._replace(value=b"\x00" * 8 + witness.value[8:])
    with pytest.raises(BadNote, match="not of this text"):
        verify(SignedNote(TEXT, (later,)), [WITNESS.verifier])


def test_signatures_of_unknown_keys_are_ignored_but_one_must_be_known() -> None:
    both = parse(signed(TEXT, STRANGER, SIGNER))

    assert len(verify(both, [SIGNER.verifier])) == 1
    with pytest.raises(BadNote, match=r"expected a signature by log.example/one, found none"):
        verify(parse(signed(TEXT, STRANGER)), [SIGNER.verifier])


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    wrong = SIGNER.sign(TEXT)._replace(value=STRANGER.sign(TEXT).value)
    note = SignedNote(TEXT, (wrong, WITNESS.sign(TEXT, at=1)))

    with pytest.raises(BadNote, match="not of this text"):
        verify(note, [SIGNER.verifier, WITNESS.verifier])


def test_every_flipped_byte_of_a_checkpoint_is_noticed() -> None:
    data = signed(TEXT, SIGNER)

    for place in range(len(data)):
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(BadCheckpoint):
            open_checkpoint(flipped, [SIGNER.verifier], origin="log.example/one")


def test_every_truncation_of_a_checkpoint_is_noticed() -> None:
    data = signed(TEXT, SIGNER)

    for length in range(len(data)):
        with pytest.raises(BadCheckpoint):
            open_checkpoint(data[:length], [SIGNER.verifier])


def test_another_origin_is_refused_by_name() -> None:
    with pytest.raises(
        BadCheckpoint, match=r"expected a checkpoint of 'other', found one of 'log.example/one'"
    ):
        open_checkpoint(signed(TEXT, SIGNER), [SIGNER.verifier], origin="other")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        b"\xff\n\n" + b"x",
        b"te\x01xt\n\n" + SIGNER.sign("text\n").line().encode() + b"\n",
        b"text\n\nno signature\n",
        b"text\n\n" + "— name !!!\n".encode(),
        b"text\n\n" + "— name AAAA\n".encode(),
        b"text\n\n" + "— na+me AAAAAAAA\n".encode(),
        b"text\n\n" + "—  name AAAAAAAA\n".encode(),
        b"text\n\n" + "— name AAAAAAAB=\n".encode(),
        b"text\n\n" + "— name AAAAAAAA\n".encode() * 101,
        b"a" * 1_000_001,
    ],
)
def test_a_malformed_note_is_refused(data: bytes) -> None:
    with pytest.raises(BadNote, match="expected"):
        parse(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n1\n",
        "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "origin\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "origin\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "origin\n١\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "origin\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "origin\n1\n47DEQpj8HBSa\n",
        "origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
        "origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nextension\n",
        "origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint, match="expected"):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote, match="expected"):
        Verifier.from_vkey(vkey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb"])
def test_nobody_signs_under_a_name_that_no_key_may_have(name: str) -> None:
    with pytest.raises(BadNote, match="expected a name"):
        Signer(name, KEY)


def test_nothing_is_signed_that_would_not_be_a_note() -> None:
    for text in ("", "no newline", "a\ttab\n"):
        with pytest.raises(BadNote, match="expected a text"):
            SIGNER.sign(text)
    with pytest.raises(BadNote, match="time"):
        WITNESS.sign(TEXT)


def test_a_cosignature_cut_short_is_refused() -> None:
    short = parse_signature(WITNESS.sign(TEXT, at=1).line())._replace(value=b"\x00" * 8)

    with pytest.raises(BadNote, match="expected a cosignature"):
        verify(SignedNote(TEXT, (short,)), [WITNESS.verifier])
