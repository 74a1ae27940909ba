"""Opening a log for use: its database, its identity, and the handler over it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from pydantic import ValidationError

from projections.transparency.notes import BadNote, check_name
from service.access.provider_settings import BadProvider
from service.database.account import ServerFailed, UnsafeDirectory, open_private
from service.database.migrations import CannotMigrate
from service.database.opening import (
    NoDatabase,
    OpenDatabase,
    check_version,
    holds_log,
    initialise,
    open_database,
)
from service.documents.directory import BadDirectory
from service.messages import LANGUAGES, Told
from service.secret_file import BadSecret
from service.settings import Settings
from service.transparency.keys import BadKey
from service.transparency.log_key import LogKey, OtherKey, establish_key, open_key
from service.vault.clear_texts import clear_texts_wait, encrypt_clear_texts
from service.vault.master_keys import BadVaultKey, KeyFile
from service.vault.opening import open_keys

if TYPE_CHECKING:
    from service.handling.handler import CommandHandler
    from service.store.log import Log

HANDLING = "service.handling.handler"
"""Imports the whole domain, which takes as long as starting a database does."""
ILLUSTRATIVE = "INFITAH_ILLUSTRATIVE"
"""Tells the processes of one service that they serve the illustrative log."""
PARENT = "INFITAH_PARENT"
"""The process that started the processes of one service, where there are several."""


Progress = Callable[[int, int], None]
"""Hears how many are done, and of how many."""


class Unavailable(Told):
    """Why a log cannot be used."""


class Service(NamedTuple):
    """An opened log with all that works on it. `conninfo` connects as the service's role."""

    settings: Settings
    log: Log
    handler: CommandHandler
    illustrative: bool
    conninfo: str
    key: LogKey


def read_settings() -> Settings:
    """The settings. Raises Unavailable where one of them is not right."""
    try:
        return Settings()
    except ValidationError as error:
        from service.api.fields import validation_error  # noqa: PLC0415 - only told where something is wrong

        wrong = [validation_error(found) for found in error.errors(include_url=False)]
        reason = {
            language: " ".join(f"{found['field'].upper()}: {found['sentence'][language]}" for found in wrong)
            for language in LANGUAGES
        }
        raise Unavailable("bad_settings", reason=reason) from None


@contextmanager
def opened(
    settings: Settings | None = None,
    *,
    illustrative: bool = False,
    create: bool = False,
    origin: str | None = None,
    official: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Progress = lambda _done, _all: None,
) -> Iterator[Service]:
    """Open a log for use by this process, and close it.

    `create` makes it where it is missing, by the `origin` given or one of its own, with a key that is called
    a development key unless it is to be `official`. The embedded database is brought up to this version on
    the way; a named one only by `create`, since that takes the owner's rights. `told` hears how many
    texts of an older version are encrypted on the way, and of how many. Raises Unavailable, OperationalError.
    """
    # The database is mostly waited for; meanwhile what decides on commands is loaded.
    Thread(target=import_module, args=(HANDLING,), name="loading").start()
    settings = settings or read_settings()
    if illustrative and settings.database_url is not None:
        raise Unavailable("named_database")
    with _reached(settings, illustrative=illustrative, create=create) as database:
        if create or (settings.database_url is None and holds_log(database)):
            made = _new_origin(settings, origin, illustrative=illustrative)
            initialise(database, origin=made, illustrative=illustrative)
            path = settings.key_path(illustrative=illustrative)
            establish_key(database.migration_conninfo, path, development=illustrative or not official)
            _encrypt(database, settings, told, illustrative=illustrative)
        if not holds_log(database):
            raise _no_log(settings)
        check_version(database)
        wanted = origin or (None if illustrative else settings.log_origin)
        with _used(database, settings, wanted, now, illustrative=illustrative) as service:
            yield service


