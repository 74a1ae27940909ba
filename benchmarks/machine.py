"""The machine that a run was made on."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def describe() -> str:
    """Processor, cores, memory, system and Python in one line."""
    processor = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", _read("/proc/meminfo"))
    gibibytes = f"{int(memory.group(1)) / 2**20:.0f} GiB" if memory else "memory unknown"
    name = processor.group(1).strip() if processor else platform.machine()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{name}, {os.cpu_count()} cores, {gibibytes}, {system}"


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text() if file.exists() else ""
