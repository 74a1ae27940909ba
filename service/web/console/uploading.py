"""A document's content, given in through the console and then registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from service.api.command_table import PREFIX
from service.api.problems import Problem, field_error
from service.web.console.me import Me, console_view, whoami
from service.web.visiting import Page, View, Visit

MEGABYTES = 20
"""What a page takes. A larger content is given in by a program, which sends it piece by piece."""
REGISTER = "register-document"


async def begin(visit: Visit) -> View:
    """The form that takes a file."""
    return await _form(visit, await whoami(visit))


async def _form(visit: Visit, me: Me, problem: Problem | None = None) -> View:
    told = None if problem is None else problem.body(visit.language.words)
    status = 200 if problem is None else problem.status
    grants = me.giving(REGISTER)
    return await console_view(
        visit, "upload.html", me, problem=told, grants=grants, most=MEGABYTES, status=status
    )


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
        raise Problem(422, "invalid", errors=[field_error("", "content_empty")])
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
    Page("console/upload", take, method="POST", most=(MEGABYTES + 1) * 2**20, kept=False),
)
