"""The functions that the service may execute on the log, called with forged arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from service.transparency import tree
from tests.conftest import Cluster
from tests.store.attacking import COMMAND, Seen, forged, note, spoil


def _past(connection: psycopg.Connection[Any]) -> None:
    found = forged(connection, recorded=[datetime.now(UTC) - timedelta(days=1)])
    assert found[0][1] == "clock_skew"


def _gap(connection: psycopg.Connection[Any]) -> None:
    assert forged(connection, versions=[2])[0][1] == "version_conflict"


def _over(connection: psycopg.Connection[Any]) -> None:
    assert forged(connection, streams=["workshop:a"])[0][1] == "version_conflict"


def _again(connection: psycopg.Connection[Any]) -> None:
    assert forged(connection, command_ids=[COMMAND])[0][1] == "key_reused"


def _tagged(event: int | None) -> Callable[[psycopg.Connection[Any]], None]:
    def attack(connection: psycopg.Connection[Any]) -> None:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.NotNullViolation)):
            forged(connection, tag_event=[event])

    return attack


def _refused(statement: str, *values: Any) -> Callable[[psycopg.Connection[Any]], None]:
    def attack(connection: psycopg.Connection[Any]) -> None:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UniqueViolation)):
            connection.execute(statement.encode(), values)

    return attack


def _harmless(statement: str, *values: Any) -> Callable[[psycopg.Connection[Any]], None]:
    def attack(connection: psycopg.Connection[Any]) -> None:
        connection.execute(statement.encode(), values)

    return attack


GROW = "SELECT log.grow_tree(%s::smallint[], %s::bigint[], %s::bytea[], %s)"
ATTACKS: dict[str, list[Callable[[psycopg.Connection[Any]], None]]] = {
    "append": [_past, _gap, _over, _again, *map(_tagged, (0, -1, -2, 2, 2**31 - 1, None))],
    "purge_command_records": [
        _harmless("SELECT log.purge_command_records('0')"),
        _harmless("SELECT log.purge_command_records('-100 years')"),
    ],
    "hold_tree": [_harmless("SELECT log.hold_tree()")],
    "grow_tree": [
        _refused(GROW, [0], [0], [b"\0" * 96], 3),
        _refused(GROW, [0], [0], [b"\0" * 32], 1),
        _refused(GROW, [0], [0], [b"\0" * 64], 2),
        _refused(GROW, [0], [0], [b"\0" * 128], 4),
        _refused(GROW, [], [], [], 3),
        _refused(GROW, [], [], [], 0),
        _refused(GROW, [1, 0], [0, 0], [b"\0" * 32, b"\0" * 96], 3),
    ],
    "keep_checkpoint": [
        _refused("SELECT log.keep_checkpoint(2, %s)", note(2)),
        _refused("SELECT log.keep_checkpoint(3, %s)", note(3)),
        _refused("SELECT log.keep_checkpoint(1, %s)", note(2)),
        _refused("SELECT log.keep_checkpoint(1, %s)", note(1, "other.test")),
        _refused("SELECT log.keep_checkpoint(1, '')"),
    ],
    "keep_cosignature": [_harmless("SELECT log.keep_cosignature(2, 'w', 'another line')")],
    "add_witness": [_refused("SELECT log.add_witness('w', 'http://other.example', 'x')")],
    "remove_witness": [_harmless("SELECT log.remove_witness('w')")],
    "keep_answer": [_harmless("SELECT log.keep_answer('w', 'w+1+x', 0, 'other', '{}')")],
}
"""What is tried with each function that the service may execute."""
CONFIGURATION = {"log.witnesses", "log.witness_answers"}
"""What may be taken back: whom the operator asks to witness, and what they answered last."""


def test_every_function_that_the_service_may_execute_is_attacked_here(stolen: str) -> None:
    with psycopg.connect(stolen) as connection:
        rows = connection.execute(
            "SELECT proname FROM pg_proc"
            " WHERE pronamespace = 'log'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"
        ).fetchall()

    assert {name for (name,) in rows} == set(ATTACKS)


@pytest.mark.parametrize("hostile", [False, True], ids=["", "with hostile names"])
@pytest.mark.parametrize("function", sorted(ATTACKS))
def test_forged_arguments_alter_nothing_that_is_recorded(
    cluster: Cluster, attacked: str, stolen: str, function: str, *, hostile: bool
) -> None:
    with psycopg.connect(stolen, autocommit=True) as connection:
        if hostile:
            spoil(connection)
        for attack in ATTACKS[function]:
            before = Seen(cluster, attacked)

            attack(connection)

            lost = before.lost(Seen(cluster, attacked))
            assert {table: rows for table, rows in lost.items() if table not in CONFIGURATION} == {}


def test_a_true_growth_is_taken_under_hostile_names_as_without(
    cluster: Cluster, attacked: str, stolen: str
) -> None:
    with psycopg.connect(stolen) as connection:
        spoil(connection)
        grown = tree.grow(connection, 10)
        tree.add_checkpoint(connection, tree.KeptNote(3, note(3)))
        result = forged(connection, results=[Jsonb({"answer": 1})])

    assert (grown, result[0][1]) == (tree.Grown(3, 1), "appended")
