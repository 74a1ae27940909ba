"""A long log of real shapes: the illustrative programme and the register, many times under other names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from uuid import NAMESPACE_OID, uuid4, uuid5

from domain.kernel.events import Event
from domain.kernel.stored import decode
from service.example.play import play
from service.example.stage import ScenarioClock
from service.handling.handler import CommandHandler
from service.handling.in_turn import in_turn
from service.register_import import import_register
from service.store.log import Log

_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BATCH = 1_000


def fill(log: Log, handler: CommandHandler, clock: ScenarioClock, events: int) -> int:
    """Fill an empty illustrative log, whose handler takes its time from `clock`; returns how many events."""
    import_register(partial(in_turn, handler), states=handler.states)
    play(handler, clock, lambda _done, _all: None)
    bodies = [row.body for row in log.since(0, 1_000_000)]
    streams = {decode(body).stream for body in bodies}
    # Longest first, so that no name is found within another.
    names = sorted({stream.partition(":")[2] for stream in streams}, key=len, reverse=True)
    name = re.compile(
        rb'(?<=[":])(' + b"|".join(map(re.escape, (one.encode() for one in names))) + rb')(?=")'
    )
    copies = (event for number in range(1, 10**6) for event in _copy(bodies, name, str(number).encode()))
    while log.head() < events:
        made = list(islice(copies, min(BATCH, events - log.head())))
        log.append(made, command_id=uuid4(), actor="bench", route="bench", body_hmac=b"", result={})
    return log.head()


def _copy(bodies: list[bytes], name: re.Pattern[bytes], number: bytes) -> Iterator[Event]:
    for body in bodies:
        renamed = name.sub(rb"\1-" + number, body)
        yield decode(_UUID.sub(lambda found: _other(found[0], number), renamed))


def _other(uuid: bytes, number: bytes) -> bytes:
    return str(uuid5(NAMESPACE_OID, (uuid + number).decode())).encode()
