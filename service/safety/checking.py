"""All that is looked at of a configuration."""

from __future__ import annotations

from service.database.migrations import is_current
from service.database.opening import NoDatabase, holds_log, open_database
from service.safety import keys, surroundings
from service.safety.database import of_database
from service.safety.findings import Finding, notice
from service.settings import Settings


def of_surroundings(settings: Settings, *, illustrative: bool) -> list[Finding]:
    """What was found without the database."""
    return [
        *surroundings.network(settings),
        *surroundings.provider(settings),
        *surroundings.databases(settings),
        *surroundings.files(settings, illustrative=illustrative),
        *keys.of_files(settings, illustrative=illustrative),
        *surroundings.clock(),
    ]


def findings(settings: Settings, *, illustrative: bool) -> list[Finding]:
    """What was found, unsafe things first. An embedded server is started for it where it does not run, and
    nothing is made or migrated. Raises ServerFailed, CannotMigrate, psycopg.OperationalError.
    """
    found = of_surroundings(settings, illustrative=illustrative)
    try:
        with open_database(settings, illustrative=illustrative) as database:
            found += of_database(database.login_conninfo)
            if holds_log(database) and is_current(database.login_conninfo):
                found += keys.of_log(database.conninfo, settings, illustrative=illustrative)
    except NoDatabase:
        found.append(notice("no_log_yet"))
    return sorted(found, key=lambda one: not one.unsafe)


def unsafe_ones(found: list[Finding]) -> list[Finding]:
    """Those for which nothing is served in production."""
    return [one for one in found if one.unsafe]
