"""The database is gone: who asks is told so soon, and when to ask again."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from time import monotonic

from tests.api.service_process import started
from tests.api.serving import announce
from tests.projections.following import until


def test_a_service_without_its_database_says_so_in_seconds(temporary: Path) -> None:
    data_dir = temporary / "outage"
    with started(data_dir) as service, service.client(timeout=30) as client:
        until(lambda: client.get("/readyz").status_code == 200)
        announce(client, "before")
        process = int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process, signal.SIGQUIT)  # PostgreSQL's immediate shutdown
        until(lambda: not (data_dir / "postgres" / "postmaster.pid").exists())

        began = monotonic()
        ready = client.get("/readyz")
        told_ready = monotonic() - began
        answer = announce(client, "after")
        told_command = monotonic() - began - told_ready

    assert (ready.status_code, ready.headers["retry-after"]) == (503, "2")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"
    assert told_ready < 2.5
    assert told_command < 6.5
