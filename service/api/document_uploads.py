"""A content that is sent: streamed to the disk, its type found, and kept under its name."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

import structlog
from anyio import CapacityLimiter, Semaphore, move_on_after, to_thread
from eventsourcing.persistence import PersistenceError
from psycopg import OperationalError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from domain.kernel.values import REFERENCE_FORM
from service.api.authentication import choose_grant
from service.api.guarding import NAMING, caller_of
from service.api.outcomes import as_problems
from service.api.personal_contents import givers_in, personal_not_yours
from service.api.problems import Problem, field_error
from service.documents.directory import BadDirectory
from service.documents.faults import ErasedBefore, NotAllowed, TooLarge
from service.documents.incoming import Incoming, Personal
from service.documents.keeping import Kept, KeyMovedOn
from service.documents.recorded import recorded_sizes
from service.documents.types import allowed_types
from service.limiting.limiter import Limiter
from service.limiting.windows import WindowStorage
from service.messages.system import system_said
from service.store.log import Log

AT_ONCE = 4
"""Contents that one process takes in at the same time."""
WAIT = 10.0
"""Seconds that a request waits for its turn."""
GRACE, SLOWEST = 60.0, 16 * 1024
"""How long a sender has: these seconds, and one more for each so many bytes that a content may have."""
PIECE = 2**20
BYTES = "uploaded_mebibytes_by_account"
"""The limit of what one account gives in, in pieces of PIECE bytes."""
PARAMETERS = {"personal", "person_ref"}
_REFERENCE = re.compile(REFERENCE_FORM)
log_lines = structlog.get_logger("infitah.documents")


class Uploads:
    """Takes contents in. Nothing is recorded: a command names the content afterwards."""

    def __init__(self, log: Log, *, illustrative: bool) -> None:
        self._log, self._contents = log, log.contents
        self._mark = {"illustrative": True} if illustrative else {}
        self._limits = Limiter(WindowStorage(log.contents.ask))
        self._turns: Semaphore | None = None
        self._limiter: CapacityLimiter | None = None

    async def take(self, request: Request) -> Response:
        """Take in the body of a request. Raises Problem."""
        personal, account = _personal(request), caller_of(request).account_ref
        with as_problems():
            await to_thread.run_sync(self._limits.look, BYTES, account)
            await to_thread.run_sync(self._limits.take, "uploads_by_account", account)
        most = self._contents.keeping.most
        if request.headers.get("content-encoding", "identity") != "identity":
            error = field_error("Content-Encoding", "header_invalid", expected="identity")
            raise Problem(415, "content_refused", errors=[error])
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            raise _too_large(most)
        if self._turns is None or self._limiter is None:
            # They belong to the event loop that is running now.
            self._turns, self._limiter = Semaphore(AT_ONCE), CapacityLimiter(AT_ONCE)
        with move_on_after(WAIT) as waiting:
            await self._turns.acquire()
        if waiting.cancelled_caught:
            raise Problem(503, "uploads_busy", headers={"Retry-After": "10"})
        try:
            with move_on_after(GRACE + most / SLOWEST):
                return self._answer(await self._take(request, personal, most))
        finally:
            self._turns.release()
        raise Problem(408, "upload_slow", headers={"Connection": "close"})

    async def _take(self, request: Request, personal: Personal | None, most: int) -> Kept:
        try:
            come = await self._in_thread(self._contents.receive, personal)
            with come:
                return await self._kept(request, come)
        except TooLarge:
            raise _too_large(most) from None
        except NotAllowed as refused:
            raise _refused(refused) from None
        except ErasedBefore as before:
            since = before.erased_at.date().isoformat()
            raise Problem(409, "content_erased_before", sha256=before.sha256, since=since) from None
        except ClientDisconnect:
            raise Problem(400, "bad_request") from None
        except (OperationalError, PersistenceError):
            raise Problem(503, "unavailable", headers={"Retry-After": "2"}) from None
        except (OSError, BadDirectory, KeyMovedOn) as error:
            raise _not_kept(error) from None

    async def _kept(self, request: Request, come: Incoming) -> Kept:
        waiting = bytearray()
        async for chunk in request.stream():
            waiting += chunk
            if len(waiting) >= PIECE:
                await self._in_thread(come.write, bytes(waiting))
                waiting.clear()
        await self._in_thread(come.write, bytes(waiting))
        kind = await self._in_thread(come.finish)
        if come.personal is None:
            await self._in_thread(self._refuse_another_size, come)
        with as_problems():
            account, mebibytes = caller_of(request).account_ref, ceil(come.size / PIECE)
            await self._in_thread(self._limits.take, BYTES, account, max(1, mebibytes))
        found: Kept = await self._in_thread(self._contents.keep, come, kind)
        return found

    def _refuse_another_size(self, come: Incoming) -> None:
        """Whoever registered it before may have said another size: the record and what is given out would
        differ for ever. Raises Problem 422.
        """
        said = recorded_sizes(self._log, come.name)
        if said and come.size not in said:
            expected = said[0] if len(said) == 1 else ", ".join(map(str, said))
            error = field_error("size", "size_not_recorded", expected=expected, found=come.size)
            raise Problem(422, "invalid", errors=[error], sha256=come.name)

    async def _in_thread(self, work: Any, *given: Any) -> Any:
        return await to_thread.run_sync(work, *given, limiter=self._limiter)

    def _answer(self, kept: Kept) -> Response:
        sealed = {"ref": kept.name, "commitment": kept.commitment}
        name = {"sha256": kept.name} if kept.commitment is None else sealed
        told = {**name, "size": kept.size, "media_type": kept.media_type, **self._mark}
        return JSONResponse(told, status_code=201, headers={"Cache-Control": "no-store"})


def _personal(request: Request) -> Personal | None:
    """Under what a content with personal data is encrypted; None for a public one. Raises Problem 422."""
    given = request.query_params
    errors = [field_error(name[:80], "unknown_parameter") for name in given if name not in PARAMETERS]
    if len(given.multi_items()) > len(given):
        errors += [field_error(name, "duplicate_key") for name in PARAMETERS if len(given.getlist(name)) > 1]
    personal, person = given.get("personal", "false"), given.get("person_ref")
    if personal not in ("true", "false"):
        errors.append(field_error("personal", "literal_error", expected="true, false", found=personal[:80]))
    if person is not None and not _REFERENCE.fullmatch(person):
        errors.append(field_error("person_ref", "string_pattern_mismatch", expected=REFERENCE_FORM))
    if person is not None and personal != "true":
        errors.append(field_error("personal", "missing"))
    if errors:
        raise Problem(422, "invalid", errors=errors[:20])
    return Personal.new(person, _giver(request)) if personal == "true" else None


def _giver(request: Request) -> str:
    """The body that the content is given in for, by somebody who may read it afterwards. Raises Problem 400,
    403.
    """
    caller, readers = caller_of(request), givers_in(personal=True)
    if not caller.roles & readers:
        raise personal_not_yours(caller.roles)
    return choose_grant(caller, NAMING, readers, request.headers).body


def _too_large(most: int) -> Problem:
    return Problem(413, "body_too_large", limit=most, headers={"Connection": "close"})


def _refused(refused: NotAllowed) -> Problem:
    expected = ", ".join(known.label for known in allowed_types().values())
    error = field_error("body", refused.code, expected=expected, found=refused.found or "—")
    return Problem(415, "content_refused", errors=[error])


def _not_kept(error: Exception) -> Problem:
    """The disk is full, or the directory cannot be used: nobody's fault who asks."""
    log_lines.error("a content could not be kept", reason=str(error) or type(error).__name__)
    detail = error.sentences if isinstance(error, BadDirectory) else None
    if isinstance(error, OSError):
        detail = system_said(error)
    return Problem(503, "content_not_kept", detail=detail, headers={"Retry-After": "60"})
