"""A document's content, given in through the console and then registered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from domain.kernel.values import Role
from service.api.command_table import PREFIX
from service.api.personal_contents import readers
from service.api.problems import Problem, field_error
from service.web.console.me import Me, console_view, whoami
from service.web.posting import TOO_LARGE
from service.web.visiting import Page, View, Visit

MEGABYTES = 20
"""What a page takes. A larger content is given in by a program, which sends it piece by piece."""
REGISTER = "register-document"


async def begin(visit: Visit) -> View:
    """The form that takes a file."""
    return await _form(visit, await whoami(visit), visit.request.scope.get(TOO_LARGE))


async def _form(visit: Visit, me: Me, problem: Problem | None = None) -> View:
    grants = me.giving(REGISTER)
    told: dict[str, Any] = {
        "grants": grants,
        "reads_personal": any(Role(one["role"]) in readers() for one in grants),
        "most": MEGABYTES,
        "problem": None,
    }
    if problem is None:
        return await console_view(visit, "upload.html", me, **told)
    said = _of_the_file(problem)
    told["problem"] = said.body(visit.language.words)
    made = await console_view(visit, "upload.html", me, status=said.status, **told)
    return replace(made, headers=said.headers)


def _of_the_file(problem: Problem) -> Problem:
    """What the interface says of a request's body, said of the file that was chosen."""
    if problem.status == 413:
        limit = min(problem.extra["limit"], MEGABYTES * 2**20)
        error = field_error("file", "file_too_large", expected=f"{limit / 2**20:.4g}")
        return Problem(413, "file_too_large", errors=[error], headers=problem.headers)
    errors = [{**one, "field": "file"} if one["field"] == "body" else one for one in problem.errors]
    named = {"detail": problem.detail, "headers": problem.headers, **problem.extra}
    return Problem(problem.status, problem.code, errors=errors, **named)


async def take(visit: Visit) -> View | Response:
    """Give the content in, and go on to the form that registers it, where what is known of it stands."""
    me = await whoami(visit)
    try:
        found = await _given_in(visit, me)
    except Problem as problem:
        if problem.status >= 500 and problem.status != 503:
            raise
        return await _form(visit, me, problem)
    known = {"size": found["size"], "language": visit.language.words}
    if "sha256" in found:
        known["sha256"] = found["sha256"]
    else:
        known |= {"sealed.ref": found["ref"], "sealed.commitment": found["commitment"]}
    to = visit.page(f"console/new/documents/{REGISTER}?{urlencode(known)}")
    return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-store"})


async def _given_in(visit: Visit, me: Me) -> Mapping[str, Any]:
    """What the interface says of a content that was sent. Raises Problem."""
    sent = visit.form.get("file")
    if not isinstance(sent, UploadFile) or not sent.size:
        raise Problem(422, "invalid", errors=[field_error("file", "content_empty")])
    if sent.size > MEGABYTES * 2**20:
        raise Problem(413, "body_too_large", limit=MEGABYTES * 2**20)
    grants = [one["id"] for one in me.giving(REGISTER)]
    chosen = visit.written("_acting_as")
    answered = await visit.ask.send(
        "POST",
        f"{PREFIX}/documents/contents",
        query={"personal": "true"} if visit.written("personal") == "yes" else {},
        headers={"acting-as": chosen if chosen in grants else grants[0]} if grants else {},
        body=await sent.read(),
    )
    found: Mapping[str, Any] = answered.json()
    return found


UPLOADING = (
    Page("console/upload", begin, kept=False),
    Page(
        "console/upload",
        take,
        method="POST",
        most=(MEGABYTES + 1) * 2**20,
        kept=False,
        asked_again=True,
    ),
)
