"""How the HTTP server is set up: what it believes of who asks, and how long and how many it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uvicorn

from service.api.slow_senders import TimedProtocol

MOST_CONNECTIONS = 512
"""Connections of one process; who comes beyond them is answered 503. It may open twice as many files."""
IDLE_SECONDS = 15
"""How long a connection is kept between two requests."""


def server_config(
    app: Any, trusted_proxies: Sequence[str] = (), *, factory: bool = False, workers: int = 1
) -> uvicorn.Config:
    """The configuration for one application, or for the name of what makes it where it is a `factory`.

    Who asks, and by which scheme, is told by the connection; by `X-Forwarded-For` and `X-Forwarded-Proto`
    only where the connection comes from one of the trusted proxies.
    """
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        http=TimedProtocol,
        ws="none",
        # Given, so that FORWARDED_ALLOW_IPS of somebody's environment means nothing.
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=10,
        log_config=None,
        access_log=False,
        server_header=False,
    )
