"""A process that signs may die at any moment: each event is in the tree once, no checkpoint contradicted."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from projections.transparency.checkpoint import open_checkpoint
from service.store.log import Log
from tests.log.signing import connect, expected, recorded, signed, signed_up_to, signer, signing
from tests.projections.following import until

SIGN = """
import sys, time
from pathlib import Path
from service.store.log import Log
from tests.log.signing import made
from tests.vault_keys import KEYS
made(Log(sys.argv[1], KEYS), Path(sys.argv[2]), interval=0, batch=7).start()
print("started", flush=True)
time.sleep(120)
"""
ROOT = Path(__file__).resolve().parents[2]


def test_whenever_it_is_killed_another_goes_on_where_it_was(log: Log, path: Path) -> None:
    count, chance = 0, random.Random(9)  # noqa: S311 - chance of a test, not a secret
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", SIGN, log.conninfo, str(path)],
            cwd=ROOT,
            env=dict(os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + chance.uniform(0.1, 1.5)
        while time.monotonic() < deadline:
            recorded(log, chance.randint(1, 20), stream=f"workshop:w{count}")
            count = log.head()
        process.kill()
        process.wait(10)
        process.stdout.close()

    with signing(log, path) as last:
        until(lambda: signed_up_to(log, count), 30)

    assert not last.trust.lost
    assert signed(log) == expected(log, count)
    assert open_checkpoint(path.read_bytes(), [signer().verifier]) == expected(log, count)
    with connect(log) as connection:
        rows = connection.execute("SELECT size, note FROM log.checkpoints").fetchall()
    for size, note in rows:
        assert open_checkpoint(note, [signer().verifier]) == expected(log, size)
