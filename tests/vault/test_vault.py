"""What lies in the vault: encrypted for each person, opened where it belongs, gone with the person's key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.store.log import Log, VersionConflict
from service.vault import open_keys
from service.vault.cipher import CannotOpen, MasterKey
from service.vault.findings import Wanted, commitment
from service.vault.master_keys import MasterKeys
from service.vault.open_keys import OpenKeys
from tests.vault.giving import SALT, given, owner

WORDS = "اسمي فاطمة وأقترح نشر المقررات"


def everything(log: Log) -> bytes:
    """All that the vault's tables hold, as bytes."""
    with owner(log) as connection:
        rows = [
            row
            for table in ("subjects", "texts", "office_register")
            for row in connection.execute(f"SELECT * FROM vault.{table}", binary=True)
        ]
    return b"".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row)


def subjects(log: Log) -> list[str]:
    with owner(log) as connection:
        return [ref for (ref,) in connection.execute("SELECT subject_ref FROM vault.subjects ORDER BY 1")]


def test_words_lie_encrypted_and_are_opened_for_who_asks(log: Log) -> None:
    wanted = given(log, WORDS, "person-7")

    assert log.texts([wanted.ref]) == {wanted.ref: ("ar", WORDS)}
    assert log.vault.words([wanted])[wanted.ref].text == WORDS
    assert WORDS.encode() not in everything(log)
    assert SALT not in everything(log)


def test_the_words_of_one_person_have_one_key_and_those_of_nobody_known_one_each(log: Log) -> None:
    for subject in ("person-7", "person-7", None, None):
        given(log, WORDS, subject)

    found = subjects(log)

    assert len(found) == 3
    assert "person-7" in found


def test_of_first_submissions_at_once_all_are_readable_or_told_to_seal_again(
    log: Log,
) -> None:
    for number in range(10):
        together, refs = Barrier(4), []

        def submit(text: str, subject: str = f"person-{number}", together: Barrier = together) -> Wanted:
            together.wait(10)
            for _ in range(5):
                try:
                    return given(log, text, subject)
                except VersionConflict:
                    continue
            raise AssertionError("it was refused again and again")

        with ThreadPoolExecutor(4) as threads:
            refs = [wanted.ref for wanted in threads.map(submit, ["أ", "ب", "ج", "د"])]

        assert [log.texts([ref])[ref][1] for ref in refs] == ["أ", "ب", "ج", "د"]


def test_what_was_sealed_under_a_key_that_was_erased_meanwhile_is_not_recorded(log: Log) -> None:
    given(log, WORDS, "person-7")
    sealed = log.vault._key("person-7")
    log.vault.erase_subject("person-7")

    log.vault._key = lambda _subject: sealed  # type: ignore[method-assign]
    with pytest.raises(VersionConflict):
        given(log, WORDS, "person-7")

    assert subjects(log) == []
    assert log.head() == 1


def test_with_the_key_of_a_person_all_that_it_opened_is_gone(log: Log) -> None:
    mine, other = given(log, WORDS, "person-7"), given(log, WORDS, "person-8")
    log.name_person("person-7", "فاطمة", "عضو")

    assert log.vault.erase_subject("person-7")

    assert log.texts([mine.ref, other.ref]).keys() == {other.ref}
    assert log.office_register() == {}
    assert not log.vault.erase_subject("person-7")


def test_a_key_goes_with_the_last_thing_that_it_opened_and_not_before(log: Log) -> None:
    first, second = given(log, WORDS, "person-7"), given(log, WORDS, "person-7")
    log.name_person("person-7", "فاطمة", "عضو")

    for erase in (lambda: log.erase_texts([first.ref]), lambda: log.erase_names(["person-7"])):
        assert erase() == 1
        assert log.vault.holds("person-7")
    log.erase_texts([second.ref])

    assert not log.vault.holds("person-7")


