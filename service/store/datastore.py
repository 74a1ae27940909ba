"""Connections to the log: always as the service's role, renewed when they break."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, TypeVar

from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

T = TypeVar("T")
SERVICE_ROLE = "infitah_service"
PATIENCE = 3.5
"""Seconds from the beginning of an outage for which what may be repeated is repeated."""
CONNECTING = 1.0
"""Seconds that one attempt waits for a connection."""
QUIET = 10.0
"""Seconds without a failure after which the next one begins another outage."""


class LogDatastore(PostgresDatastore):
    """The eventsourcing library's connection pool, made from a whole connection string."""

    def __init__(self, conninfo: str, *, pool_size: int) -> None:
        super().__init__(
            "",
            "",
            "",
            "",
            "",
            schema="log",
            originator_id_type="text",
            pool_size=2,
            max_overflow=pool_size,
            connect_timeout=CONNECTING,
        )
        self._failed = self._out_since = float("-inf")
        row_factory = self.pool.kwargs["row_factory"] if isinstance(self.pool.kwargs, dict) else None
        self.pool.kwargs = {**conninfo_to_dict(as_service(conninfo)), "row_factory": row_factory}

    def repeated(self, work: Callable[[], T]) -> T:
        """Do what may be done twice, again when a connection breaks.

        All callers share one patience: who comes later in an outage, or waited behind another, is not made to
        wait as long again. Raises OperationalError or InterfaceError once it is used up.
        """
        while True:
            try:
                found = work()
            except (InterfaceError, OperationalError):
                now = monotonic()
                if now - self._failed > QUIET:
                    self._out_since = now
                self._failed = now
                if now - self._out_since >= PATIENCE:
                    raise
                self.pool.check()  # a restarted server broke the others too
                sleep(0.2)
            else:
                self._failed = float("-inf")
                return found


def as_service(conninfo: str) -> str:
    """The same connection with the rights of the service's role, whoever logs in."""
    parameters: dict[str, Any] = conninfo_to_dict(conninfo)
    wanted = f"-c role={SERVICE_ROLE}"
    options = str(parameters.get("options") or "")
    if wanted not in options:
        parameters["options"] = f"{options} {wanted}".strip()
    return make_conninfo(**parameters)
