"""What waits for those who decide: ideas and contributions with their words, and requests for erasure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from domain.kernel.amend import fold
from domain.kernel.stored import decode
from domain.participation.state import GivenWords
from domain.registry import DECIDERS
from projections.given_words import author_named, sealed_name, sealed_words, text_status
from projections.model import as_json, identity_of
from service.reading.rows import Page
from service.reading.snapshots import Snapshot
from service.submissions.following import erasure_told
from service.submissions.rows import OPEN, ErasureRequest
from service.vault.findings import Told, Wanted

READ_FROM = ("ideas", "contributions", "programmes")
_GIVEN = """(
    SELECT 'idea:' || w.id AS stream, w.programme_id, w.first_position, w.received_on, w.waits_for
    FROM {ideas} w
    UNION ALL
    SELECT 'contribution:' || w.id, w.programme_id, w.first_position, w.received_on, w.waits_for
    FROM {contributions} w) g
    JOIN {programmes} p ON p.id = g.programme_id COLLATE "default" """
_WITHIN = "(%(of)s::text[] IS NULL OR p.collectivity_ids && %(of)s::text[])"
_WAITING = f"""SELECT g.stream, g.first_position, g.received_on, g.waits_for, p.collectivity_ids FROM {_GIVEN}
    WHERE g.waits_for IS NOT NULL AND g.first_position > %(after)s AND {_WITHIN}
    ORDER BY g.first_position LIMIT %(most)s"""  # noqa: S608 - made of our own names; values are parameters
_COUNT = f"""SELECT split_part(g.stream, ':', 1) AS kind, g.waits_for, count(*) FROM {_GIVEN}
    WHERE g.waits_for IS NOT NULL AND {_WITHIN} GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608 - made of our own names; values are parameters
_ERASURES = f"""SELECT r.stream, r.scope, r.asked_at, r.due_on, true, p.id, p.collectivity_ids
    FROM submissions.erasure_requests r JOIN {_GIVEN} ON g.stream = r.stream
    WHERE {OPEN} AND {_WITHIN} ORDER BY r.due_on, r.stream"""  # noqa: S608 - made of our own names; values are parameters
_EVENTS = """SELECT originator_id, state FROM log.events WHERE originator_id = ANY(%(streams)s)
    ORDER BY originator_id, originator_version"""


class WaitingFound(NamedTuple):
    """A page of what waits, each ready JSON; where the next begins; how many wait on all pages, of each kind
    for each decision; and every open request for erasure.
    """

    items: Sequence[str]
    last: int | None
    counts: list[dict[str, Any]]
    erasures: list[dict[str, Any]]

    @property
    def total(self) -> int:
        """How many wait, whatever for."""
        return sum(one["number"] for one in self.counts)


async def waiting(
    snapshot: Snapshot, asked: Page, within: Collection[str] | None, today: date
) -> WaitingFound:
    """What waits in the programmes of some collectivities (None: of all), in the order in which it came."""
    values = {"of": None if within is None else list(within), "after": asked.after, "most": asked.limit + 1}
    rows = await snapshot.rows(snapshot.named(_WAITING), values)
    shown = rows[: asked.limit]
    states = await _states(snapshot, [row[0] for row in shown])
    words = await snapshot.words([*_wanted(states.values())])
    items = [as_json(_item(row, states[row[0]], words, today)) for row in shown]
    last = shown[-1][1] if len(rows) > asked.limit else None
    counted = await snapshot.rows(snapshot.named(_COUNT), values)
    counts = [{"kind": kind, "waits_for": what, "number": number} for kind, what, number in counted]
    return WaitingFound(items, last, counts, await erasures(snapshot, within, today))


async def erasures(snapshot: Snapshot, within: Collection[str] | None, today: date) -> list[dict[str, Any]]:
    """Every open request for erasure in the programmes of some collectivities (None: of all), those first
    that are due first. No words are among them.
    """
    values = {"of": None if within is None else list(within)}
    rows = await snapshot.rows(snapshot.named(_ERASURES), values)
    return [_erasure(row, today) for row in rows]


async def _states(snapshot: Snapshot, streams: Sequence[str]) -> dict[str, GivenWords]:
    """The states of streams, from their events: the read models do not tell of what is not public."""
    rows = await snapshot.rows(_EVENTS, {"streams": list(streams)})
    return {
        stream: fold(DECIDERS[stream.partition(":")[0]], [decode(bytes(body)) for _, body in found])
        for stream, found in groupby(rows, key=lambda row: str(row[0]))
    }


def _wanted(states: Iterable[GivenWords]) -> Iterable[Wanted]:
    for state in states:
        for sealed in (sealed_words(state), sealed_name(state)):
            if sealed is not None:
                yield Wanted.of(sealed, state.stream)


def _item(row: Sequence[Any], state: GivenWords, words: dict[str, Told], today: date) -> dict[str, Any]:
    stream, _, received_on, waits_for, collectivity_ids = row
    found = words.get(state.text.ref) if state.text else None
    name = words.get(state.author_name.ref) if state.author_name else None
    status = text_status(state)
    return {
        "stream": stream,
        "kind": stream.partition(":")[0],
        "id": identity_of(stream),
        "version": state.version,
        "programme_id": state.programme_id,
        "collectivity_ids": collectivity_ids,
        "waits_for": waits_for,
        "received_on": state.received_on,
        "days": (today - received_on).days if received_on else None,
        "channel": state.channel,
        "author": author_named(state, name.text if name else None),
        "language": state.text.language if state.text else None,
        "words": found.text if found else None,
        "words_status": status if status != "available" else (found.status if found else "erased"),
    }


def _erasure(row: Sequence[Any], today: date) -> dict[str, Any]:
    *request, programme_id, collectivity_ids = row
    asked = ErasureRequest(*request)
    return {
        "stream": asked.stream,
        "programme_id": programme_id,
        "collectivity_ids": collectivity_ids,
        "days_left": (asked.due_on - today).days,
        **erasure_told(asked),
    }
