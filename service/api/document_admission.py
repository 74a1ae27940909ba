"""Who may read a document with personal data over HTTP: the staff whose body registered it."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request

from service.access.access import Access
from service.api.authentication import require_caller
from service.api.document_routes import Admit
from service.api.guarding import grants_that_hold
from service.api.personal_contents import readers
from service.api.problems import Problem
from service.documents.asked import Asked
from service.handling.handler import CommandHandler


def staff_who_keep_it(access: Access, handler: CommandHandler) -> Admit:
    """Admits who holds a role that sees such documents, for the body that gave the content in and registered
    this document: anybody can read a reference in an event, and name it again.
    """
    holding = grants_that_hold(handler)

    async def admit(request: Request, asked: Asked) -> None:
        caller = await holding(await require_caller(access, request))
        given_by = await to_thread.run_sync(access.log.contents.given_by, asked.wanted.name)
        keeping = {grant.body for grant in caller.grants if grant.role in readers()}
        # Of a content that is gone nobody is told more than whose staff they are.
        if not keeping & {given_by or asked.state.registered_by} & {asked.state.registered_by}:
            raise Problem(403, "content_personal")

    return admit
