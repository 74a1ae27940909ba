"""One process of the service, as it is or without what hardens it: `… benchmarks.open_gate PORT KIND`."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from starlette.types import Scope

from service.api import process
from service.api.gate import Gate
from service.api.problems import Problem
from service.api.server import server_config


class OpenGate(Gate):
    """Asks nobody for a name, counts nothing, and adds the headers of old."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        own = (b"x-content-type-options", b"x-log-illustrative")
        self._headers = [(name, value) for name, value in self._headers if name in own]

    def _refused(self, scope: Scope) -> Problem | None:
        return None


def main(port: int, kind: str) -> None:
    """Serve the log that the environment names."""
    app = process.create()
    config = server_config(app, ["127.0.0.1"] if kind == "proxied" else ())
    if kind == "open":
        [gate] = [layer for layer in app.user_middleware if layer.cls is Gate]
        gate.cls = OpenGate  # type: ignore[assignment]
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, proxy_headers=False
        )
    config.port = port
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
