"""Load over HTTP by wrk, against loopback only."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from typing import NamedTuple


class Load(NamedTuple):
    """What wrk saw: requests per second, and answers that were not 2xx or 3xx."""

    per_second: float
    failed: int


def load(url: str, *, connections: int, seconds: int, script: str = "") -> Load:
    """Run wrk with one thread, by a Lua `script` where one is given. Raises RuntimeError when wrk is not
    installed or did not finish.
    """
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is not installed: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [program, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", file.name, url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=False)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(f"wrk did not finish: {done.stdout} {done.stderr}")
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return Load(float(found.group(1)), int(failed.group(1)) if failed else 0)
