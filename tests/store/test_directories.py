"""Which directories the embedded server takes, and that it opens none of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from service.database import binaries as where
from service.database.account import ServerFailed, UnsafeDirectory, as_root, refuse_closed, server_account
from service.database.binaries import binaries
from service.database.embedded import LONGEST_SOCKET, EmbeddedServer
from tests.store.rights import without_rights
from tests.store.servers import answers


def modes(directory: Path) -> dict[Path, int]:
    return {path: path.stat().st_mode for path in (directory, *directory.parents)}


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


def test_a_directory_that_one_may_not_look_into_is_refused_with_the_reason(temporary: Path) -> None:
    closed = Path(tempfile.mkdtemp(dir=temporary))
    closed.chmod(0o000)

    with (
        without_rights(),
        pytest.raises(ServerFailed, match=f"{closed}/data.*the permissions do not allow it"),
    ):
        EmbeddedServer(closed / "data").attach()


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


def test_a_data_directory_that_is_a_file_is_refused_with_its_name(server: EmbeddedServer) -> None:
    server.data_dir.write_text("")
    server.data_dir.chmod(0o755)

    with pytest.raises(ServerFailed, match=f"DATA_DIR={server.data_dir}: .* is not a directory"):
        server.attach()


def test_what_can_never_be_a_directory_is_not_mistaken_for_one_that_is_closed(server: EmbeddedServer) -> None:
    with pytest.raises(ServerFailed, match="DATA_DIR=/dev/null/data: /dev/null is not a directory"):
        EmbeddedServer(Path("/dev/null/data")).attach()


def test_why_a_directory_cannot_be_used_is_told_in_three_languages(server: EmbeddedServer) -> None:
    with pytest.raises(ServerFailed) as refused:
        EmbeddedServer(Path("/dev/null")).attach()

    assert refused.value.sentences["ar"] == "DATA_DIR=/dev/null: /dev/null ليس مجلدا."
    assert "n'est pas un dossier" in refused.value.sentences["fr"]
