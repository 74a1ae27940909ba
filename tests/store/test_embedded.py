"""The embedded server: what it does to directories, who shares it, and what outlives a killed process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.database import binaries as where
from service.database.account import ServerFailed, UnsafeDirectory, as_root, refuse_closed, server_account
from service.database.binaries import binaries
from service.database.embedded import LONGEST_SOCKET, EmbeddedServer

ATTACH_AND_WAIT = """
import sys, pathlib, time
from service.database.embedded import EmbeddedServer
EmbeddedServer(pathlib.Path(sys.argv[1])).attach()
print("attached", flush=True)
time.sleep(60)
"""


@pytest.fixture
def server(temporary: Path) -> Iterator[EmbeddedServer]:
    """A server of its own, not yet started."""
    made = EmbeddedServer(Path(tempfile.mkdtemp(dir=temporary)) / "data")
    made.data_dir.parent.chmod(0o755)
    yield made
    made.detach()


def modes(directory: Path) -> dict[Path, int]:
    return {path: path.stat().st_mode for path in (directory, *directory.parents)}


def process(server: EmbeddedServer) -> int:
    return int((server.cluster / "postmaster.pid").read_text().splitlines()[0])


def answers(server: EmbeddedServer) -> bool:
    try:
        psycopg.connect(server.conninfo("postgres")).close()
    except (psycopg.OperationalError, FileNotFoundError):
        return False
    return True


def test_the_server_changes_the_mode_of_no_parent(server: EmbeddedServer) -> None:
    parent = server.data_dir.parent
    before = modes(parent) | modes(binaries())

    server.attach()

    assert modes(parent) | modes(binaries()) == before
    assert (server.cluster.stat().st_mode & 0o077) == 0


def test_a_directory_closed_to_others_stays_closed(temporary: Path) -> None:
    closed = Path(tempfile.mkdtemp(dir=temporary))
    before = modes(closed)
    server = EmbeddedServer(closed / "deep" / "data")

    if as_root():
        with pytest.raises(UnsafeDirectory, match=rf"cannot enter {closed} \(mode 0700\)"):
            server.attach()
        assert not server.data_dir.parent.exists()
    else:
        server.attach()
        server.detach()

    assert modes(closed) == before


def test_a_closed_directory_behind_a_link_is_refused_too(temporary: Path) -> None:
    closed = Path(tempfile.mkdtemp(dir=temporary))
    link = Path(tempfile.mkdtemp(dir=temporary)) / "link"
    link.parent.chmod(0o755)
    link.symlink_to(closed)

    with pytest.raises(UnsafeDirectory, match="Choose a directory that others may enter"):
        refuse_closed(EmbeddedServer(link).data_dir, "DATA_DIR")


def test_a_strict_umask_does_not_shut_the_server_out(server: EmbeddedServer) -> None:
    deep = EmbeddedServer(server.data_dir / "deep" / "data")
    umask = os.umask(0o077)

    try:
        deep.attach()
    finally:
        os.umask(umask)

    assert answers(deep)
    deep.detach()


def test_programs_that_the_servers_account_cannot_enter_are_copied_once_and_run(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = where._installed()
    closed = Path(tempfile.mkdtemp(dir=temporary))
    for folder in (where.PROGRAMS.parent, where.LIBRARIES):
        shutil.copytree(installed / folder, closed / folder, symlinks=True)
    closed_programs = closed / where.PROGRAMS
    closed_programs.chmod(0o700)
    monkeypatch.setattr(where, "_installed", lambda: closed)
    monkeypatch.setattr(where, "as_root", lambda: True)
    safe = temporary / "safe"

    umask = os.umask(0o077)

    found = [binaries(safe_root=safe), binaries(safe_root=safe)]
    os.umask(umask)

    account = server_account()
    said = subprocess.run(
        [found[0] / "initdb", "--version"],
        check=True,
        capture_output=True,
        cwd="/",
        user=account.pw_uid if account else None,
    )
    assert b"PostgreSQL) 18" in said.stdout
    assert found[0] == found[1]
    assert len(list(safe.iterdir())) == 1
    assert (closed.stat().st_mode & 0o777, closed_programs.stat().st_mode & 0o777) == (0o700, 0o700)


@pytest.mark.parametrize("name", ["with space & 'sign'", "م" * 60, "one,two"], ids=["signs", "long", "comma"])
def test_any_name_of_a_data_directory_will_do(server: EmbeddedServer, name: str) -> None:
    odd = EmbeddedServer(server.data_dir / name)
    odd.attach()

    socket = odd.socket_directory() / ".s.PGSQL.5432"

    assert answers(odd)
    assert len(os.fsencode(socket)) <= LONGEST_SOCKET
    odd.detach()
    assert not socket.parent.exists()


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


def test_a_data_directory_that_is_a_file_is_refused_with_its_name(server: EmbeddedServer) -> None:
    server.data_dir.write_text("")
    server.data_dir.chmod(0o755)

    with pytest.raises(ServerFailed, match=f"DATA_DIR={server.data_dir}: cannot be used"):
        server.attach()
