"""Contents: kept once by what they are, looked at whenever they are read, and whole or not there."""

from __future__ import annotations

import hashlib
import hmac
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.documents.contents import Contents
from service.documents.directory import BadDirectory
from service.documents.faults import ErasedBefore, NotAllowed, NotHeld, TooLarge, WrongContent
from service.documents.keeping import Kept
from service.documents.reading import Wanted
from service.documents.sealed_file import PIECE, SealedReader, SealedWriter
from service.store.log import Log
from service.vault.cipher import new_key
from service.vault.rotation import rotate
from tests.documents import files
from tests.documents.giving import file_of, flipped, given, lying, read, sealed, wanted

LARGE = files.large()


def test_a_public_content_is_kept_under_its_digest_and_given_back(kept: Log) -> None:
    found = given(kept, LARGE)

    assert found == (hashlib.sha256(LARGE).hexdigest(), None, len(LARGE), "application/pdf")
    assert read(kept, found) == LARGE


def test_nobody_else_may_enter_the_directory_or_read_a_file(kept: Log) -> None:
    public, personal = given(kept, files.PDF), sealed(kept, files.PDF)

    path = kept.contents.directory.path
    folders = [path, *(found for found in path.iterdir() if found.is_dir())]
    assert {found.stat().st_mode & 0o777 for found in folders} == {0o700}
    assert {file_of(kept, one).stat().st_mode & 0o777 for one in (public, personal)} == {0o600}


@pytest.mark.parametrize("content", [files.PDF, LARGE, files.PDF.ljust(PIECE - 32, b"\n")])
def test_a_content_with_personal_data_lies_encrypted_and_is_given_back(kept: Log, content: bytes) -> None:
    found = sealed(kept, content)

    assert read(kept, found) == content
    assert lying(kept, content) == []
    assert hashlib.sha256(content).hexdigest() not in str(found)


def test_the_commitment_is_an_hmac_under_a_salt_that_only_the_key_opens(kept: Log) -> None:
    found = sealed(kept, files.PDF)

    with kept.contents.open(wanted(found)) as content:
        assert content.salt is not None
        assert len(content.salt) == 32
        assert found.commitment == hmac.digest(content.salt, files.PDF, "sha256").hex()
    assert sealed(kept, files.PDF).commitment != found.commitment


def test_one_content_given_twice_at_once_is_kept_once_and_whole(kept: Log) -> None:
    together = Barrier(4)

    def give(_number: int) -> str:
        together.wait()
        return given(kept, LARGE).name

    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(give, range(4)))

    [name] = names
    assert [found.name for found in (kept.contents.directory.path / "public").iterdir()] == [name]
    assert list((kept.contents.directory.path / "incoming").iterdir()) == []
    assert read(kept, given(kept, LARGE)) == LARGE


@pytest.mark.parametrize("give", [given, sealed])
@pytest.mark.parametrize("place", [3, 700, 1_000_000, -5])
def test_a_flipped_bit_is_noticed_and_the_last_bytes_are_never_given(kept: Log, give, place: int) -> None:
    found = give(kept, LARGE)
    flipped(file_of(kept, found), place)

    got = _until_wrong(kept, found)

    assert len(got) < len(LARGE)
    if give is sealed:
        assert LARGE.startswith(got)


def _until_wrong(log: Log, found: Kept) -> bytes:
    """What is given out of a content before it is found to be altered."""
    got = bytearray()

    def take() -> None:
        with log.contents.open(wanted(found)) as content:
            for piece in content.pieces():
                got.extend(piece)

    with pytest.raises(WrongContent, match="altered"):
        take()
    return bytes(got)


@pytest.mark.parametrize("give", [given, sealed])
@pytest.mark.parametrize("size", [0, 10, 16 + PIECE + 16, -1])
def test_a_file_cut_off_is_noticed(kept: Log, give, size: int) -> None:
    found = give(kept, LARGE)
    path = file_of(kept, found)
    os.truncate(path, size if size >= 0 else path.stat().st_size + size)

    with pytest.raises(WrongContent), kept.contents.open(wanted(found)) as content:
        content.examine()


def test_a_file_with_something_behind_it_is_noticed(kept: Log) -> None:
    found = given(kept, files.PDF)
    with file_of(kept, found).open("ab") as file:
        file.write(files.PDF)

    with pytest.raises(WrongContent, match="altered"):
        read(kept, found)


def test_pieces_that_changed_places_do_not_open(tmp_path: Path) -> None:
    key, path = new_key(), tmp_path / "sealed"
    with path.open("wb") as file:
        writing = SealedWriter(file.write, key, "r1")
        writing.write(bytes(3 * PIECE))
        writing.finish()
    whole = bytearray(path.read_bytes())
    first, second = slice(16, 16 + PIECE + 16), slice(16 + PIECE + 16, 16 + 2 * (PIECE + 16))
    whole[first], whole[second] = whole[second], whole[first]
    path.write_bytes(whole)

    with path.open("rb") as file, pytest.raises(WrongContent):
        SealedReader(file, key, "r1")


def test_a_file_in_the_place_of_another_does_not_open(kept: Log) -> None:
    one, other = sealed(kept, files.PDF), sealed(kept, files.PNG)
    file_of(kept, one).write_bytes(file_of(kept, other).read_bytes())

    with pytest.raises(WrongContent, match="altered"):
        read(kept, one)


