"""What the record says of a public content before it is given in."""

from __future__ import annotations

from typing import LiteralString

from domain.document.decider import DECIDER
from domain.kernel.amend import fold
from domain.kernel.stored import decode
from service.store.log import Log

_NAMING: LiteralString = """SELECT DISTINCT originator_id FROM log.events
    WHERE topic IN ('DocumentRegistered', 'TranslationPublished')
        AND position(%(mark)s::bytea IN state) > 0"""


def recorded_sizes(log: Log, sha256: str) -> list[int]:
    """The sizes in bytes under which documents and translations name a content, as their record stands after
    corrections; smallest first, empty where none names it. Waits for the database.
    """
    streams = [stream for (stream,) in log.ask(_NAMING, {"mark": f'"{sha256}"'.encode()})]
    loaded = log.load(streams) if streams else {}
    states = [fold(DECIDER, [decode(row.body) for row in rows]) for rows in loaded.values()]
    own = {state.size for state in states if state.sha256 == sha256}
    of_translations = {one.size for state in states for one in state.translations if one.sha256 == sha256}
    return sorted(own | of_translations)
