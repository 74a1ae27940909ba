"""Files that are no bundle, or one laid out otherwise: each is refused in words, with an exit code."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from projections.bundles.manifest import EVENTS, NAMES
from service.cli.app import app
from service.cli.findings import Verdict
from tests.bundles.conftest import Example
from tests.bundles.making import Kept, bundled, failures, new_signer, opened, verified

USAGE = 2
Spoil = Callable[[bytes], bytes]


def _zipped(bundle: bytes, *, names: list[str] | None = None, compression: int = zipfile.ZIP_STORED) -> bytes:
    """The files of a bundle in an archive that a common program would write."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(bundle)) as old, zipfile.ZipFile(made, "w", compression) as new:
        for name in names or NAMES:
            new.writestr(name, old.read(name if name in NAMES else EVENTS))
    return made.getvalue()


def _in_header(bundle: bytes, at: int, value: bytes) -> bytes:
    """Both headers of the events' file changed alike, so that they agree with one another."""
    local = opened(bundle).parts[EVENTS].offset
    central = bundle.rindex(b"PK\1\2", 0, bundle.rindex(EVENTS.encode()))
    changed = bytearray(bundle)
    for start in (local + at, central + at + 2):
        changed[start : start + len(value)] = value
    return bytes(changed)


def deflated(bundle: bytes) -> bytes:
    return _zipped(bundle, compression=zipfile.ZIP_DEFLATED)


def bomb(_bundle: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAMES[0], bytes(50_000_000))
    assert len(made.getvalue()) < 100_000
    return made.getvalue()


def a_path_out_of_the_directory(bundle: bytes) -> bytes:
    return _zipped(bundle, names=["../../README.ar.md", *NAMES[1:]])


def an_absolute_path(bundle: bytes) -> bytes:
    return bundle.replace(b"README.ar.md", b"/etc/passwd1")


def a_name_twice(bundle: bytes) -> bytes:
    return bundle.replace(b"README.fr.md", b"README.ar.md")


def a_file_missing(bundle: bytes) -> bytes:
    return _zipped(bundle, names=[name for name in NAMES if name != EVENTS])


def a_file_more(bundle: bytes) -> bytes:
    return _zipped(bundle, names=[*NAMES, "more.txt"])


def another_order(bundle: bytes) -> bytes:
    return _zipped(bundle, names=[NAMES[1], NAMES[0], *NAMES[2:]])


def other_timestamps(bundle: bytes) -> bytes:
    return _zipped(bundle)


def encrypted(bundle: bytes) -> bytes:
    return _in_header(bundle, 6, struct.pack("<H", 1))


def sizes_after_the_data(bundle: bytes) -> bytes:
    return _in_header(bundle, 6, struct.pack("<H", 8))


def method_deflate_in_name_only(bundle: bytes) -> bytes:
    return _in_header(bundle, 8, struct.pack("<H", 8))


def sizes_of_zip64(bundle: bytes) -> bytes:
    return _in_header(bundle, 18, struct.pack("<2L", 0xFFFFFFFF, 0xFFFFFFFF))


def two_sizes(bundle: bytes) -> bytes:
    return _in_header(bundle, 22, struct.pack("<L", 1))


def a_size_beyond_the_end(bundle: bytes) -> bytes:
    return _in_header(bundle, 18, struct.pack("<2L", len(bundle), len(bundle)))


def a_comment(bundle: bytes) -> bytes:
    return bundle[:-2] + struct.pack("<H", 2) + b"hi"


def bytes_before(bundle: bytes) -> bytes:
    return b"#!/bin/sh\n" + bundle


def bytes_after(bundle: bytes) -> bytes:
    return bundle + b"\n"


def two_archives(bundle: bytes) -> bytes:
    return bundle + bundle


def cut_in_a_header(bundle: bytes) -> bytes:
    return bundle[: opened(bundle).parts[EVENTS].offset + 11]


def cut_in_a_file(bundle: bytes) -> bytes:
    return bundle[: opened(bundle).parts[EVENTS].start + 1_000]


def cut_in_the_directory(bundle: bytes) -> bytes:
    return bundle[:-30]


def nothing(_bundle: bytes) -> bytes:
    return b""


