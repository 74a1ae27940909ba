"""Commands over HTTP: `POST /api/v1/<aggregates>` and `POST /api/v1/<aggregates>/{id}/<command>`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import structlog
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.kernel.commands import Command
from service.access.access import Access
from service.access.permissions import givers
from service.access.standing import NotCovered, Standing, covers
from service.api.authentication import choose_grant, require_caller
from service.api.bodies import parse_object, read_body
from service.api.command_answers import foretold, recorded
from service.api.command_table import PREFIX, CommandRoute, by_path
from service.api.fields import parse_command
from service.api.methods import allowed, nothing_here
from service.api.named_contents import refuse_misnamed
from service.api.not_covered import not_covered
from service.api.outcomes import as_problems
from service.api.preconditions import (
    addressed,
    dry_run,
    expected_version,
    given_id,
    idempotency_key,
    refuse_parameters,
)
from service.api.problems import Problem, field_error
from service.handling.answers import Answer, Rehearsed, VersionStale
from service.handling.handler import CommandHandler
from service.store.log import ClockSkew, VersionConflict

T = TypeVar("T")
SLOW = 1.0
"""Seconds for which a body may come before who sends it is looked up once more."""
THREADS = 64
"""Commands that may read and wait at a time; the others are decided in the event loop on what is kept."""


class CommandEndpoint:
    """Takes commands from requests to the handler, and its answers back."""

    def __init__(
        self,
        handler: CommandHandler,
        access: Access,
        *,
        illustrative: bool,
        refuse: Callable[[], None] = lambda: None,
    ) -> None:
        self.handler, self._access = handler, access
        self._illustrative, self._refuse = illustrative, refuse
        self.table = by_path()
        self._limiter: CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        """Three routes for the whole table: matching does not slow down as commands are added."""
        return [
            Route(f"{PREFIX}/{{plural}}/{{id}}/{{name}}", self.take, methods=["POST"]),
            Route(f"{PREFIX}/{{plural}}/{{name}}", self.take, methods=["POST"]),
            Route(f"{PREFIX}/{{plural}}", self.take, methods=["POST"]),
        ]

    async def take(self, request: Request) -> Response:
        """Carry out the command of one request."""
        given = request.path_params
        route = self.table.get((given["plural"], given.get("name"), "id" in given))
        if route is None:
            raise nothing_here(allowed(request, self.table))
        request.scope["route_template"] = route.path
        self._refuse()
        standing, began = await self._standing(request, route), monotonic()
        refuse_parameters(request)
        stream = addressed(route, given)
        key, expected = idempotency_key(request, route), expected_version(request, route)
        trial = dry_run(request)
        fields = parse_object(await read_body(request))
        if monotonic() - began > SLOW:  # what was granted then may have been taken away since
            standing = await self._standing(request, route)
        if route.creates and "id" in fields:
            stream = f"{route.kind}:{given_id(route, fields.pop('id'))}"
        if "actor" in fields:
            raise Problem(422, "invalid", errors=[field_error("actor", "actor_not_given")])
        command = parse_command(route.command, fields | {"actor": standing.grant.actor})
        await self._refuse_misnamed(command, standing)
        structlog.contextvars.bind_contextvars(
            command=command.command_name(), role=command.actor.role.value, stream=stream
        )
        asked: dict[str, Any] = {"key": key, "expected_version": expected, "standing": standing}
        answer: Answer | Rehearsed
        with self._told(standing):
            if expected is None and not route.creates:
                answer = await self._in_thread(partial(self._only_again, stream, command, key))
            elif trial:
                answer = await self._in_thread(partial(self.handler.rehearse, stream, command, **asked))
            else:
                answer = await self._carry_out(stream, command, asked)
        if isinstance(answer, Rehearsed):
            return foretold(answer, illustrative=self._illustrative)
        structlog.contextvars.bind_contextvars(stream=answer.stream, position=answer.position)
        return recorded(route, answer, illustrative=self._illustrative)

    async def _carry_out(self, stream: str, command: Command, asked: dict[str, Any]) -> Answer:
        begun = None
        with suppress(NotCovered):  # told below, as what else may go wrong
            begun = self.handler.begin(stream, command, **asked)
        if begun is not None:
            await _settled(begun.waiting)
            with suppress(VersionConflict, ClockSkew):  # the handler decides again, as of now
                return self.handler.finish(begun)
        return await self._in_thread(partial(self.handler.handle, stream, command, **asked))

    @contextmanager
    def _told(self, standing: Standing) -> Iterator[None]:
        """Raises Problem in the place of what keeps a command from being recorded."""
        try:
            with as_problems():
                yield
        except NotCovered as outside:
            raise not_covered(outside, standing.grant) from None
        except VersionStale as stale:
            headers = {"ETag": f'"{stale.actual}"'}
            expected, found = stale.expected, stale.actual
            raise Problem(412, "version_stale", headers=headers, expected=expected, found=found) from None

    async def _refuse_misnamed(self, command: Command, standing: Standing) -> None:
        if getattr(command, "size", None) is None:  # it names no content
            return
        look = partial(refuse_misnamed, self.handler.log.contents, command, standing.grant)
        with as_problems():
            await self._in_thread(look)

    async def _standing(self, request: Request, route: CommandRoute) -> Standing:
        """In what right the command is given. Raises Problem 401, 403, 400."""
        name = route.command.command_name()
        caller, roles = await require_caller(self._access, request), givers(name)
        grant = choose_grant(caller, name, roles, request.headers)
        return Standing(grant, covers(caller.grants, roles))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """What waits, in one of the threads; how many is made in the event loop that they belong to."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(THREADS)
        return await to_thread.run_sync(work, limiter=self._limiter)

    def _only_again(self, stream: str, command: Command, key: str | None) -> Answer:
        """A repeated command is answered before anybody asks for its version."""
        first = self.handler.first_answer(stream, command, key) if key else None
        if first is None:
            raise Problem(428, "version_required", errors=[field_error("If-Match", "missing")])
        return first


async def _settled(waiting: Future[Any]) -> None:
    """Wait in the event loop until a future of the commit's thread is done. It is never cancelled from here:
    whoever asked may go away, the commit will not.
    """
    loop = asyncio.get_running_loop()
    settled: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        if not settled.done():
            settled.set_result(None)

    waiting.add_done_callback(lambda _: loop.call_soon_threadsafe(wake))
    await settled