@contextmanager
def _used(
    database: OpenDatabase,
    settings: Settings,
    origin: str | None,
    now: Callable[[], datetime],
    *,
    illustrative: bool,
) -> Iterator[Service]:
    """The log of a database, of the origin that is wanted, with its key and its handler."""
    from service.documents.keeping import Keeping  # noqa: PLC0415 - see HANDLING
    from service.handling.handler import CommandHandler  # noqa: PLC0415
    from service.store.log import Log  # noqa: PLC0415

    kept = settings.documents_path(illustrative=illustrative)
    documents = Keeping(kept, settings.document_max_bytes, settings.document_unnamed_hours)
    keys = _vault_keys(database, settings, illustrative=illustrative)
    log = Log(database.conninfo, keys, documents=documents)
    try:
        found = log.identity()
        _check_origin(found.origin, origin)
        log.contents.belong_to(found.origin)
        key = open_key(database.conninfo, settings.key_path(illustrative=illustrative))
        handler = CommandHandler(log, secret=settings.secret(), now=now)
        yield Service(settings, log, handler, found.illustrative, database.conninfo, key)
    finally:
        log.close()


def _vault_keys(database: OpenDatabase, settings: Settings, *, illustrative: bool) -> KeyFile:
    """The master keys of the log's vault, tried on what they wrapped. Raises BadVaultKey."""
    path, own = settings.vault_key_path(illustrative=illustrative), settings.owns_vault_key
    return open_keys(database.conninfo, path, own=own(illustrative=illustrative))


def _encrypt(database: OpenDatabase, settings: Settings, told: Progress, *, illustrative: bool) -> None:
    """Encrypt what an older version left in the clear. Raises BadVaultKey."""
    if clear_texts_wait(database.login_conninfo):
        keys = _vault_keys(database, settings, illustrative=illustrative)
        encrypt_clear_texts(database.migration_conninfo, keys, told)


@contextmanager
def serving(
    settings: Settings, *, illustrative: bool, told: Progress = lambda _done, _all: None
) -> Iterator[Service]:
    """Open a log for a service: on an embedded database, the only one on its data directory.

    Raises Unavailable where another service uses it, or a setting of sign-in is not right.
    """
    embedded = settings.database_url is None
    _check_provider(settings)
    with opened(settings, illustrative=illustrative, create=embedded, told=told) as service:
        if service.key.signer is None:
            path = settings.key_path(illustrative=illustrative)
            raise Unavailable("no_key", path=path, expected=service.key.verifier.vkey)
        if not embedded:
            yield service
            return
        with os.fdopen(open_private(settings.data_dir / "service.lock"), "r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Unavailable(
                    "data_in_use", directory=settings.data_dir, process=lock.read().strip() or "?"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield service


def _check_provider(settings: Settings) -> None:
    try:
        settings.provider()
    except BadProvider as error:
        raise Unavailable("bad_settings", reason=error) from error


def _new_origin(settings: Settings, origin: str | None, *, illustrative: bool) -> str:
    """The origin that a new log gets: the name of its key too. Raises Unavailable where it cannot be one."""
    if illustrative:
        return f"infitah/illustrative/{uuid4().hex}"
    found = origin or settings.log_origin or f"infitah/log/{uuid4().hex}"
    try:
        check_name(found)
    except BadNote:
        raise Unavailable("bad_origin", found=found[:80]) from None
    return found


def _check_origin(found: str, wanted: str | None) -> None:
    if wanted is not None and wanted != found:
        raise Unavailable("other_origin", found=found, expected=wanted[:80])


def _no_log(settings: Settings) -> Unavailable:
    """There is none; the directory is named, since it may be another one than was meant."""
    if settings.database_url is not None:
        return Unavailable("no_log")
    return Unavailable("no_log_in", directory=settings.data_dir)


@contextmanager
def _reached(settings: Settings, *, illustrative: bool, create: bool) -> Iterator[OpenDatabase]:
    try:
        with open_database(settings, illustrative=illustrative, create=create) as database:
            yield database
    except NoDatabase as error:
        raise _no_log(settings) from error
    except UnsafeDirectory as error:
        raise Unavailable("unsafe_directory", reason=error) from error
    except (ServerFailed, CannotMigrate) as error:
        raise Unavailable("unavailable", reason=error) from error
    except OtherKey as error:
        raise Unavailable("other_key", path=error.path, found=error.found, expected=error.expected) from error
    except (BadSecret, BadKey, BadVaultKey, BadDirectory) as error:
        raise Unavailable("bad_settings", reason=error) from error
