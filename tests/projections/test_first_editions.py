"""A database whose read models were not kept in editions yet."""

import psycopg

from service.database.migrations import migrate
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.api.serving import SECRET
from tests.conftest import Cluster
from tests.projections.following import caught_up, followed, table, until
from tests.projections.rebuilds import tables_live, tables_there
from tests.projections.test_runner import announce
from tests.vault_keys import KEYS


def test_read_models_without_editions_are_dropped_and_made_anew(embedded: Cluster) -> None:
    name = embedded.new_log()
    with psycopg.connect(embedded.conninfo(name)) as connection:
        connection.execute("SET LOCAL ROLE infitah_service")
        connection.execute("DROP TABLE read.live, read.editions")
        connection.execute("CREATE TABLE read.checkpoints (name text, position bigint)")
        connection.execute("CREATE TABLE read.workshops (id text)")
        connection.execute("RESET ROLE")
        connection.execute("DELETE FROM infitah_migrations WHERE name = '0003_editions.sql'")

    assert migrate(embedded.conninfo(name)) == ["0003_editions.sql"]

    log = Log(embedded.conninfo(name, "infitah_service"), KEYS)
    announce(CommandHandler(log, secret=SECRET), "w1")
    with followed(log):
        until(lambda: caught_up(log))
    assert set(table(log, "workshops")) == {"w1"}
    assert tables_there(log) == tables_live(log)
    log.close()
    embedded.drop(name)
