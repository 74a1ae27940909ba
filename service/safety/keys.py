"""Whether secrets, keys and the directory of contents can be used, are this log's, and cannot be guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import psycopg

from service.access.accounts import Accounts
from service.documents.directory import BadDirectory, ContentDirectory
from service.messages import Told
from service.safety.findings import Finding, unsafe
from service.safety.plainness import too_plain
from service.secret_file import BadSecret, is_missing
from service.settings import Settings
from service.transparency.keys import BadKey, read_key
from service.transparency.log_key import OtherKey, open_key
from service.vault.cipher import CannotOpen
from service.vault.master_keys import BadVaultKey, MasterKeys, read_keys
from service.vault.opening import check_keys, used_keys
from service.vault.vault import Vault


def of_files(settings: Settings, *, illustrative: bool) -> Iterator[Finding]:
    """What the files show by themselves. One that the service makes on its first start may be missing."""
    yield from _secret(settings)
    path = settings.vault_key_path(illustrative=illustrative)
    if not (settings.owns_vault_key(illustrative=illustrative) and is_missing(path)):
        try:
            for key in read_keys(path):
                if too_plain(key.secret):
                    yield unsafe("vault_key_plain", path=path, key=key.id)
        except BadVaultKey as wrong:
            yield unsafe("vault_key_unusable", reason=wrong)
    path = settings.key_path(illustrative=illustrative)
    if not is_missing(path):
        try:
            read_key(path)
        except BadKey as wrong:
            yield unsafe("log_key_unusable", reason=wrong)


def _secret(settings: Settings) -> Iterator[Finding]:
    try:
        secret = settings.kept_secret()
    except BadSecret as wrong:
        yield unsafe("secret_unusable", reason=wrong, path=settings.secret_path)
        return
    if secret is not None and too_plain(secret):
        yield unsafe("secret_plain", path=settings.secret_path)


def of_log(conninfo: str, settings: Settings, *, illustrative: bool) -> Iterator[Finding]:
    """Whether they are those of the log in a database of this version, by the service's role. A file that
    cannot be used at all is `of_files`' finding. Raises psycopg.OperationalError.
    """
    yield from _log_key(conninfo, settings, illustrative=illustrative)
    with psycopg.connect(conninfo) as connection:
        yield from _vault_keys(connection, settings, illustrative=illustrative)
        yield from _secret_of_log(connection, settings, illustrative=illustrative)
        row = connection.execute("SELECT origin FROM log.identity").fetchone()
    try:
        ContentDirectory(settings.documents_path(illustrative=illustrative)).check(row[0] if row else "")
    except BadDirectory as wrong:
        yield unsafe("documents_unusable", reason=wrong)


def _log_key(conninfo: str, settings: Settings, *, illustrative: bool) -> Iterator[Finding]:
    path = settings.key_path(illustrative=illustrative)
    try:
        key = open_key(conninfo, path)
    except OtherKey as other:
        told = Told("other_key", path=path, found=other.found, expected=other.expected)
        yield unsafe("log_key_unusable", reason=told)
        return
    except BadKey as wrong:
        if wrong.code == "log_without_key":
            yield unsafe("log_key_unusable", reason=wrong)
        return
    if key.signer is None:
        told = Told("no_key", path=path, expected=key.verifier.vkey)
        yield unsafe("log_key_unusable", reason=told)


def _vault_keys(
    connection: psycopg.Connection, settings: Settings, *, illustrative: bool
) -> Iterator[Finding]:
    path, used = settings.vault_key_path(illustrative=illustrative), used_keys(connection)
    if is_missing(path):
        if used and settings.owns_vault_key(illustrative=illustrative):
            lost = BadVaultKey("vault_key_lost", path=path, keys=", ".join(used))
            yield unsafe("vault_key_unusable", reason=lost)
        return
    try:
        keys = MasterKeys(*read_keys(path))
    except BadVaultKey:
        return
    try:
        check_keys(connection, keys, path, used)
    except BadVaultKey as wrong:
        yield unsafe("vault_key_unusable", reason=wrong)


def _secret_of_log(
    connection: psycopg.Connection, settings: Settings, *, illustrative: bool
) -> Iterator[Finding]:
    """Whether it is the secret that the accounts were made under: only it finds them by their addresses."""
    path = settings.secret_path
    with suppress(BadSecret, BadVaultKey, CannotOpen):  # found already, or the vault's finding
        secret = settings.kept_secret()
        vault_keys = read_keys(settings.vault_key_path(illustrative=illustrative))

        def rows(statement: str, parameters: Mapping[str, Any]) -> list[Any]:
            return connection.execute(statement.encode(), parameters).fetchall()

        accounts = Accounts(rows, Vault(rows, MasterKeys(*vault_keys)), secret or b"")
        if count := accounts.out_of_reach():
            reason = BadSecret("secret_lost" if secret is None else "secret_other", path=path, count=count)
            yield unsafe("secret_unusable", reason=reason, path=path)
