"""The eventsourcing application over our log."""

from __future__ import annotations

from typing import Any

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, Mapper
from eventsourcing.postgres import PostgresDatastore, PostgresFactory
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from service.store.mapper import CanonicalMapper
from service.store.recorder import GroupCommitRecorder

SERVICE_ROLE = "infitah_service"


class LogDatastore(PostgresDatastore):
    """Connects by a whole connection string, always as the service's role."""

    def __init__(self, conninfo: str, *, pool_size: int) -> None:
        super().__init__(
            "", "", "", "", "", schema="log", originator_id_type="text", pool_size=2, max_overflow=pool_size
        )
        row_factory = self.pool.kwargs["row_factory"] if isinstance(self.pool.kwargs, dict) else None
        self.pool.kwargs = {**as_service(conninfo), "row_factory": row_factory}


def as_service(conninfo: str) -> dict[str, Any]:
    """Connection parameters that take the service's role, whoever logs in."""
    parameters: dict[str, Any] = conninfo_to_dict(conninfo)
    options = f"{parameters.get('options', '')} -c role={SERVICE_ROLE}".strip()
    return {**parameters, "options": options}


class LogFactory(PostgresFactory):
    """Makes our recorder over our datastore instead of the library's own tables."""

    def __init__(self, env: Environment, datastore: LogDatastore) -> None:
        InfrastructureFactory.__init__(self, env)
        self.datastore = datastore

    def application_recorder(self) -> ApplicationRecorder:
        """The group-committing recorder; migrations made its table."""
        return GroupCommitRecorder(self.datastore)


class LogApplication(Application[str]):
    """Saves bare events of several streams at once; see `service.store.log.Log` for its use."""

    name = "infitah"

    def __init__(self, conninfo: str, *, pool_size: int = 12) -> None:
        self._datastore = LogDatastore(conninfo, pool_size=pool_size)
        super().__init__()

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The factory over our datastore."""
        return LogFactory(env, self._datastore)

    def construct_mapper(self) -> Mapper[str]:
        """The mapper to canonical bytes."""
        return CanonicalMapper()
