"""Rotation of the master key: all stays readable, whoever is killed, and whoever reads or writes then."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Signal

import pytest

from service.store.log import Log, VersionConflict
from service.vault.master_keys import BadVaultKey, KeyFile, make_keys, new_master_key, read_keys, write_keys
from service.vault.opening import open_keys, used_keys
from service.vault.rotation import rotate
from tests.vault.giving import given, owner

ROOT = Path(__file__).resolve().parents[2]
ROTATE = """
import sys
from pathlib import Path
from service.vault import rotation
from service.vault.master_keys import KeyFile
rotation.BATCH = 2
print("begun", flush=True)
rotation.rotate(sys.argv[1], KeyFile(Path(sys.argv[2])), own=True)
"""


def used(log: Log) -> list[str]:
    with owner(log) as connection:
        return used_keys(connection)


def test_a_rotation_wraps_every_key_anew_and_drops_the_old_one(kept: Log, key_path: Path) -> None:
    refs = [given(kept, f"فكرة {number}").ref for number in range(5)]
    [before] = read_keys(key_path)

    done = rotate(kept.conninfo, KeyFile(key_path), own=True)

    [after] = read_keys(key_path)
    assert (done.active, done.wrapped, done.unneeded) == (after.id, 5, [before.id])
    assert used(kept) == [after.id]
    again = Log(kept.conninfo, KeyFile(key_path))
    for log in (kept, again):
        assert [log.texts([ref])[ref][1] for ref in refs] == [f"فكرة {number}" for number in range(5)]
    again.close()


def test_keys_given_from_outside_are_only_read(kept: Log, key_path: Path) -> None:
    ref = given(kept, "فكرة").ref
    [before] = read_keys(key_path)
    write_keys(key_path, [new_master_key(), before])
    content = key_path.read_bytes()

    done = rotate(kept.conninfo, KeyFile(key_path), own=False)

    assert key_path.read_bytes() == content
    assert (done.active, done.unneeded) == (read_keys(key_path)[0].id, [before.id])
    write_keys(key_path, read_keys(key_path)[:1])
    alone = Log(kept.conninfo, KeyFile(key_path))
    assert alone.texts([ref])[ref] == ("ar", "فكرة")
    alone.close()


def test_killed_at_any_moment_it_loses_nothing_and_the_next_run_finishes(kept: Log, key_path: Path) -> None:
    refs = [given(kept, f"فكرة {number}", f"person-{number}").ref for number in range(60)]
    chance, killed = random.Random(11), 0  # noqa: S311 - chance of a test, not a secret
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", ROTATE, kept.conninfo, str(key_path)],
            cwd=ROOT,
            env=dict(os.environ),
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        killed += process.wait(10) < 0
        process.stdout.close()
        fresh = Log(kept.conninfo, KeyFile(key_path))
        assert len(fresh.texts(refs)) == 60
        fresh.close()

    rotate(kept.conninfo, KeyFile(key_path), own=True)

    assert killed
    [left] = read_keys(key_path)
    assert used(kept) == [left.id]
    assert len(kept.texts(refs)) == 60


def test_who_reads_and_writes_meanwhile_notices_nothing(kept: Log, key_path: Path) -> None:
    ended = Signal()
    first = given(kept, "فكرة", "person-0").ref

    def read() -> int:
        times = 0
        while not ended.is_set():
            assert kept.texts([first])[first] == ("ar", "فكرة")
            times += 1
        return times

    def write() -> list[str]:
        refs = []
        while not ended.is_set():
            try:
                refs.append(given(kept, "كلام").ref)
            except VersionConflict:
                continue  # as the handler does: it seals again
        return refs

    with ThreadPoolExecutor(3) as threads:
        reading, writing = threads.submit(read), threads.submit(write)
        for _ in range(4):
            rotate(kept.conninfo, KeyFile(key_path), own=True)
        ended.set()
        refs = writing.result(30)
        assert reading.result(30)

    fresh = Log(kept.conninfo, KeyFile(key_path))
    assert refs
    assert fresh.texts(refs).keys() == set(refs)
    fresh.close()


def test_nothing_is_sealed_under_a_key_that_is_retired(kept: Log, key_path: Path) -> None:
    stale = kept.vault.keys.active
    rotate(kept.conninfo, KeyFile(key_path), own=True)

    class Unaware(KeyFile):
        active = stale  # type: ignore[assignment]

    unaware = Log(kept.conninfo, Unaware(key_path))
    with pytest.raises(VersionConflict):
        given(unaware, "كلام")
    unaware.close()
    assert kept.head() == 0


def test_a_vault_is_not_opened_without_the_keys_that_it_needs(kept: Log, key_path: Path) -> None:
    given(kept, "فكرة")
    [key] = read_keys(key_path)

    def code(own: bool = True) -> str:
        with pytest.raises(BadVaultKey) as refused:
            open_keys(kept.conninfo, key_path, own=own)
        assert key.secret.hex() not in str(refused.value)
        return refused.value.code

    key_path.unlink()
    assert code() == "vault_key_lost"
    assert not key_path.exists()
    assert code(own=False) == "vault_key_unreadable"
    make_keys(key_path)
    assert code() == "vault_key_missing"
    write_keys(key_path, [new_master_key()._replace(id=key.id)])
    assert code() == "vault_key_wrong"
    write_keys(key_path, [key])
    assert open_keys(kept.conninfo, key_path, own=True).active == key


def test_a_retired_key_cannot_be_put_first_again(kept: Log, key_path: Path) -> None:
    given(kept, "فكرة")
    [old] = read_keys(key_path)
    rotate(kept.conninfo, KeyFile(key_path), own=True)
    write_keys(key_path, [old, *read_keys(key_path)])

    with pytest.raises(BadVaultKey) as refused:
        open_keys(kept.conninfo, key_path, own=False)

    assert refused.value.code == "vault_key_retired"
