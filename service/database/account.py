"""The user account that the embedded server works as, and which directories that account may be given.

PostgreSQL refuses to run as root. Run as root, the server therefore has an account of its own, and whatever
it needs must be within reach of that account: as far as the path goes, within reach of every local user.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

from service.messages import Told
from service.messages.system import system_said

SERVER_USER = "pgserver"
SAFE_ROOT = Path("/var/lib/infitah")


class ServerFailed(Told):
    """The embedded server cannot be started; the message says why."""


class UnsafeDirectory(ServerFailed):
    """A directory that the embedded server cannot use without opening `closed`, itself or a parent of it, to
    other users.
    """

    def __init__(self, name: str, directory: Path, closed: Path) -> None:
        self.directory, self.closed = directory, closed
        self.mode = f"{closed.stat().st_mode & 0o777:04o}"
        found = {"directory": directory, "closed": closed, "mode": self.mode, "safe": SAFE_ROOT}
        super().__init__("closed_directory", name=name, user=SERVER_USER, **found)


def as_root() -> bool:
    """Whether this process has root's rights, so that the server needs another account."""
    return os.geteuid() == 0


def server_account() -> pwd.struct_passwd | None:
    """The account that the server works as, made where it is missing; None for one's own.

    Raises ServerFailed where it cannot be made.
    """
    if not as_root():
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        shell = "/usr/sbin/nologin"
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", shell, SERVER_USER]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - arguments of our own, no shell
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or error
            raise ServerFailed("server_user_missing", user=SERVER_USER, said=said) from error
        return pwd.getpwnam(SERVER_USER)


def give_to_server(path: Path) -> None:
    """Make the server's account the owner of what we have just made for it."""
    account = server_account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def refuse_closed(directory: Path, name: str) -> None:
    """Refuse a directory, made or yet to be made, that another user cannot enter; change nothing about it.

    Raises UnsafeDirectory, which names the closed parent, its mode and a remedy.
    """
    for path in (directory, *directory.parents):
        if path.exists() and not path.stat().st_mode & 0o001:
            raise UnsafeDirectory(name, directory, path)


def make_directory(directory: Path, name: str) -> None:
    """Make a directory, with its missing parents, that the server can enter; what existed keeps its mode.

    Raises UnsafeDirectory, and ServerFailed where it cannot be made.
    """
    try:
        missing = [path for path in (directory, *directory.parents) if not path.exists()]
        nearest = missing[-1].parent if missing else directory
        if not nearest.is_dir():
            raise ServerFailed("not_a_directory", name=name, directory=directory, found=nearest)
        if as_root():
            refuse_closed(directory, name)
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
            if as_root():  # a strict umask would shut the server out; names alone cannot be listed
                path.chmod(0o711)
    except OSError as error:
        said = system_said(error)
        raise ServerFailed("directory_unusable", name=name, directory=directory, said=said) from error


def open_private(path: Path) -> int:
    """Open a file that only this user may read or lock, made where it is missing; a link is not followed.

    Returns its descriptor. Who may open a file may also lock it, and would keep the service out.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor
