"""The embedded server: who reaches it, who shares it, and what outlives a killed process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from service.database.embedded import EmbeddedServer
from tests.store.servers import answers

ATTACH_AND_WAIT = """
import sys, pathlib, time
from service.database.embedded import EmbeddedServer
EmbeddedServer(pathlib.Path(sys.argv[1])).attach()
print("attached", flush=True)
time.sleep(60)
"""


def process(server: EmbeddedServer) -> int:
    return int((server.cluster / "postmaster.pid").read_text().splitlines()[0])


def test_only_the_servers_own_user_reaches_the_socket(server: EmbeddedServer) -> None:
    server.attach()

    with psycopg.connect(server.conninfo("postgres")) as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()
        synced = connection.execute("SHOW fsync").fetchone()

    assert server.socket_directory().stat().st_mode & 0o077 == 0
    assert (listens, synced) == (("",), ("on",))


def test_an_environment_meant_for_other_databases_changes_nothing(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGDATA", "/nowhere")

    server.attach()

    assert answers(server)


def test_the_server_runs_until_the_last_process_leaves_it(server: EmbeddedServer) -> None:
    second = EmbeddedServer(server.data_dir)
    server.attach()
    second.attach()

    server.detach()
    assert answers(second)

    second.detach()
    assert not answers(second)


def test_a_server_left_behind_by_a_killed_process_is_taken_over(server: EmbeddedServer) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ATTACH_AND_WAIT, str(server.data_dir)], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "attached\n"
        left = process(server)
        killed.send_signal(signal.SIGKILL)

    server.attach()

    assert process(server) == left
    server.detach()
    assert not answers(server)


def test_a_server_that_was_killed_itself_comes_back_with_what_was_committed(server: EmbeddedServer) -> None:
    server.attach()
    with psycopg.connect(server.conninfo("postgres")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(process(server), signal.SIGKILL)

    again = EmbeddedServer(server.data_dir)
    again.attach()

    with psycopg.connect(again.conninfo("postgres")) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    again.detach()


def test_a_cluster_whose_making_was_cut_short_is_made_anew(server: EmbeddedServer) -> None:
    (server.data_dir / "postgres.making" / "base").mkdir(parents=True)
    (server.data_dir / "postgres.making" / "PG_VERSION").write_text("18")
    server.data_dir.chmod(0o711)

    server.attach()

    assert answers(server)
