"""The contents of documents over HTTP: given out as attachments, and taken in (`document_uploads`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, get_args

import structlog
from anyio import CapacityLimiter, move_on_after, to_thread
from eventsourcing.persistence import PersistenceError
from fastapi import APIRouter
from psycopg import OperationalError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from domain.kernel.dates import legal_day
from domain.kernel.values import Language
from service.api import document_docs
from service.api.command_table import PREFIX
from service.api.document_names import disposition
from service.api.document_uploads import Uploads
from service.api.problems import Problem, field_error
from service.api.query_parameters import asked as parameters
from service.api.query_parameters import identity
from service.documents.asked import Asked, Withheld, asked
from service.documents.contents import Contents
from service.documents.examining import found_right
from service.documents.faults import NotHeld, WrongContent
from service.documents.reading import Content
from service.documents.types import allowed_types
from service.messages import sentences
from service.store.log import Log

Admit = Callable[[Request, Asked], Awaitable[None]]
"""Raises Problem where whoever asks may not see a content with personal data."""
SMALL = 2**20
"""Bytes up to which a content is compared and sent in one go; a larger one is read twice."""
AT_ONCE = 8
GRACE, SLOWEST = 60.0, 8 * 1024
"""How long a reader has: these seconds, and one more for each so many bytes."""
SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'"}
"""Beside the `nosniff` that every answer has."""
log_lines = structlog.get_logger("infitah.documents")


async def nobody(_request: Request, _asked: Asked) -> None:
    """Admits nobody to contents with personal data."""
    raise Problem(403, "content_personal")


def document_router(log: Log, *, illustrative: bool, admit: Admit = nobody) -> APIRouter:
    """The routes of contents. Whether a request may take one in is for who guards the routes; whether one
    with personal data may be read, for `admit`.
    """
    router = APIRouter(prefix=PREFIX, tags=["documents"])
    giving, uploads = Giving(log, admit), Uploads(log, illustrative=illustrative)
    router.add_api_route(
        "/documents/{id}/content",
        giving.content,
        methods=["GET"],
        summary=document_docs.CONTENT_SUMMARY["en"],
        operation_id="read.documents.one.content",
        openapi_extra=document_docs.CONTENT | {"x-summary": document_docs.CONTENT_SUMMARY},
        response_class=Response,
    )
    router.add_api_route(
        "/documents/contents",
        uploads.take,
        methods=["POST"],
        status_code=201,
        summary=document_docs.UPLOAD_SUMMARY["en"],
        operation_id="documents.take_content",
        openapi_extra=document_docs.UPLOAD | {"x-summary": document_docs.UPLOAD_SUMMARY},
        response_class=Response,
    )
    return router


class Giving:
    """Gives contents out, whole and as they were recorded, or says why not."""

    def __init__(self, log: Log, admit: Admit) -> None:
        self._log, self._admit = log, admit
        self._limiter: CapacityLimiter | None = None

    async def content(self, request: Request) -> Response:
        """The content of a document, or of its translation into a `language`. Raises Problem."""
        question, wanted = parameters(request, {"language"}), identity(request)
        language = question.given.get("language")
        if language is not None and language not in get_args(Language):
            known = ", ".join(get_args(Language))
            error = field_error("language", "literal_error", expected=known, found=language[:80])
            raise Problem(422, "invalid", errors=[error])
        found = await self._in_thread(lambda: asked(self._log, wanted, language))
        if found is None:
            raise Problem(404, "not_found")
        if found.withheld is not None:  # as the register of redactions tells everybody
            raise _withheld(found.withheld)
        if found.wanted.personal:
            await self._admit(request, found)
        return await self._respond(request, found)

    async def _respond(self, request: Request, found: Asked) -> Response:
        etag = f'"{found.wanted.commitment or found.wanted.name}"'
        kept = "no-store" if found.wanted.personal else "no-cache"
        headers = {"ETag": etag, "Cache-Control": kept, **SAFE}
        content, begun = await self._in_thread(lambda: _compared(self._log.contents, found))
        if request.headers.get("if-none-match", "") in (etag, f"W/{etag}"):
            content.file.close()
            return Response(status_code=304, headers=headers)
        extension = allowed_types()[content.media_type].extension
        headers |= {
            "Content-Disposition": disposition(found.wanted.document, found.title, extension),
            "Content-Length": str(content.size),
            "Content-Type": content.media_type,
        }
        if begun is not None:
            return Response(begun, headers=headers)
        return _Download(self._log.contents, content, headers)

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)  # belongs to the event loop that is running now
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        except (OperationalError, PersistenceError):
            raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None


def _compared(contents: Contents, found: Asked) -> tuple[Content, bytes | None]:
    """A content that was found to be as recorded; where it is small, all of it. Raises Problem."""
    try:
        content = contents.open(found.wanted)
    except NotHeld as error:
        if error.erased_at is None:
            raise Problem(404, "content_not_held") from None
        since = legal_day(error.erased_at).isoformat()  # between the question why and the file
        raise Problem(410, "content_withheld", since=since) from None
    except WrongContent as wrong:
        raise _wrong(wrong) from None
    try:
        whole = None
        if content.size <= SMALL:
            with content:
                whole = b"".join(content.pieces())
        else:
            content.examine()
        found_right(contents, found.wanted)
    except BaseException as error:
        content.file.close()
        if not isinstance(error, WrongContent):
            raise
        contents.tell(found.wanted, error)
        raise _wrong(error) from None
    return content, whole


class _Download(StreamingResponse):
    """Streams a content that was compared. It is compared again on the way, and where it differs by now, or
    is read too slowly, cut off: the length was told, so that the reader knows that it is not whole.
    """

    def __init__(self, contents: Contents, content: Content, headers: dict[str, str]) -> None:
        super().__init__(self._pieces(), headers=headers)
        self._contents, self._content = contents, content
        self._seconds = GRACE + content.size / SLOWEST

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream it."""
        try:
            with move_on_after(self._seconds) as reading:
                await super().__call__(scope, receive, send)
            if reading.cancelled_caught:
                log_lines.warning("a content was read too slowly and was cut off", seconds=self._seconds)
        finally:
            self._content.file.close()

    def _pieces(self) -> Iterator[bytes]:
        try:
            yield from self._content.pieces()
        except WrongContent as wrong:
            self._contents.tell(self._content.wanted, wrong)
            raise


def _withheld(found: Withheld) -> Problem:
    """When a content ceased to be shown, on what basis, and what takes its place."""
    event = found.event
    reason = event.reason.code.value if event.reason else "—"
    replaced_by = getattr(event.data, "new_document_id", None)
    filled = {"since": found.since, "basis": found.basis, "reason": reason, "replaced_by": replaced_by}
    told: dict[str, Any] = {name: value for name, value in filled.items() if value not in (None, "—")}
    detail = sentences("documents", found.how, **filled)
    return Problem(410, "content_withheld", detail=detail, how=found.how, event_id=event.event_id, **told)


def _wrong(wrong: WrongContent) -> Problem:
    return Problem(503, "content_wrong", detail=sentences("documents", wrong.status), content=wrong.status)
