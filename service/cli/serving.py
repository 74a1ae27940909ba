"""`infitah serve`: one address of this machine, one or more processes behind it."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from importlib import import_module
from ipaddress import ip_address
from threading import Thread
from typing import NoReturn

from psycopg import OperationalError

from service.cli.announcing import announce_when_ready
from service.cli.checking import refuse_unsafe
from service.cli.listening import listen
from service.cli.playing import play_beside
from service.cli.speech import Exit, say, stop_silent, stop_unavailable
from service.cli.working import encrypting
from service.database.embedded import EmbeddedServer
from service.opening import HANDLING, ILLUSTRATIVE, PARENT, Service, Unavailable, read_settings, serving
from service.settings import Settings

APP = "service.api.process"
DECIDING = HANDLING, "service.cli.filling"
ALL = *DECIDING, APP, "uvicorn"
"""What is slow to load, in the order in which it is needed."""


def serve(*, illustrative: bool, port: int | None, workers: int) -> None:
    """Serve until told to stop. Ends with a sentence where the port or the data directory is in use."""
    signal.signal(signal.SIGTERM, _leave)
    gc.disable()  # what is loaded from here on stays: to look through it for garbage is time lost
    try:
        settings = read_settings()
        # The database is mostly waited for; meanwhile what decides on commands is loaded, and what answers
        # requests too, unless there is an example to be played: that needs the first alone, and at once.
        refuse_unsafe(settings, illustrative=illustrative, with_database=False)
        first = illustrative and not EmbeddedServer(settings.data_dir).made()
        loading = Thread(target=_load, args=(DECIDING if first else ALL,), name="loading")
        loading.start()
        listening = listen(settings.port if port is None else port, settings.listen, shared=workers > 1)
        with (
            ExitStack() as showing,
            serving(settings, illustrative=illustrative, told=encrypting(showing)) as service,
        ):
            showing.close()
            refuse_unsafe(settings, illustrative=illustrative)
            notice = _development_notice(service)
            if illustrative:
                notice = "\n".join((notice, _illustrated(service, loading)))
            gc.freeze()
            gc.enable()
            host, served_port = listening.getsockname()[:2]
            announce_when_ready(_reached_at(host), served_port, illustrative=illustrative, more=notice)
            _run(listening, settings, illustrative=illustrative, workers=workers)
    except Unavailable as error:
        stop_unavailable(error)
    except OperationalError as error:
        stop_silent(error)


def _load(modules: Iterable[str]) -> None:
    for module in modules:
        import_module(module)


def _development_notice(service: Service) -> str:
    """What to say of the key, where it is nobody's official one; otherwise nothing."""
    path = service.settings.key_path(illustrative=service.illustrative)
    return say("development_key", path=path) if service.key.development else ""


def _illustrated(service: Service, loading: Thread) -> str:
    """Have the example there, and its accounts: made while it is played, where both are still to come."""
    told: list[str] = []

    def meanwhile() -> None:
        _load(ALL)
        told.append(_accounts(service))

    play_beside(service, loading, meanwhile)
    return told[0] if told else _accounts(service)


def _accounts(service: Service) -> str:
    """How to sign in to the illustrative log, whose accounts are made where they are missing."""
    from service.access.access import Access  # noqa: PLC0415 - is loaded while the database starts
    from service.access.illustrative import make_accounts  # noqa: PLC0415

    access = Access(service.log, secret=service.settings.secret())
    found = make_accounts(access, service.settings.data_dir / "illustrative.password")
    if not found.emails:
        return say("illustrative_accounts_closed")
    return say("illustrative_accounts", emails=", ".join(found.emails), password=found.password)


def _leave(_signal: int, _frame: object) -> NoReturn:
    """Told to end: close the log and leave the database, which an ordinary SIGTERM would not."""
    raise SystemExit(Exit.DONE)


def _reached_at(host: str) -> str:
    """Where this machine reaches what listens on an address: on every one means on its own too."""
    found = ip_address(host)
    own = {4: "127.0.0.1", 6: "::1"}[found.version] if found.is_unspecified else host
    return f"[{own}]" if found.version == 6 else own


def _run(listening: socket.socket, settings: Settings, *, illustrative: bool, workers: int) -> None:
    import uvicorn  # noqa: PLC0415 - is loaded while the database starts
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    from service.api.server import server_config  # noqa: PLC0415

    os.environ[ILLUSTRATIVE] = "1" if illustrative else ""
    config = server_config(f"{APP}:create", settings.trusted_proxies, factory=True, workers=workers)
    if workers > 1:
        os.environ[PARENT] = str(os.getpid())
        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])
