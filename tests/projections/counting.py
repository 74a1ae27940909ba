"""A projection that no entry may reach twice, and the process that runs it with all others."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from domain.registry import DECIDERS
from projections.editions import table
from projections.entries import Entry
from projections.projection import Make, made_by
from projections.rebuilding import Rebuild
from projections.registry import projections
from projections.runner import Runner
from service.store.datastore import as_service
from service.store.log import Log
from tests.vault_keys import KEYS

NAME = "counted"


class Counted:
    """How many entries each stream has had: what is applied twice, or not at all, is seen."""

    name = NAME
    tables = (NAME,)
    kinds = frozenset(DECIDERS)

    def create(self, connection: psycopg.Connection[Any], edition: int) -> None:
        columns = "stream text PRIMARY KEY, entries bigint NOT NULL, positions bigint NOT NULL"
        connection.execute(f"CREATE TABLE {table(NAME, edition)} ({columns})".encode())

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        statement = f"""INSERT INTO {table(NAME, edition)} AS kept VALUES (%s, 1, %s) ON CONFLICT (stream)
            DO UPDATE SET entries = kept.entries + 1, positions = kept.positions + excluded.positions"""
        with connection.cursor() as cursor:
            cursor.executemany(statement.encode(), [(entry.row.stream, entry.position) for entry in entries])

    def forget(self) -> None:
        """Nothing is kept."""


class Slowly(Counted):
    """Takes its time, so that a process can be killed in the midst of it."""

    def apply(self, connection: psycopg.Connection[Any], edition: int, entries: Sequence[Entry]) -> None:
        super().apply(connection, edition, entries)
        time.sleep(0.05)


def counting(log: Log) -> dict[str, Make]:
    """Every projection, and one that counts."""
    return {**projections(log), NAME: Counted}


def main(task: str, conninfo: str) -> None:
    log = Log(conninfo, KEYS)
    if task == "run":
        Runner(log, lambda: psycopg.connect(as_service(conninfo)), counting(log), batch=7).start()
        time.sleep(600)
    with psycopg.connect(as_service(conninfo), autocommit=True) as connection:
        Rebuild(log, connection, {NAME: Slowly}, made_by(), batch=1).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
