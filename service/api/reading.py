"""What every query has in common: waiting for a position, answers kept ready, ETags, problems."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from eventsourcing.persistence import PersistenceError
from psycopg import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import Response

from projections.model import as_json
from service.api.problems import Problem, field_error
from service.api.query_parameters import Asked
from service.reading.answers import Answer, Answers
from service.reading.snapshots import NotMadeYet, Snapshot, Snapshots
from service.reading.watch import Watch
from service.store.datastore import as_service
from service.store.log import Log
from service.transparency.trust import LogTrust

T = TypeVar("T")
WAIT = 5.0
"""Seconds that a query waits for its position."""
THREADS = 8


class Reader:
    """Answers queries over one log. `start` in the event loop that serves them, `stop` before it ends."""

    def __init__(self, log: Log, *, illustrative: bool) -> None:
        conninfo = as_service(log.conninfo)
        self.log, self.log_trust = log, LogTrust()
        self.watch, self.snapshots = Watch(conninfo), Snapshots(conninfo, log.vault)
        self.illustrative = illustrative
        self._answers = Answers(self.watch)
        self._threads: CapacityLimiter | None = None

    async def start(self) -> None:
        """Begin to watch and to connect."""
        await self.snapshots.open()
        await self.watch.start()

    async def stop(self) -> None:
        """Close the connections."""
        await self.watch.stop()
        await self.snapshots.close()

    def answer(self, position: int, members: str) -> Answer:
        """An answer of a position, from the text of the members of its JSON object."""
        told = as_json({"position": position} | self.marks())
        return Answer.of(f"{told[:-1]},{members}}}", position)

    def marks(self) -> dict[str, Any]:
        """What every answer says beside the answer itself, whatever its format."""
        illustrative = {"illustrative": True} if self.illustrative else {}
        return illustrative | ({"log": self.log_trust.state()} if self.log_trust.lost else {})

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do what reads the log in a thread. The limiter is made in the event loop that it belongs to."""
        if self._threads is None:
            self._threads = CapacityLimiter(THREADS)
        return await to_thread.run_sync(work, limiter=self._threads)

    async def respond(
        self, request: Request, question: Asked, names: tuple[str, ...], make: Callable[[], Awaitable[Answer]]
    ) -> Response:
        """Answer a question from the read models named, as soon as they have reached its position."""
        with _as_problems():
            await self.reach(question, names)
            answer = await self._answers.get(question.key, make)
        headers = {
            "ETag": answer.etag,
            "X-Log-Position": str(answer.position),
            "Cache-Control": "no-cache",
        }
        if _matches(request.headers.get("if-none-match"), answer.etag):
            return Response(status_code=304, headers=headers)
        return Response(answer.body, media_type="application/json", headers=headers)

    async def reach(self, question: Asked, names: tuple[str, ...]) -> None:
        """Wait until the read models named have reached a question's position. Raises Problem 422, 503."""
        if question.position > self.watch.position(names):
            await self._wait(question.position, names)

    @asynccontextmanager
    async def reading(self, names: tuple[str, ...]) -> AsyncIterator[Snapshot]:
        """A snapshot for an answer that is not kept. Raises Problem 503."""
        with _as_problems():
            async with self.snapshots.of(names) as snapshot:
                yield snapshot

    async def head(self) -> int:
        """The position of the last event in the log. Raises Problem 503."""
        with _as_problems():
            return await self.in_thread(self.log.head)

    async def _wait(self, position: int, names: tuple[str, ...]) -> None:
        """Wait for a position that the log has; one that it has not would be waited for in vain."""
        head = await self.head()
        if position > head:
            error = field_error("after_position", "less_than_equal", expected=head, found=position)
            raise Problem(422, "invalid", errors=[error])
        if not await self.watch.reached(position, names, WAIT):
            raise Problem(503, "behind", headers={"Retry-After": "1"})


@contextmanager
def _as_problems() -> Iterator[None]:
    """What the database cannot do now is a Problem 503."""
    try:
        yield
    except NotMadeYet:
        raise Problem(503, "behind", headers={"Retry-After": "1"}) from None
    except (OperationalError, InterfaceError, PersistenceError, PoolTimeout):
        raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None


def _matches(given: str | None, etag: str) -> bool:
    """Whether If-None-Match names an ETag, by weak comparison (RFC 9110, 13.1.2)."""
    if given is None:
        return False
    opaque = etag.removeprefix("W/")
    return given.strip() == "*" or opaque in (one.strip().removeprefix("W/") for one in given.split(","))
