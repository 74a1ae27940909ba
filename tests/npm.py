"""Packages of npm that tests use: installed from the lock beside them, once for each. Git ignores them."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
from pathlib import Path


def install(folder: Path) -> Path:
    """Install what a folder's lock names, unless it is there; returns where it lies."""
    lock, installed = folder / "package-lock.json", folder / "node_modules"
    stamp, wanted = installed / ".installed", hashlib.sha256(lock.read_bytes()).hexdigest()
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            stamp.write_text(wanted)
    return installed
