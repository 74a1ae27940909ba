"""The eventsourcing application over our log."""

from __future__ import annotations

from typing import Any

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, Mapper
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment

from service.store.datastore import LogDatastore
from service.store.mapper import CanonicalMapper
from service.store.recorder import GroupCommitRecorder


class LogFactory(PostgresFactory):
    """Makes our recorder over our datastore instead of the library's own tables."""

    datastore: LogDatastore

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