def test_who_came_back_after_an_erasure_has_another_key(log: Log) -> None:
    given(log, WORDS, "person-7")
    log.vault.erase_subject("person-7")

    again = given(log, "من جديد", "person-7")

    assert log.texts([again.ref])[again.ref] == ("ar", "من جديد")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault.texts SET sealed = set_byte(sealed, 0, get_byte(sealed, 0) # 1)",
        "UPDATE vault.texts SET language = 'fr'",
        "UPDATE vault.texts SET ref = (SELECT max(ref) || 'x' FROM vault.texts)",
        "UPDATE vault.subjects SET wrapped_key = set_byte(wrapped_key, 20, get_byte(wrapped_key, 20) # 1)",
        "UPDATE vault.subjects SET master_key_id = 'another'",
    ],
    ids=["a bit", "the language", "the reference", "the key", "the master key"],
)
def test_what_was_altered_or_moved_does_not_open_and_is_named(log: Log, change: str) -> None:
    given(log, WORDS, "person-7")
    with owner(log) as connection:
        connection.execute(change)
        [(ref, master)] = connection.execute(
            "SELECT ref, master_key_id FROM vault.texts JOIN vault.subjects USING (subject_ref)"
        ).fetchall()

    with pytest.raises(CannotOpen, match=f"{ref}.*master key {master}"):
        log.texts([ref])


def test_words_that_do_not_fit_their_commitment_are_never_shown_and_told_once(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = given(log, WORDS)
    other = Wanted(wanted.ref, commitment("شيء آخر", SALT), wanted.stream)

    shown: list[Any] = [log.vault.words([other])[wanted.ref] for _ in range(2)]

    assert [(one.status, one.text) for one in shown] == [("altered", None)] * 2
    lines = [line for line in capsys.readouterr().out.splitlines() if wanted.ref in line]
    assert len(lines) == 1
    assert '"position": 1' in lines[0]
    assert WORDS not in lines[0]
    assert log.vault.findings.health() == {
        "vault": {"wrong_texts": 1, "first": [{"position": 1, "ref": wanted.ref, "status": "altered"}]}
    }


def test_what_was_wrong_and_is_erased_is_told_no_more(log: Log) -> None:
    wanted = given(log, WORDS)
    other = Wanted(wanted.ref, commitment("شيء آخر", SALT), wanted.stream)
    log.vault.words([other])

    log.erase_texts([wanted.ref])
    log.vault.words([other])

    assert log.vault.findings.health() == {}


def test_a_name_is_kept_encrypted_and_gives_way_to_a_later_one(log: Log) -> None:
    log.name_person("member-1", "فاطمة", "عضو")
    log.name_person("member-1", "فاطمة الزهراء", "رئيسة")

    assert log.office_register() == {"member-1": ("فاطمة الزهراء", "رئيسة")}
    assert "فاطمة".encode() not in everything(log)


def test_with_another_master_key_nothing_is_opened(log: Log) -> None:
    wanted = given(log, WORDS)

    stranger = Log(log.conninfo, MasterKeys(MasterKey("tests", b"\x07" * 32)))
    with pytest.raises(CannotOpen, match=wanted.ref):
        stranger.texts([wanted.ref])
    assert stranger.vault.words([wanted])[wanted.ref].status == "unreadable"
    stranger.close()


def test_a_key_that_was_just_used_opens_nothing_once_it_is_erased_or_was_altered(log: Log) -> None:
    wanted, other = given(log, WORDS, "person-7"), given(log, WORDS, "person-8")
    assert len(log.texts([wanted.ref, other.ref])) == 2  # their keys are kept for a while

    elsewhere = Log(log.conninfo, log.vault.keys)
    elsewhere.vault.erase_subject("person-7")
    elsewhere.close()
    with owner(log) as connection:
        connection.execute("UPDATE vault.subjects SET wrapped_key = set_byte(wrapped_key, 20, 0)")

    assert log.texts([wanted.ref]) == {}
    with pytest.raises(CannotOpen, match=other.ref):
        log.texts([other.ref])


def test_keys_are_kept_for_a_minute_and_only_so_many() -> None:
    clock = [0.0]
    kept, cipher = OpenKeys(lambda: clock[0]), AESGCM(b"k" * 32)
    kept.keep(("person-7", "m", b"wrapped"), cipher)

    assert kept.get(("person-7", "m", b"wrapped")) is cipher
    assert kept.get(("person-8", "m", b"wrapped")) is None
    for number in range(open_keys.MOST):
        kept.keep((f"person-{number}", "m", b"wrapped"), cipher)
    assert len(kept) <= open_keys.MOST
    clock[0] = open_keys.SECONDS + 1
    assert kept.get((f"person-{open_keys.MOST - 1}", "m", b"wrapped")) is None
    assert len(kept) == 0
