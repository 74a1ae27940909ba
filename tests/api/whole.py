"""The whole service in this process, as `make run` starts it, over the illustrative log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from fastapi import FastAPI

from service.access.access import Access
from service.api.process import create
from service.cli.app import play_example
from service.cli.filling import fill_register
from service.cli.working import working
from service.opening import ILLUSTRATIVE, opened
from service.settings import Settings
from tests.api.serving import running

PATIENCE = 60.0
"""Seconds: other tests may keep the machine busy."""


@contextmanager
def illustrative_service(
    data_dir: Path, now: Callable[[], datetime] | None = None, *, example: bool = True
) -> Iterator[tuple[FastAPI, str, Access]]:
    """The application over a log in which the example was just played, once it can be read, its address and
    its accounts. Where `now` is given, the service takes its present from there. Without the `example` the
    log holds the register of the Network alone.
    """
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATA_DIR", str(data_dir))
        environment.setenv(ILLUSTRATIVE, "1")
        environment.delenv("DATABASE_URL", raising=False)
        # Lines of this process's log are the tests' own: once they go elsewhere, no test sees them again.
        environment.setattr("service.api.process.configure_logging", lambda: None)
        if now is not None:
            environment.setattr("service.api.process.opened", partial(opened, now=now))
        play_example() if example else _import_register(now)
        app = create()
        # It has a database of its own, in a directory that is removed next.
        with running(app, to_the_end=True) as address:
            _wait_until_ready(address)
            yield app, address, Access(app.state.access.log, secret=Settings().secret())


def _import_register(now: Callable[[], datetime] | None) -> None:
    more = {} if now is None else {"now": now}
    with working(illustrative=True, create=True, **more) as service:
        fill_register(service, None, lambda _done, _all: None)


def _wait_until_ready(address: str) -> None:
    deadline = monotonic() + PATIENCE
    while httpx.get(f"{address}/readyz", timeout=PATIENCE).status_code != 200:
        assert monotonic() < deadline, "the service is not ready"
        sleep(0.05)
