"""A process that has the program loaded, from which commands fork: none of them loads it anew."""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

LOADED = (
    "projections.bundles.verification",
    "projections.projection",
    "projections.registry",
    "projections.sentences",
    "rich.progress",
    "service.api.command_table",
    "service.api.fields",
    "service.cli.usage",
    "service.clock",
    "service.opening",
    "typer.rich_utils",
)
"""What commands load, but for the modules of the command line: those are written in the language of the
terminal as they are loaded.
"""
SECONDS = 60


def main() -> None:
    """Run what each line on standard input asks for, and answer with the code that it ended with."""
    for name in LOADED:
        import_module(name)
    for line in sys.stdin:
        command = os.fork()
        if not command:
            _become(**json.loads(line))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]), flush=True)


def _become(folder: str, arguments: list[str], environment: dict[str, str]) -> Any:
    """Be `infitah` with these arguments, reading and writing the files of a folder, and end as it does."""
    signal.alarm(SECONDS)
    for number, name in enumerate(("given", "stdout", "stderr")):
        os.dup2(os.open(Path(folder, name), os.O_RDWR), number)
    sys.stdin, sys.argv = open(0, closefd=False), ["infitah", *arguments]  # noqa: SIM115 - until it ends
    os.environ.clear()
    os.environ.update(environment)
    import_module("service.cli.app").main()


if __name__ == "__main__":
    main()
