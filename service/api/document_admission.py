"""Who may read a document with personal data over HTTP: the staff whose body registered it."""

from __future__ import annotations

from starlette.requests import Request

from service.access.access import Access
from service.access.permissions import seers
from service.api.authentication import require_caller
from service.api.document_routes import Admit
from service.api.problems import Problem
from service.documents.asked import Asked

FIELD = "personal_documents"
"""The private field of the permission table."""


def staff_who_keep_it(access: Access) -> Admit:
    """Admits who holds a role that sees such documents, for the body that registered this one."""

    async def admit(request: Request, asked: Asked) -> None:
        caller = await require_caller(access, request)
        keeps = asked.state.registered_by
        if keeps is None or not any(
            grant.role in seers(FIELD) and grant.body == keeps for grant in caller.grants
        ):
            raise Problem(403, "content_personal")

    return admit
