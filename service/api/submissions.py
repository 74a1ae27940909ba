"""What citizens and organisations may do without an account: send, follow, take back, ask for erasure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Literal, TypeVar

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from projections.model import as_json
from service.api import submission_docs as docs
from service.api.bodies import parse_object, read_body
from service.api.outcomes import as_problems
from service.api.preconditions import refuse_parameters
from service.api.problems import Problem
from service.api.queries import Query
from service.api.sign_in import address
from service.api.submission_requests import (
    MOST_BYTES,
    citizens_command,
    given_fields,
    optional_fields,
    scope_in,
    submission_key,
    tracking_code,
)
from service.api.unheard import hear, unheard
from service.handling.answers import Answer
from service.handling.handler import CommandHandler
from service.limiting.addresses import address_key
from service.limiting.limiter import Limiter, TooOften
from service.limiting.windows import WindowStorage
from service.messages import sentences
from service.submissions.following import PATH, erasure_told, followed, receipt_told
from service.submissions.kinds import KINDS, Kind
from service.submissions.submissions import Receipt, Submissions, UnknownCode

T = TypeVar("T")
THREADS = 16


def submission_router(
    handler: CommandHandler,
    *,
    secret: bytes,
    illustrative: bool,
    refuse: Callable[[], None] = lambda: None,
) -> APIRouter:
    """The routes under /api/v1/submissions. `refuse` raises Problem 503 while nothing may be recorded."""
    router = APIRouter(prefix=PATH, route_class=Query)
    routes = SubmissionRoutes(Submissions(handler, secret), secret, illustrative=illustrative, refuse=refuse)

    add = partial(_add, router)
    for kind in KINDS.values():
        add(f"/{kind.plural}", routes.send(kind), "POST", f"send_{kind.name}", docs.of_sending(kind))
    add("/mine", routes.follow, "GET", "follow", docs.of_following())
    add("/withdraw", routes.withdraw, "POST", "may_withdraw", docs.of_doing(docs.RECORDED))
    add("/withdraw-consent", routes.consent, "POST", "may_withdraw-consent", docs.of_doing(docs.RECORDED))
    asking = docs.of_doing(docs.ERASURE, scope=True)
    add("/ask-for-erasure", routes.ask, "POST", "may_ask-for-erasure", asking)
    return router


def _add(
    router: APIRouter, path: str, handle: Any, method: Literal["GET", "POST"], told: str, extra: docs.Docs
) -> None:
    summary = sentences("submissions", told)
    router.add_api_route(
        path,
        unheard(handle),
        methods=[method],
        tags=["submissions"],
        summary=summary["en"],
        operation_id=f"submissions.{path.strip('/')}",
        openapi_extra=extra | {"x-summary": summary},
        response_class=Response,
        status_code=201 if told.startswith("send_") else 200,
    )


class SubmissionRoutes:
    """Takes submissions from requests, and what may be done with a tracking code."""

    def __init__(
        self, submissions: Submissions, secret: bytes, *, illustrative: bool, refuse: Callable[[], None]
    ) -> None:
        self._submissions, self._secret, self._refuse = submissions, secret, refuse
        self._marks: dict[str, Any] = {"illustrative": True} if illustrative else {}
        self._limits = Limiter(WindowStorage(submissions.handler.log.ask))
        self._threads: CapacityLimiter | None = None

    def send(self, kind: Kind) -> Callable[[Request], Any]:
        """Takes a submission of a kind."""

        async def taken(request: Request) -> Response:
            self._refuse()
            refuse_parameters(request)
            key = submission_key(request)
            by = self._address(request)
            await self._in_thread(partial(self._admit, by))
            sent = parse_object(await read_body(request, MOST_BYTES))
            hear(request, sent)
            fields = given_fields(kind, sent)
            record = f"{kind.record}:{fields[kind.record]}"
            command = citizens_command(kind.submit, self._submissions.fields(kind, fields, key))

            def work() -> Receipt:
                # What records nothing takes no room: neither what is refused nor a repetition. Those that are
                # at work at once see the same room, and may pass it by their number: no more than THREADS.
                self._limits.look("submissions_by_record", record)
                receipt = self._submissions.give(kind, command, key)
                if not receipt.answer.replayed:
                    self._count("submissions_by_record", record)
                    self._count("submissions_by_address", by)
                return receipt

            return self._receipt(kind, await self._in_thread(work))

        return taken

    async def follow(self, request: Request) -> Response:
        """Tells an author what became of a submission."""
        refuse_parameters(request)
        code, address = tracking_code(request), self._address(request)

        def work() -> dict[str, Any]:
            self._limits.take("tracking_by_address", address)
            return followed(self._submissions, self._submissions.owner(code))

        return self._answered(await self._in_thread(work))

    async def withdraw(self, request: Request) -> Response:
        """Takes a submission back."""
        return await self._do(request, self._submissions.withdraw)

    async def consent(self, request: Request) -> Response:
        """Takes back the consent to be named."""
        return await self._do(request, self._submissions.withdraw_consent)

    async def ask(self, request: Request) -> Response:
        """Takes a request for erasure."""
        code, address, fields = await self._begun(request, "scope")
        scope = scope_in(fields)

        def work() -> dict[str, Any]:
            self._limits.take("tracking_by_address", address)
            asked = self._submissions.ask_for_erasure(self._submissions.owner(code), scope)
            return erasure_told(asked)

        return self._answered(await self._in_thread(work))

    async def _do(self, request: Request, act: Callable[[Any], Answer]) -> Response:
        code, address, _ = await self._begun(request)

        def work() -> Answer:
            self._limits.take("tracking_by_address", address)
            return act(self._submissions.owner(code))

        answer = await self._in_thread(work)
        structlog.contextvars.bind_contextvars(stream=answer.stream, position=answer.position)
        told = {"stream": answer.stream, "version": answer.version, "position": answer.position}
        return self._answered(told, position=answer.position)

    async def _begun(self, request: Request, *allowed: str) -> tuple[str, str, dict[str, Any]]:
        """The code, the key of the address, and the fields of a body, which may be absent."""
        self._refuse()
        refuse_parameters(request)
        code, fields = tracking_code(request), await optional_fields(request, *allowed)
        return code, self._address(request), fields

    def _admit(self, by: str) -> None:
        """Count an attempt, and look whether there is room for what it may record. Raises TooOften."""
        self._limits.take("submission_attempts_by_address", by)
        self._limits.look("submissions_by_address", by)

    def _count(self, name: str, key: str) -> None:
        """Count what was recorded, which a limit that was reached meanwhile undoes no more."""
        with suppress(TooOften):
            self._limits.take(name, key)

    def _address(self, request: Request) -> str:
        return address_key(self._secret, address(request))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Do what waits for the database in a thread. The limiter is made in the loop that it belongs to."""
        if self._threads is None:
            self._threads = CapacityLimiter(THREADS)
        with as_problems():
            try:
                return await to_thread.run_sync(work, limiter=self._threads)
            except UnknownCode:
                raise Problem(404, "code_unknown") from None

    def _receipt(self, kind: Kind, receipt: Receipt) -> Response:
        answer = receipt.answer
        structlog.contextvars.bind_contextvars(stream=answer.stream, position=answer.position)
        headers = {"Idempotent-Replayed": "true"} if answer.replayed else {}
        return self._answered(receipt_told(kind, receipt), status=201, position=answer.position, **headers)

    def _answered(
        self, told: dict[str, Any], *, status: int = 200, position: int | None = None, **headers: str
    ) -> Response:
        """An answer for its reader alone: no cache keeps it."""
        if position is not None:
            headers["X-Log-Position"] = str(position)
        return Response(
            as_json(told | self._marks),
            status_code=status,
            media_type="application/json",
            headers={"Cache-Control": "no-store", **headers},
        )
