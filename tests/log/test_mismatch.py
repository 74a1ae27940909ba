"""Whatever is altered behind the log's back: nothing is signed any more, and it is said where and why."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from service.messages import LANGUAGES, table
from service.store.log import Log
from service.transparency.rehashing import Rehash
from service.transparency.trust import Mismatch
from tests.conftest import Cluster
from tests.log.signing import (
    behind_its_back,
    connect,
    made,
    recorded,
    signed,
    signed_log,
    signed_up_to,
    signer,
    signing,
)
from tests.projections.following import until
from tests.vault_keys import KEYS

COUNT = 300
SWAP = (
    "UPDATE log.events SET notification_id = 999999 WHERE notification_id = 100",
    "UPDATE log.events SET notification_id = 100 WHERE notification_id = 200",
    "UPDATE log.events SET notification_id = 200 WHERE notification_id = 999999",
)
ALTER = "UPDATE log.events SET state = state || '\\x20' WHERE notification_id ="
FLIP = "UPDATE log.events SET state = set_byte(state, 50, get_byte(state, 50) # 1) WHERE notification_id ="
OVERLAY = "UPDATE log.tiles SET hashes = overlay(hashes placing"
LAST_REMOVED = (
    "DELETE FROM log.events WHERE notification_id = 300",
    "DELETE FROM log.event_tags WHERE position = 300",
)
ZERO = "decode(repeat('00', 32), 'hex')"
RECORDED, WHERE = "UPDATE log.events SET recorded_at =", "WHERE notification_id = 9"
TAGGED = "INSERT INTO log.event_tags (tag, position) VALUES ('programme:p2',"
OTHER_NOTE = "convert_to(replace(convert_from(note, 'UTF8'), E'\\n300\\n', E'\\n299\\n'), 'UTF8')"


@pytest.fixture(scope="module")
def original(embedded: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, bytes]]:
    """The database of a log of 300 events that was signed for, to be copied; and its last checkpoint."""
    name = embedded.new_log()
    opened = Log(embedded.conninfo(name, "infitah_service"), KEYS)
    path = tmp_path_factory.mktemp("original") / "checkpoint"
    signed_log(opened, path, COUNT)
    opened.close()
    yield name, path.read_bytes()
    embedded.drop(name)


@pytest.fixture
def copied(embedded: Cluster, original: tuple[str, bytes], path: Path) -> Iterator[Log]:
    """A copy of the signed log, with the file of its last checkpoint."""
    name = f"{original[0]}_copy"
    with psycopg.connect(embedded.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {original[0]}".encode())
    path.write_bytes(original[1])
    opened = Log(embedded.conninfo(name, "infitah_service"), KEYS)
    yield opened
    opened.close()
    embedded.drop(name)


@pytest.mark.parametrize(
    ("statements", "code", "position"),
    [
        ([f"{FLIP} 77"], "event_altered", 77),
        ([f"{ALTER} 300"], "event_altered", 300),
        (["DELETE FROM log.events WHERE notification_id = 150"], "event_missing", 150),
        (LAST_REMOVED, "log_shorter", 299),
        (SWAP, "event_altered", 100),
        (["UPDATE log.events SET originator_id = 'x' WHERE notification_id = 9"], "event_misplaced", 9),
        (["UPDATE log.events SET topic = 'x' WHERE notification_id = 9"], "event_misplaced", 9),
        ([f"{RECORDED} recorded_at + interval '1 microsecond' {WHERE}"], "recorded_at_altered", 9),
        ([f"{RECORDED} 'infinity' {WHERE}"], "recorded_at_altered", 9),
        ([f"{RECORDED} '294276-01-01' {WHERE}"], "recorded_at_altered", 9),
        (["DELETE FROM log.event_tags WHERE position = 7 AND tag = 'programme:p1'"], "tag_missing", 7),
        (["DELETE FROM log.event_tags WHERE position = 300"], "tag_missing", 300),
        (["UPDATE log.event_tags SET tag = 'programme:p2' WHERE position = 7 AND tag = 'programme:p1'"],
         "tag_missing", 7),
        ([f"{TAGGED} 7)"], "tag_added", 7),
        ([f"{TAGGED} 0)"], "tag_added", 0),
        ([f"{TAGGED} 301)"], "tag_added", 301),
        ([f"{TAGGED} 5000000000)"], "tag_added", 5_000_000_000),
        ([f"{OVERLAY} {ZERO} from 65) WHERE level = 0 AND number = 0"], "event_altered", 3),
        ([f"UPDATE log.tiles SET hashes = {ZERO} WHERE level = 1"], "tree_altered", 1),
        (["DELETE FROM log.tiles"], "event_altered", 1),
        (["UPDATE log.tree SET size = 200"], "tree_altered", 201),
        ([f"UPDATE log.checkpoints SET note = {OTHER_NOTE} WHERE size = 300"], "checkpoint_altered", 300),
        (["UPDATE log.checkpoints SET note = 'nothing' WHERE size > 0"], "checkpoint_altered", 300),
    ],
)  # fmt: skip
def test_what_was_altered_is_found_at_start_and_nothing_is_signed(
    embedded: Cluster, copied: Log, path: Path, statements: list[str], code: str, position: int
) -> None:
    before = path.read_bytes()
    behind_its_back(embedded, copied, *statements)

    with signing(copied, path) as again:
        until(lambda: again.trust.lost, 20)
        recorded(copied, 1, stream="workshop:other")

    found = again.trust.state()
    assert (found["trusted"], found["code"], found["position"]) == (False, code, position)
    assert set(found["reason"]) == set(LANGUAGES)
    assert again.publisher._last is None or again.publisher._last.size == COUNT
    assert path.read_bytes() == before


def test_an_older_backup_is_recognised_by_the_file(embedded: Cluster, log: Log, path: Path) -> None:
    signed_log(log, path, 20)
    older = path.parent / "older"
    shutil.copy(path, older)
    with signing(log, path):
        recorded(log, 5, start=21)
        until(lambda: signed(log).size == 25, 20)
    behind_its_back(
        embedded,
        log,
        "DELETE FROM log.events WHERE notification_id > 20",
        "DELETE FROM log.checkpoints WHERE size > 20",
        "DELETE FROM log.tiles",
        "UPDATE log.tree SET size = 0",
    )

    with signing(log, path) as again:
        until(lambda: again.trust.lost, 20)

    assert again.trust.state()["reason"]["en"].startswith(
        "The log ends at position 20, but 25 events were signed"
    )


def test_events_and_tree_rewritten_together_differ_from_the_root_that_was_signed(
    embedded: Cluster, log: Log, path: Path, tmp_path: Path
) -> None:
    signed_log(log, path, 10)
    behind_its_back(
        embedded,
        log,
        f"{ALTER} 4",
        "DELETE FROM log.checkpoints",
        "DELETE FROM log.tiles",
        "UPDATE log.tree SET size = 0",
    )

    with signing(log, path) as again:
        until(lambda: again.trust.lost, 20)

    assert (again.trust.state()["code"], again.trust.state()["position"]) == ("root_differs", 10)


@pytest.mark.parametrize(
    "content", [b"", b"nothing", b"other.test\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"]
)
def test_a_file_that_holds_no_checkpoint_of_this_log_is_no_reason_to_sign(
    log: Log, path: Path, content: bytes
) -> None:
    path.write_bytes(content)

    with signing(log, path) as running:
        until(lambda: running.trust.lost, 20)

    assert running.trust.state()["code"] == "checkpoint_file"
    assert signed(log) is None


def test_what_is_altered_while_the_service_runs_is_found_before_the_next_signature(
    embedded: Cluster, log: Log, path: Path
) -> None:
    with signing(log, path) as running:
        recorded(log, 10)
        until(lambda: signed(log) is not None and signed(log).size == 10, 20)
        behind_its_back(embedded, log, f"{OVERLAY} {ZERO} from 1)")
        recorded(log, 1, start=11)
        until(lambda: running.trust.lost, 20)

    assert signed(log).size == 10


@pytest.mark.parametrize(
    ("statements", "code", "position"),
    [
        (["DELETE FROM log.tiles"], "tree_altered", 10),
        ([f"UPDATE log.tiles SET hashes = hashes || {ZERO}"], "tree_altered", 10),
        ([f"{OVERLAY} {ZERO} from 289)"], "event_altered", 10),
        ([f"{ALTER} 10"], "event_altered", 10),
        (["DELETE FROM log.events WHERE notification_id = 10"], "event_altered", 10),
        (["DELETE FROM log.events WHERE notification_id > 7"], "event_missing", 9),
    ],
)
def test_an_end_of_the_log_altered_while_the_service_runs_is_not_built_upon(
    embedded: Cluster, log: Log, path: Path, statements: list[str], code: str, position: int
) -> None:
    """Of events removed from the end the next ones get the positions."""
    with signing(log, path) as running:
        recorded(log, 10)
        until(lambda: signed_up_to(log, 10), 20)
        before = path.read_bytes()
        at_once = [*statements, "DELETE FROM log.event_tags WHERE position > 7"]
        with held_up(log):
            behind_its_back(embedded, log, *at_once)
            recorded(log, 1, stream="workshop:other")
        until(lambda: running.trust.lost, 20)

    assert (running.trust.mismatch.code, running.trust.mismatch.position) == (code, position)
    assert (signed(log).size, path.read_bytes()) == (10, before)


@contextmanager
def held_up(log: Log) -> Iterator[None]:
    """Nobody grows the tree meanwhile: whoever removes events is not watched at that very moment."""
    with connect(log) as connection:
        connection.execute("SELECT log.hold_tree()")
        yield


def test_a_tree_without_its_tiles_is_not_signed_by_who_takes_over(
    embedded: Cluster, log: Log, path: Path
) -> None:
    signed_log(log, path, 10)
    behind_its_back(embedded, log, "DELETE FROM log.tiles")
    other = made(log, path)
    other.trust.complete.set()  # it hashed everything anew while the tiles were still there

    other.publisher.start()
    until(lambda: other.trust.lost, 20)
    other.publisher.stop()

    assert (other.trust.mismatch.code, other.trust.mismatch.position) == ("tree_altered", 10)


def test_what_one_process_found_the_others_look_for_themselves(
    embedded: Cluster, log: Log, path: Path
) -> None:
    signed_log(log, path, 10)
    first, second = made(log, path), made(log, path)
    first.start()
    second.start()
    until(lambda: first.trust.complete.is_set() and second.trust.complete.is_set(), 20)
    behind_its_back(embedded, log, f"{ALTER} 4")

    first.trust.lose(Mismatch("event_altered", 4))
    until(lambda: second.trust.lost, 20)
    first.stop()
    second.stop()

    assert second.trust.state()["position"] == 4


def test_what_one_process_only_claims_leaves_the_others_as_they_are(log: Log, path: Path) -> None:
    signed_log(log, path, 10)
    first, second = made(log, path), made(log, path)
    first.start()
    until(first.trust.complete.is_set, 20)
    second.start()
    until(second.trust.complete.is_set, 20)
    second.trust.checked = 0

    first.trust.lose(Mismatch("event_altered", 4))
    until(lambda: second.trust.checked == 10, 20)
    recorded(log, 1, start=11)
    until(lambda: signed(log).size == 11, 20)
    first.stop()
    second.stop()

    assert not second.trust.lost


def test_every_reason_is_a_sentence_in_three_languages() -> None:
    for by_language in table("transparency").values():
        assert set(by_language) == set(LANGUAGES)
    with pytest.raises(KeyError):
        Mismatch("no such code", 1)


def test_the_database_itself_refuses_the_service_to_shrink_or_alter_the_tree(log: Log, path: Path) -> None:
    signed_log(log, path, 10)

    for statement in (
        "DELETE FROM log.tiles",
        "UPDATE log.tiles SET hashes = substring(hashes FOR 32)",
        "UPDATE log.tiles SET number = 5",
        "UPDATE log.tree SET size = 1",
        "DELETE FROM log.tree",
        "UPDATE log.checkpoints SET note = ''",
        "DELETE FROM log.checkpoints",
        "DELETE FROM log.cosignatures",
        "INSERT INTO log.verifier_key (vkey, development) VALUES ('x', false)",
    ):
        with connect(log) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_any_single_byte_of_any_event_is_missed_by_nobody(embedded: Cluster, log: Log, path: Path) -> None:
    signed_log(log, path, 30)
    rows, chance = log.since(0, 30), random.Random(11)  # noqa: S311 - chance of a test, not a secret

    for _ in range(15):
        row = chance.choice(rows)
        place, bit = chance.randrange(len(row.body)), chance.randrange(8)
        flip = (
            f"UPDATE log.events SET state = set_byte(state, {place}, get_byte(state, {place}) # {1 << bit})"
            f" WHERE notification_id = {row.position}"
        )
        behind_its_back(embedded, log, flip)
        with pytest.raises(Mismatch) as found:
            hashed_anew(log)
        assert found.value.position == row.position
        behind_its_back(embedded, log, flip)

    assert hashed_anew(log) == 30


def hashed_anew(log: Log) -> int:
    with connect(log) as connection:
        connection.autocommit = True
        return Rehash(connection, signer().verifier, "illustrative.test", None).run()
