"""Reading one programme by HTTP, against a bare FastAPI route with its bytes; and the start."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.ratios import Ratio
from benchmarks.service import data_directory, free_port, get, running, served
from benchmarks.wrk import load

SECONDS, CONNECTIONS = 6, 8
PATH = "/api/v1/programmes/demnate-example"


def measure() -> list[Ratio]:
    """Requests per second of a programme and of its 304, over the bare route; seconds to the first answer."""
    ratios = []
    with data_directory() as data_dir:
        began = time.monotonic()
        with served(data_dir, illustrative=True):
            first = time.monotonic() - began
        began = time.monotonic()
        with served(data_dir, illustrative=True) as address:
            second = time.monotonic() - began
            body, headers = get(address + PATH)
            whole = load(address + PATH, connections=CONNECTIONS, seconds=SECONDS)
            asked = f"wrk.headers['If-None-Match'] = '{headers['etag']}'"
            unchanged = load(address + PATH, connections=CONNECTIONS, seconds=SECONDS, script=asked)
        base = bare(body)
    ratios.append(
        Ratio(
            "one programme, over a bare route with its bytes", whole.per_second, base, "/s", 0.35, "at least"
        )
    )
    ratios.append(
        Ratio("304 by ETag, over the same bare route", unchanged.per_second, base, "/s", 0.5, "at least")
    )
    ratios.append(Ratio("first start with the example, over 5 seconds", first, 5, "s", 1, "at most"))
    ratios.append(Ratio("second start, over 5 seconds", second, 5, "s", 1, "at most"))
    return ratios


def bare(body: bytes) -> float:
    """Requests per second of a bare route with those bytes."""
    with bare_route(body) as url:
        return load(url, connections=CONNECTIONS, seconds=SECONDS).per_second


@contextmanager
def bare_route(body: bytes, app: str = "benchmarks.bare:app") -> Iterator[str]:
    """The address of a bare route with those bytes, or of another application told of them."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log"]
    with tempfile.NamedTemporaryFile() as same:
        same.write(body)
        same.flush()
        environment = os.environ | {"BARE_BYTES": same.name}
        with running(command, environment, f"http://127.0.0.1:{port}", "/") as address:
            yield address + "/"
