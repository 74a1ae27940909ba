"""What the settings, the files and the machine show by themselves, without the database."""

from __future__ import annotations

import ctypes
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from service.access.provider_settings import BadProvider
from service.safety.findings import Finding, notice, unsafe
from service.settings import SECRETS, Settings

ENCRYPTED = frozenset({"verify-ca", "verify-full"})
"""What `sslmode` must be for nobody between here and the database to read along or to answer in its place."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
READ_OR_WRITE = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH
UNSYNCHRONISED = 5
"""What adjtimex(2) answers of a clock that nothing keeps right (TIME_ERROR)."""
TIMEX_BYTES = 256
"""More than the structure of that call has on any Linux."""


def network(settings: Settings) -> Iterator[Finding]:
    """By which way people come."""
    if not settings.public_tls:
        yield unsafe("no_tls")
    if not settings.public_hosts:
        yield unsafe("no_public_hosts")
    if not settings.trusted_proxies:
        yield unsafe("no_trusted_proxies")
    if not ip_address(settings.listen).is_loopback:
        yield notice("listens_beyond", address=settings.listen)
    if not settings.public_reads_per_minute:
        yield notice("reads_unlimited")


def provider(settings: Settings) -> Iterator[Finding]:
    """Whether people could sign in at the provider that is named."""
    try:
        settings.provider()
    except BadProvider as wrong:
        yield unsafe("provider_wrong", reason=wrong)


def databases(settings: Settings) -> Iterator[Finding]:
    """What the addresses of the database say."""
    if settings.database_url is None:
        yield notice("embedded_superuser")
    urls = {"DATABASE_URL": settings.database_url, "MIGRATION_DATABASE_URL": settings.migration_database_url}
    for name, url in urls.items():
        parameters = conninfo_to_dict(url or "")
        hosts = str(parameters.get("host") or "").split(",")
        remote = [host for host in hosts if not _is_near(host)]
        if remote and parameters.get("sslmode") not in ENCRYPTED:
            yield unsafe("database_unencrypted", setting=name, host=", ".join(remote))
    if settings.migration_database_url is None:
        return
    # Whoever breaks into the service reads its environment, and has by this what its own role may not do.
    yield unsafe("migration_url_known")
    if settings.database_url and _user(settings.migration_database_url) == _user(settings.database_url):
        yield unsafe("same_migration_role")


def files(settings: Settings, *, illustrative: bool) -> Iterator[Finding]:
    """Who else may read what is secret."""
    secrets = {
        settings.secret_path,
        settings.key_path(illustrative=illustrative),
        settings.vault_key_path(illustrative=illustrative),
        *([settings.oidc_client_secret_file] if settings.oidc_client_secret_file else []),
    }
    for path in sorted(secrets):
        # What a container is given there is within the container alone.
        if not path.is_relative_to(SECRETS) and (mode := _mode(path)) & OTHERS:
            yield unsafe("secret_open", path=path, mode=f"{mode:04o}")
    if (mode := _mode(settings.data_dir)) & READ_OR_WRITE:
        yield unsafe("data_dir_open", path=settings.data_dir, mode=f"{mode:04o}")
    documents = settings.documents_path(illustrative=illustrative)
    if (mode := _mode(documents)) & READ_OR_WRITE:
        yield unsafe("documents_dir_open", path=documents, mode=f"{mode:04o}")
    vault = settings.vault_key_path(illustrative=illustrative)
    if vault.resolve().is_relative_to(settings.data_dir.resolve()):
        yield unsafe("vault_key_beside", path=vault)


def clock() -> Iterator[Finding]:
    """Whether something keeps this machine's clock right, where the system tells."""
    answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))  # all zero: it only asks
    if answer == UNSYNCHRONISED:
        yield notice("clock_unsynchronised")


def _is_near(host: str) -> bool:
    """Whether it is a socket's directory or this machine."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _user(url: str) -> object:
    return conninfo_to_dict(url).get("user")


def _mode(path: Path) -> int:
    """Who may do what with it; nobody where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0
