"""Signing in and out, and passwords, by the routes of the interface."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse, Response

from service.api.command_table import PREFIX
from service.api.problems import Problem
from service.api.provider_sign_in import LOCAL_PATH
from service.web.asking import Answered
from service.web.console.keeping import resumed
from service.web.console.me import console_view
from service.web.visiting import Page, View, Visit

_FIELDS = {"new": "new_password", "current": "current_password", "link": "one_time_code"}
"""What a form calls a field (messages/parameters.toml), by its name in the interface."""


def _next(visit: Visit, given: str) -> str:
    """Where to go after signing in: a place on this very host, else the console."""
    return given if LOCAL_PATH.fullmatch(given) else visit.page("console")


async def sign_in(visit: Visit) -> View:
    """The form that signs in."""
    return _form(visit, visit.given.get("next", ""))


def _form(visit: Visit, to: str, problem: Problem | None = None) -> View:
    told = {
        "next": _next(visit, to),
        "provider": visit.request.app.state.provider,
        "email": visit.written("email") if problem else "",
        "problem": problem and problem.body(visit.language.words),
    }
    if problem is None:
        return View("console/sign-in.html", told)
    return View("console/sign-in.html", told, problem.status, problem.headers)


async def signed_in(visit: Visit) -> View | Response:
    """Sign in with what was written. The address stays in the form where it does not fit."""
    to = visit.written("next")
    body = {name: visit.written(name) for name in ("email", "password")}
    body["email"] = body["email"].strip()
    try:
        answered = await visit.ask.post("session", body)
    except Problem as problem:
        if problem.status >= 500:
            raise
        kept = resumed(visit.form)
        if kept is not None:
            told = {"problem": problem.body(visit.language.words)} | kept.told()
            return View("console/interrupted.html", told, problem.status, problem.headers)
        return _form(visit, to, problem)
    if (kept := resumed(visit.form)) is not None:
        # It is not sent by itself: whoever signed in sees what is about to be done.
        told = {"resume": kept.resume, "pairs": kept.pairs, "csrf": answered.json()["csrf_token"]}
        return View("console/resumption.html", told, cookies=_cookies(answered))
    return _passed_on(RedirectResponse(_next(visit, to), status_code=303), answered)


async def sign_out(visit: Visit) -> Response:
    """End this session, and go to the first page."""
    answered = await visit.ask.send("DELETE", f"{PREFIX}/session")
    response = _passed_on(RedirectResponse(visit.page(), status_code=303), answered)
    response.headers["Clear-Site-Data"] = '"cache"'  # forms stay in the history of the browser until then
    return response


async def account(visit: Visit) -> View:
    """Who is signed in, by which grants, and the form that changes the password."""
    return await console_view(visit, "account.html", problem=None, changed=visit.given.get("changed"))


async def account_changed(visit: Visit) -> View | Response:
    """Change the password, or sign out everywhere."""
    if visit.written("step") == "everywhere":
        answered = await visit.ask.send("DELETE", f"{PREFIX}/sessions")
        return _passed_on(RedirectResponse(visit.page("sign-in"), status_code=303), answered)
    body = {name: visit.written(name) for name in ("current", "new")}
    try:
        await visit.ask.post("password", body, method="PUT")
    except Problem as problem:
        if problem.status >= 500:
            raise
        told = _named(problem, visit)
        return await console_view(visit, "account.html", problem=told, changed=None, status=problem.status)
    return RedirectResponse(visit.page("console/account?changed=password"), status_code=303)


async def reset(visit: Visit) -> View:
    """The form that sets a password by a one-time link. The link's secret is written into it: in an address
    it would be kept by browsers and proxies.
    """
    return View("console/reset.html", {"problem": None, "done": visit.given.get("done"), "link": ""})


async def reset_done(visit: Visit) -> View | Response:
    """Set a password by a one-time link."""
    body = {"link": visit.written("link").strip(), "new": visit.written("new")}
    try:
        answered = await visit.ask.post("password-resets", body)
    except Problem as problem:
        if problem.status >= 500:
            raise
        # A link that was not the reason is good still, and too long to be typed again.
        link = body["link"] if problem.status == 422 else ""
        told = {"problem": _named(problem, visit), "done": None, "link": link}
        return View("console/reset.html", told, problem.status)
    return _passed_on(RedirectResponse(visit.page("reset-password?done=yes"), status_code=303), answered)


def _named(problem: Problem, visit: Visit) -> dict[str, Any]:
    """What was wrong, its fields named as the forms name them: elsewhere `new` is what a correction puts in
    the place of something.
    """
    told = problem.body(visit.language.words)
    errors = [one | {"field": _FIELDS.get(one["field"], one["field"])} for one in told.get("errors", ())]
    return told | ({"errors": errors} if errors else {})


def _passed_on(response: Response, answered: Answered) -> Response:
    """An answer of a page with the cookies that the interface gave."""
    response.headers["Cache-Control"] = "no-store"
    for cookie in _cookies(answered):
        response.headers.append("Set-Cookie", cookie)
    return response


def _cookies(answered: Answered) -> tuple[str, ...]:
    return tuple(value for name, value in answered.headers if name == "set-cookie")


SIGNING = (
    Page("sign-in", sign_in, frozenset({"next"}), kept=False),
    Page("sign-in", signed_in, method="POST", most=2 * 2**20, kept=False),
    Page("sign-out", sign_out, method="POST", most=16 * 1024, kept=False),
    Page("reset-password", reset, frozenset({"done"}), kept=False),
    Page("reset-password", reset_done, method="POST", most=16 * 1024, kept=False),
    Page("console/account", account, frozenset({"changed"}), kept=False),
    Page("console/account", account_changed, method="POST", most=16 * 1024, kept=False),
)