def a_text(_bundle: bytes) -> bytes:
    return "هذا ليس ملفا مضغوطا\n".encode() * 100


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs `infitah` in English, without a data directory; answers its exit code and all that it said."""
    monkeypatch.delenv("DATA_DIR", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere.invalid/none")
    monkeypatch.setenv("LANGUAGE", "en")

    def run(*arguments: str, bundle: bytes | None = None) -> tuple[int, str]:
        given = list(arguments)
        if bundle is not None:
            file = tmp_path / "bundle.zip"
            file.write_bytes(bundle)
            given.insert(1, str(file))
        done = CliRunner().invoke(app, given)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return done.exit_code, done.output

    return run


@pytest.mark.parametrize(
    "spoil",
    [
        deflated,
        bomb,
        a_path_out_of_the_directory,
        an_absolute_path,
        a_name_twice,
        a_file_missing,
        a_file_more,
        another_order,
        other_timestamps,
        encrypted,
        sizes_after_the_data,
        method_deflate_in_name_only,
        sizes_of_zip64,
        two_sizes,
        a_size_beyond_the_end,
        a_comment,
        bytes_before,
        bytes_after,
        two_archives,
        cut_in_a_header,
        cut_in_a_file,
        cut_in_the_directory,
        nothing,
        a_text,
    ],
)
def test_any_other_layout_is_refused(
    example: Example, command: Callable[..., tuple[int, str]], spoil: Spoil
) -> None:
    spoiled = spoil(example.bundle)
    assert spoiled != example.bundle

    code, said = command("verify", "--key", example.kept.signer.vkey, bundle=spoiled)

    assert code == Verdict.BROKEN
    assert "✗ The file is not laid out as a bundle is, at " in said
    assert "All held" not in said


def test_the_whole_bundle_holds_from_the_command_line(
    example: Example, command: Callable[..., tuple[int, str]]
) -> None:
    code, said = command("verify", "--key", example.kept.signer.vkey, bundle=example.bundle)

    assert (code, "All held." in said, "The log is illustrative" in said) == (Verdict.HELD, True, True)


def test_without_a_key_the_command_line_says_that_anybody_could_have_made_it(
    example: Example, command: Callable[..., tuple[int, str]]
) -> None:
    code, said = command("verify", bundle=example.bundle)

    assert code == Verdict.UNAUTHENTICATED
    assert "anybody could have made it" in said


def test_an_unknown_key_ends_with_1(example: Example, command: Callable[..., tuple[int, str]]) -> None:
    code, said = command("verify", "--key", new_signer().vkey, bundle=example.bundle)

    assert code == Verdict.BROKEN
    assert "✗ A signature is not right, at checkpoint" in said


@pytest.mark.parametrize("key", ["", "x", "a+b", "a+00000000+AAAA", "name with space+00000000+AQ=="])
def test_what_is_no_key_is_a_mistake_in_use(
    example: Example, command: Callable[..., tuple[int, str]], key: str
) -> None:
    code, said = command("verify", "--key", key, bundle=example.bundle)

    assert (code, "The key is not right (--key)" in said) == (USAGE, True)


@pytest.mark.parametrize(
    "arguments",
    [("verify", "/nowhere/bundle.zip"), ("verify", "/dev/null", "--checkpoint", "/nowhere/checkpoint")],
)
def test_a_file_that_cannot_be_read_is_a_mistake_in_use(
    command: Callable[..., tuple[int, str]], arguments: tuple[str, ...]
) -> None:
    code, said = command(*arguments)

    assert (code, "cannot be read" in said) == (USAGE, True)


def test_an_older_checkpoint_is_compared_from_the_command_line(
    example: Example, command: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    arguments = ("verify", "--key", example.kept.signer.vkey, "--checkpoint", str(kept))
    kept.write_bytes(example.kept.checkpoint(300))
    held = command(*arguments, bundle=example.bundle)
    kept.write_bytes(Kept(example.kept.bodies[1:], example.kept.signer).checkpoint(300))
    broken = command(*arguments, bundle=example.bundle)

    assert (held[0], "continues the older checkpoint, at 300 events" in held[1]) == (Verdict.HELD, True)
    assert (broken[0], "does not continue the older checkpoint" in broken[1]) == (Verdict.BROKEN, True)


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "كل شيء ثابت."), ("fr", "Tout tient."), ("en", "All held.")]
)
def test_it_speaks_the_reader_s_language(
    example: Example,
    command: Callable[..., tuple[int, str]],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    monkeypatch.setenv("LANGUAGE", language)

    _, said = command("verify", "--key", example.kept.signer.vkey, bundle=example.bundle)

    assert words in said


def test_a_log_that_gives_another_origin_or_size_in_its_checkpoint_is_refused(example: Example) -> None:
    shorter = Kept(example.kept.bodies[:-1], example.kept.signer)
    elsewhere = Kept(example.kept.bodies, new_signer("elsewhere"), "elsewhere")
    for checkpoint in (shorter.checkpoint(), elsewhere.checkpoint(), b"", b"a\n1\nAAAA\n\n", b"\xfe\xff"):
        part = opened(example.bundle).parts["checkpoint"]
        spoiled = bundled_with(example, part.name, checkpoint)

        found = failures(verified(spoiled, example.kept.signer))

        assert {"files", "checkpoint"} <= found.keys() or "layout" in found


def bundled_with(example: Example, name: str, content: bytes) -> bytes:
    """The bundle with another content of one file, in the right layout and under the old manifest."""
    from projections.bundles.archive import ArchiveWriter

    made, archive = BytesIO(), opened(example.bundle)
    writer = ArchiveWriter(made)
    for each in NAMES:
        with writer.part(each) as part:
            for chunk in [content] if each == name else archive.chunks(each):
                part.write(chunk)
    writer.finish()
    return made.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "infitah/bundle/v2\n",
        "infitah/bundle/v1\n",
        "infitah/bundle/v1\norigin x\nprogramme p\nillustrative yes\nsoftware s\nsize 01\nroot AA==\n",
        "infitah/bundle/v1\norigin x\nprogramme p\nillustrative yes\nsoftware s\nsize 1\nroot AA==\nfile a\n",
        "not a manifest\n",
    ],
)
def test_a_manifest_that_is_none_is_refused_though_it_is_signed(example: Example, text: str) -> None:
    from projections.transparency.notes import SignedNote

    text = text or "\n"
    note = SignedNote(text, (example.kept.signer.sign(text),)).encode()

    found = failures(verified(bundled_with(example, "manifest", note), example.kept.signer))

    assert found.keys() == {"manifest"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("events.jsonl", b"not json\n"),
        ("events.jsonl", b"\n"),
        ("events.jsonl", b"{}\n"),
        ("events.jsonl", b'{"type":"IdeaSubmitted"}\n'),
        ("events.jsonl", b"[" * 50_000 + b"\n"),
        ("events.jsonl", b"x" * 70_000 + b"\n"),
        ("events.jsonl", b"no end"),
        ("positions.txt", b"0\n"),
        ("positions.txt", b"-1\n"),
        ("positions.txt", b"9999999999999999999999\n"),
        ("positions.txt", b"\xff\n"),
        ("streams.txt", b"programme:x\n"),
        ("streams.txt", b"b 1 " + b"0" * 64 + b"\na 1 " + b"0" * 64 + b"\n"),
        ("leaf-hashes.bin", b"short"),
        ("documents.jsonl", b"{}\n"),
        ("rule-sets.json", b"[]\n"),
    ],
)
def test_a_file_of_other_content_is_refused(example: Example, name: str, content: bytes) -> None:
    found = failures(verified(bundled_with(example, name, content), example.kept.signer))

    assert "files" in found
    if name.split(".", maxsplit=1)[0] in ("events", "positions", "streams", "leaf-hashes", "documents"):
        assert len(found) > 1


def test_signs_that_would_move_the_cursor_are_not_printed(
    example: Example, command: Callable[..., tuple[int, str]]
) -> None:
    evil = bundled(example.kept, "p\u202e\u009b31m", example.events)

    _, said = command("verify", bundle=evil)

    assert "\u202e" not in said
    assert "\u009b" not in said
    assert "p??31m" in said
