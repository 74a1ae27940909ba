"""Connections to the log: always as the service's role, renewed when they break."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import Any, TypeVar

from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

T = TypeVar("T")
SERVICE_ROLE = "infitah_service"
ATTEMPTS = 4
"""Of what may be repeated; while no server answers, each takes up to 5 seconds."""


class LogDatastore(PostgresDatastore):
    """The eventsourcing library's connection pool, made from a whole connection string."""

    def __init__(self, conninfo: str, *, pool_size: int) -> None:
        super().__init__(
            "", "", "", "", "", schema="log", originator_id_type="text", pool_size=2, max_overflow=pool_size
        )
        row_factory = self.pool.kwargs["row_factory"] if isinstance(self.pool.kwargs, dict) else None
        self.pool.kwargs = {**conninfo_to_dict(as_service(conninfo)), "row_factory": row_factory}

    def repeated(self, work: Callable[[], T]) -> T:
        """Do what may be done twice, again when a connection breaks.

        Raises OperationalError or InterfaceError when it is broken still.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                return work()
            except (InterfaceError, OperationalError):
                self.pool.check()  # a restarted server broke the others too
                sleep(0.2)
        return work()


def as_service(conninfo: str) -> str:
    """The same connection with the rights of the service's role, whoever logs in."""
    parameters: dict[str, Any] = conninfo_to_dict(conninfo)
    wanted = f"-c role={SERVICE_ROLE}"
    options = str(parameters.get("options") or "")
    if wanted not in options:
        parameters["options"] = f"{options} {wanted}".strip()
    return make_conninfo(**parameters)
