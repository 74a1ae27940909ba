"""The pages as routes: in four languages, kept ready as long as the log does not grow, and their refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from gzip import compress
from secrets import token_bytes
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.access.provider_settings import BEGINNING, CALLBACK
from service.api.named_route import NamedRoute
from service.api.problems import Problem
from service.api.reading import Reader
from service.reading.answers import Answer, Answers
from service.web.asking import Asking
from service.web.assets import asset_route, takes_gzip
from service.web.choosing import begin, remember
from service.web.console import CONSOLE
from service.web.console.keeping import interrupted
from service.web.languages import LANGUAGES, PageLanguage, chosen, of_path
from service.web.oversight import OVERSIGHT
from service.web.page_routes import PageRoutes
from service.web.posting import Posted
from service.web.public import PUBLIC
from service.web.rendering import query, render
from service.web.visiting import AFTER, HTML, Operator, Page, View, Visit

_ON_THE_WAY = frozenset({BEGINNING, CALLBACK})
"""Where a browser comes by on its way to the provider and back: no pages, but people see what goes wrong."""


class Pages:
    """Makes the pages of one log. What they key, they key under `secret`, or under one of their own."""

    def __init__(
        self,
        reader: Reader,
        *,
        illustrative: bool,
        pages: Iterable[Page] = (*PUBLIC, *CONSOLE, *OVERSIGHT),
        operator: Operator = Operator(),
        secret: bytes | None = None,
    ) -> None:
        self._answers, self._told = Answers(reader.watch), Answers(reader.watch)
        self._contents = reader.log.contents.findings
        self._illustrative, self._operator = illustrative, operator
        self._secret = secret or token_bytes(32)
        self._pages = tuple(pages)

    def routes(self) -> PageRoutes:
        """The routes of all pages; who may ask which is in the permission table."""
        remembering = NamedRoute("/{language}/remember", remember, methods=["GET"])
        return PageRoutes([*(_PageRoute(page, self) for page in self._pages), remembering])

    def around(self) -> list[Route]:
        """The routes of what belongs to no language: where one begins, and what pages are shown with."""
        return [NamedRoute("/", begin, methods=["GET"]), asset_route()]

    async def answer(self, page: Page, request: Request) -> Response:
        """Answers one request for a page. Raises Problem."""
        language = LANGUAGES[request.path_params["language"]]  # no other is led here
        given = {name: request.query_params[name] for name in page.parameters if name in request.query_params}
        asking = Asking(request, request.query_params.get(AFTER), self._told if page.kept else None)
        visit = Visit(request, language, given, asking, self._secret)
        if page.kept and AFTER not in request.query_params:
            return await self._kept(page, visit)
        found = await page.handler(visit)
        return found if isinstance(found, Response) else self._made(found, page, visit)

    def _made(self, view: View, page: Page, visit: Visit) -> Response:
        """A page for one request, and no other."""
        headers = {"Cache-Control": "no-store", "Content-Language": visit.language.tag, **view.headers}
        asked = visit.request.query_params
        here = {name: asked.getlist(name) for name in asked if name != AFTER}
        body = self.rendered(view, visit, here)
        made = Response(body, status_code=view.status, media_type=page.media_type, headers=headers)
        for cookie in view.cookies:
            made.headers.append("Set-Cookie", cookie)
        return made

    async def _kept(self, page: Page, visit: Visit) -> Response:
        # A content is found damaged, or healed, without an event: a page from before is another's.
        key = f"{self._contents.changes} {visit.request.scope['path']}?{sorted(visit.given.items())}"
        if page.absolute:
            key = f"{visit.request.base_url} {key}"

        async def make() -> Answer:
            found = await page.handler(visit)
            if isinstance(found, Response):
                raise _Elsewhere(found)
            if found.status != 200 or found.fleeting:
                raise _Elsewhere(self._made(found, page, visit))
            return Answer.of(self.rendered(found, visit), visit.ask.position)

        try:
            answer = await self._answers.get(key, make)
        except _Elsewhere as elsewhere:
            return elsewhere.response
        headers = {
            "ETag": answer.etag,
            "X-Log-Position": str(answer.position),
            "Cache-Control": "no-cache",
            "Content-Language": visit.language.tag,
            "Vary": "Accept-Encoding",
        }
        if answer.etag in visit.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = answer.body
        if takes_gzip(visit.request):
            body = (await self._answers.get(f"{answer.etag} {key}", partial(_smaller, answer))).body
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type=page.media_type, headers=headers)

    def rendered(self, view: View, visit: Visit, here: Mapping[str, Any] | None = None) -> str:
        """A view as it is sent. `here` are all parameters of a page that is for this request only: in another
        language it is asked for with the same.
        """
        if view.ready is not None:
            return view.ready
        around = self._around(_rest(visit.request), visit.given if here is None else here)
        return render(view.template, visit.language, around | dict(view.told))

    def _around(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What every page may tell: whether the log is illustrative, who runs the service, the page's path,
        and the same with what was asked of it, for the page in another language.
        """
        told = {"illustrative": self._illustrative, "operator": self._operator}
        return told | {"path": path, "here": path + query(given)}

    def problem(self, request: Request, problem: Problem) -> Response | None:
        """A problem as a page; None where no page was asked for. Who is not signed in is led to where one
        signs in.
        """
        path = request.scope["path"]
        language = of_path(path)
        if language is None and path in _ON_THE_WAY and "text/html" in request.headers.get("accept", ""):
            return self._told_in(chosen(request), "problem.html", "sign-in", problem)
        if language is None:
            return None
        if problem.code == "not_signed_in" and request.method == "GET":
            rest = _rest(request)
            query = f"?{request.url.query}" if request.url.query else ""
            back = urlencode({"next": f"/{language.code}/{rest}{query}"})
            headers = {"Cache-Control": "no-store"}
            return RedirectResponse(f"/{language.code}/sign-in?{back}", status_code=303, headers=headers)
        if (typed := interrupted(request, problem)) is not None:
            template = "console/interrupted.html"
            return self._told_in(language, template, _rest(request), problem, **typed.told())
        return self._told_in(language, "problem.html", _rest(request), problem)

    def _told_in(
        self, language: PageLanguage, template: str, path: str, problem: Problem, **told: Any
    ) -> Response:
        """A problem on the page of a path, which is where its other languages are."""
        around = self._around(path, {}) | {"problem": problem.body(language.words)}
        body = render(template, language, around | told)
        headers = {"Cache-Control": "no-store", "Content-Language": language.tag, **problem.headers}
        return Response(body, status_code=problem.status, media_type=HTML, headers=headers)


class _PageRoute(NamedRoute):
    """A page's route. What it is posted is read before a guard stands in the way."""

    def __init__(self, page: Page, pages: Pages) -> None:
        async def answer(request: Request) -> Response:
            return await pages.answer(page, request)

        super().__init__(page.template, answer, methods=[page.method])
        self.page = page

    def read_forms(self) -> None:
        """Read what is posted before anything else looks at the request."""
        if self.page.method == "POST":
            self.app = Posted(self.app, self.page.most, asked_again=self.page.asked_again)


class _Elsewhere(Exception):
    """A page that is kept answered with something that is not: no page, or one that says what is wrong."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def _smaller(answer: Answer) -> Answer:
    """A page as it is sent over a weak connection."""
    return answer._replace(body=compress(answer.body, compresslevel=6, mtime=0))


def read_forms(routes: Iterable[Any]) -> None:
    """Have every page that is posted to read its form first, before its guard."""
    for route in routes:
        if isinstance(route, _PageRoute):
            route.read_forms()


def _rest(request: Request) -> str:
    """What follows the language in an address."""
    return str(request.scope["path"])[1:].partition("/")[2]
