"""What is recorded is soon signed for, once, in log order, by one process at a time."""

from __future__ import annotations

from pathlib import Path

import psycopg

from projections.transparency.checkpoint import open_checkpoint
from projections.transparency.growing import nodes_of, root_at, tiles_for
from projections.transparency.merkle import consistency_proof, verify_consistency
from service.store.log import Log
from service.transparency import tree
from tests.conftest import Cluster
from tests.log.signing import (
    behind_its_back,
    connect,
    expected,
    made,
    recorded,
    signed,
    signed_log,
    signed_up_to,
    signer,
    signing,
)
from tests.projections.following import until


def test_an_empty_log_has_a_checkpoint_of_size_0(log: Log, path: Path) -> None:
    with signing(log, path):
        until(lambda: signed(log) is not None)

    assert signed(log) == expected(log, 0)


def test_an_acknowledged_event_is_in_a_signed_checkpoint_soon(log: Log, path: Path) -> None:
    with signing(log, path) as running:
        until(running.publisher.active.is_set)
        for count in (1, 2, 3):
            recorded(log, 1, start=count)
            until(lambda size=count: signed_up_to(log, size), 2)

    assert signed(log) == expected(log, 3)


def test_every_checkpoint_ever_signed_is_kept_and_consistent_with_the_last(log: Log, path: Path) -> None:
    with signing(log, path, interval=0):
        for count in range(1, 30):
            recorded(log, 1, start=count)
        until(lambda: signed_up_to(log, 29), 20)

    with connect(log) as connection:
        rows = connection.execute("SELECT size, note FROM log.checkpoints ORDER BY size").fetchall()
        last = open_checkpoint(rows[-1][1], [signer().verifier])
        for size, note in rows:
            found = open_checkpoint(note, [signer().verifier], origin="illustrative.test")
            assert found == expected(log, size)
            if size:
                proof = tree.made(connection, lambda nodes, old=size: consistency_proof(old, 29, nodes))
                verify_consistency(found.size, found.root, last.size, last.root, proof)


def test_many_events_are_read_in_batches_into_the_tree_of_the_definition(log: Log, path: Path) -> None:
    recorded(log, 700)

    with signing(log, path, batch=100):
        until(lambda: signed_up_to(log, 700), 20)

    assert signed(log) == expected(log, 700)
    with connect(log) as connection:
        wanted = tiles_for(root_at(300))
        found = root_at(300)(nodes_of(tree.tiles(connection, wanted)))
    assert found == expected(log, 300).root


def test_what_takes_several_batches_at_the_start_is_signed_for_as_one(log: Log, path: Path) -> None:
    recorded(log, 250)

    with signing(log, path, batch=100, interval=60):
        until(lambda: signed_up_to(log, 250), 20)

    with connect(log) as connection:
        assert connection.execute("SELECT size FROM log.checkpoints").fetchall() == [(250,)]


def test_the_file_outside_the_database_holds_the_last_checkpoint(log: Log, path: Path) -> None:
    signed_log(log, path, 5)

    found = open_checkpoint(path.read_bytes(), [signer().verifier])
    assert found == expected(log, 5)
    assert [one.name for one in path.parent.iterdir()] == ["checkpoint"]


def test_of_two_processes_one_signs_and_the_other_takes_over(log: Log, path: Path) -> None:
    first, second = made(log, path), made(log, path)
    first.start()
    until(first.publisher.active.is_set)
    second.start()
    recorded(log, 3)
    until(lambda: signed_up_to(log, 3), 20)
    assert not second.publisher.active.is_set()

    first.stop()
    recorded(log, 2, start=4)
    until(lambda: signed_up_to(log, 5), 20)
    second.stop()

    assert signed(log) == expected(log, 5)


def test_signing_goes_on_after_its_connection_was_lost(embedded: Cluster, log: Log, path: Path) -> None:
    with signing(log, path) as running:
        until(running.publisher.active.is_set)
        with psycopg.connect(embedded.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [psycopg.conninfo.conninfo_to_dict(log.conninfo)["dbname"]],
            )
        recorded(log, 4)
        until(lambda: signed_up_to(log, 4), 20)

    assert signed(log) == expected(log, 4)


def test_a_checkpoint_that_only_the_file_knows_is_stored_again(
    embedded: Cluster, log: Log, path: Path
) -> None:
    """As after a crash between the file and the database."""
    signed_log(log, path, 5)
    note = path.read_bytes()
    behind_its_back(
        embedded,
        log,
        "DELETE FROM log.checkpoints",
        "DELETE FROM log.tiles",
        "UPDATE log.tree SET size = 0",
    )

    with signing(log, path):
        until(lambda: signed_up_to(log, 5), 20)

    assert path.read_bytes() == note
    assert signed(log) == expected(log, 5)


def test_a_signed_log_is_hashed_anew_when_the_service_starts_again(log: Log, path: Path) -> None:
    signed_log(log, path, 300)

    with signing(log, path) as again:
        until(again.trust.complete.is_set)
        recorded(log, 1, start=301)
        until(lambda: signed_up_to(log, 301), 20)

    assert again.trust.state() == {"trusted": True, "reason": None}
    assert again.trust.checked == 300