def test_another_content_sealed_by_who_has_the_keys_does_not_fit_the_commitment(kept: Log) -> None:
    found, other = sealed(kept, files.PDF), sealed(kept, files.PDF)
    forged = Wanted(other.name, found.commitment, "d1")

    with pytest.raises(WrongContent, match="does not fit"), kept.contents.open(forged) as content:
        content.examine()


def test_a_missing_file_is_told_and_healed_by_giving_the_content_again(kept: Log) -> None:
    found = given(kept, files.PDF)
    file_of(kept, found).unlink()
    with pytest.raises(WrongContent, match="missing"):
        read(kept, found)
    assert kept.contents.findings.health()["documents"]["wrong_contents"] == 1

    given(kept, files.PDF)

    assert read(kept, found) == files.PDF
    assert kept.contents.findings.health() == {}


def test_what_was_never_given_is_not_held(kept: Log) -> None:
    for absent in (Wanted("a" * 64, None, "d1"), Wanted("r1", "b" * 64, "d1")):
        with pytest.raises(NotHeld):
            kept.contents.open(absent)


def test_too_many_bytes_leave_nothing(kept: Log) -> None:
    with pytest.raises(TooLarge):
        given(kept, files.large(6))

    assert [*(kept.contents.directory.path / "incoming").iterdir()] == []
    assert [*kept.contents.directory.names()] == []


def test_a_page_called_a_document_leaves_nothing_also_encrypted(kept: Log) -> None:
    for give in (given, sealed):
        with pytest.raises(NotAllowed, match="content_markup"):
            give(kept, files.HTML)

    assert [path for path in kept.contents.directory.path.rglob("*/*") if path.is_file()] == []


KILLED = """
import os, signal, sys
from pathlib import Path
from service.documents.keeping import Keeping
from service.store.log import Log
from service.vault.master_keys import KeyFile
from service.documents.directory import ContentDirectory
from tests.documents.giving import given, sealed

ContentDirectory.put = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
log = Log(sys.argv[1], KeyFile(Path(sys.argv[2]).parent / "vault.key"), documents=Keeping(Path(sys.argv[2])))
log.contents.belong_to(log.identity().origin)
content = Path(sys.argv[3]).read_bytes()
(sealed if sys.argv[4] == "sealed" else given)(log, content)
"""


@pytest.mark.parametrize("kind", ["given", "sealed"])
def test_a_process_killed_before_the_file_has_its_name_leaves_no_content(
    kept: Log, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "content").write_bytes(files.PDF)
    arguments = [kept.conninfo, str(kept.contents.directory.path), str(tmp_path / "content"), kind]
    ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert ended.returncode == -signal.SIGKILL

    name = hashlib.sha256(files.PDF).hexdigest()
    with pytest.raises(NotHeld):
        kept.contents.open(Wanted(name, None, "d1"))
    assert kept.contents.findings.health() == {}
    assert read(kept, given(kept, files.PDF)) == files.PDF


FULL = """
import resource, sys
from pathlib import Path
from service.documents.directory import ContentDirectory
from service.documents.incoming import Incoming, Personal

directory = ContentDirectory(Path(sys.argv[1]))
directory.make("own")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with Incoming(directory, 10**7, Personal.new() if sys.argv[2] == "sealed" else None) as come:
        for _ in range(10):
            come.write(bytes(100_000))
        come.finish()
except OSError:
    print([found.name for found in Path(sys.argv[1], "incoming").iterdir()])
"""


@pytest.mark.parametrize("kind", ["given", "sealed"])
def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path: Path, kind: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "d"), kind], check=True, capture_output=True, text=True
    )

    assert ended.stdout == "[]\n"


def test_rotating_the_master_key_goes_on_working_for_contents(kept: Log) -> None:
    found = sealed(kept, LARGE)

    done = rotate(kept.conninfo, kept.keys, own=True)

    assert done.wrapped == 1
    assert read(kept, found) == LARGE
    assert read(kept, sealed(kept, files.PDF)) == files.PDF


def test_the_key_of_a_content_is_wrapped_anew_where_its_master_key_was_retired_meanwhile(kept: Log) -> None:
    stale = kept.keys.active
    rotate(kept.conninfo, kept.keys, own=True)
    keys = _Behind(kept.keys, stale)
    contents = Contents(kept.contents.ask, keys, kept.contents.keeping)
    contents.belong_to(kept.identity().origin)
    kept.contents = contents

    found = sealed(kept, files.PDF)

    assert keys.asked >= 2
    assert read(kept, found) == files.PDF


class _Behind:
    """Master keys that hear of a rotation only when they are asked again."""

    def __init__(self, keys, stale) -> None:
        self._keys, self._stale, self.asked = keys, stale, 0

    @property
    def active(self):
        self.asked += 1
        return self._stale if self.asked == 1 else self._keys.active

    def find(self, key_id: str, what: str):
        return self._keys.find(key_id, what)


def test_an_erased_public_content_is_gone_and_not_taken_in_again(kept: Log) -> None:
    found = given(kept, LARGE)

    assert kept.contents.erase([found.name]) == 1
    assert kept.contents.erase([found.name]) == 0

    assert lying(kept, LARGE) == []
    with pytest.raises(NotHeld):
        read(kept, found)
    with pytest.raises(ErasedBefore):
        given(kept, LARGE)
    assert lying(kept, LARGE) == []


def test_the_directory_of_another_log_is_refused(kept: Log) -> None:
    given(kept, files.PDF)
    other = Contents(kept.contents.ask, kept.keys, kept.contents.keeping)

    with pytest.raises(BadDirectory, match="another log"):
        other.belong_to("other.test")
