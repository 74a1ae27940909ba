"""Where a reader begins who names no language, and how the one that is chosen is remembered."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.web.languages import COOKIE, LANGUAGES, chosen

A_YEAR = 365 * 24 * 3600


async def begin(request: Request) -> Response:
    """Where no language is named, the reader's."""
    language = chosen(request)
    headers = {"Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"}
    return RedirectResponse(f"/{language.code}", status_code=303, headers=headers)


async def remember(request: Request) -> Response:
    """Remember a language and go to a page of it."""
    language = LANGUAGES[request.path_params["language"]]
    to = request.query_params.get("to", "").lstrip("/\\")
    response = RedirectResponse(f"/{language.code}/{to}".rstrip("/"), status_code=303)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        language.code,
        max_age=A_YEAR,
        path="/",
        samesite="lax",
        httponly=True,
        secure=request.url.scheme == "https",
    )
    return response
