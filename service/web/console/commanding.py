"""The form of a command: filled in, looked at once more, recorded. Nothing that was typed is lost where the
service refuses.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from service.api.problems import Problem
from service.web.console.asked import AskedFor, asked_for
from service.web.console.beginning import beginning
from service.web.console.completing import complete
from service.web.console.giving import (
    IN_HISTORY,
    STEP,
    Filling,
    Refusal,
    as_recorded,
    filling_of,
    give,
    grant_of,
    refusal,
    what_is_wrong,
)
from service.web.console.me import console_view
from service.web.console.meanwhile import meanwhile
from service.web.forms.filling import filled, posted, put, read, without_blank_rows
from service.web.forms.rows import ADD, REMOVE, begun, changed, with_needed_rows
from service.web.forms.showing import prefilled, shown
from service.web.visiting import Page, View, Visit

MOST_OF_A_FORM = 2**20


async def begin(visit: Visit) -> View:
    """The form of a command, with what is known filled in."""
    asked = await asked_for(visit)
    form, typed = asked.form, begun(asked.form)
    typed |= {
        part.name: known[part.name]
        for known in [filled(form, beginning(asked.name, asked.record))]
        for part in form.parts
        if part.name in beginning(asked.name, asked.record)
    }
    for name, value in visit.request.query_params.items():
        put(form, typed, name, value)
    prefilled(form, typed, asked.offers)
    await complete(visit, asked, typed)
    grant = asked.grants[0]["id"] if len(asked.grants) == 1 else ""
    filling = Filling(typed, secrets.token_urlsafe(24), str(asked.record.get("version", "")), grant)
    return await _form(visit, asked, filling, Refusal())


async def go_on(visit: Visit) -> View | Response:
    """What was posted: another row, a look at what will be recorded, going back, or recording it."""
    asked = await asked_for(visit)
    pairs = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)]
    typed, given = read(asked.form, pairs), dict(pairs)
    if changed(asked.form, typed, {name: given[name] for name in (ADD, REMOVE) if name in given}):
        prefilled(asked.form, typed, asked.offers)
        return await _form(visit, asked, filling_of(typed, given), Refusal())
    typed = without_blank_rows(asked.form, typed)
    unwritten = await complete(visit, asked, typed)
    filling = filling_of(typed, given)
    if unwritten or given.get(STEP) == "edit":
        return await _form(visit, asked, filling, Refusal())
    wrong = what_is_wrong(visit, asked, filling)
    if wrong is not None:
        return await _form(visit, asked, filling, wrong)
    if given.get(STEP) == "record":
        return await _record(visit, asked, filling)
    try:
        await give(visit, asked, filling, asked.path, filling.version, trial=True)
    except Problem as problem:
        return await _refused(visit, asked, filling, problem)
    return await _confirmation(visit, asked, filling)


async def _record(visit: Visit, asked: AskedFor, filling: Filling) -> View | Response:
    try:
        answered = await give(visit, asked, filling, asked.path, filling.version)
    except Problem as problem:
        return await _refused(visit, asked, filling, problem)
    told = answered.json()
    to = visit.page(f"console/records/{asked.route.plural}/{told['id']}")
    address = f"{to}?after_position={told['position']}&recorded={asked.name}"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


async def _refused(visit: Visit, asked: AskedFor, filling: Filling, problem: Problem) -> View:
    """The form again, with why. A version that is not the newest any more is replaced by it, beside what has
    changed since, so that whoever has read that can go on.
    """
    told = problem.body(visit.language.words)
    since = None
    if problem.code == "version_stale":
        since = await meanwhile(visit, asked, filling.version)
        newest = str(asked.record.get("version", problem.extra["found"]))
        filling = Filling(filling.typed, filling.key, newest, filling.acting_as)
    refused = replace(refusal(told), meanwhile=since, headers=problem.headers)
    return await _form(visit, asked, filling, refused)


async def _form(visit: Visit, asked: AskedFor, filling: Filling, why: Refusal) -> View:
    typed = with_needed_rows(asked.form, filling.typed)
    page, rest = shown(asked.form, typed, errors=why.errors, offers=asked.offers)
    view = await console_view(
        visit,
        "form.html",
        asked.me,
        asked=asked,
        filling=filling,
        form=page,
        problem=why.problem,
        rest=rest,
        meanwhile=why.meanwhile,
        own=[one for one in page.parts if one.path in asked.route.command.own_fields()],
        common=[one for one in page.parts if one.path not in asked.route.command.own_fields()],
        status=why.status,
    )
    return replace(view, headers=IN_HISTORY | dict(why.headers))


async def _confirmation(visit: Visit, asked: AskedFor, filling: Filling) -> View:
    page, _ = shown(asked.form, as_recorded(asked, filling), offers=asked.offers)
    view = await console_view(
        visit,
        "confirmation.html",
        asked.me,
        asked=asked,
        filling=filling,
        form=page,
        pairs=posted(asked.form, filling.typed),
        grant=grant_of(asked, filling),
        words=asked.route.command.word_fields(),
    )
    return replace(view, headers=IN_HISTORY)


COMMANDING = (
    Page("console/new/{plural}/{command}", begin, kept=False),
    Page("console/new/{plural}/{command}", go_on, method="POST", most=MOST_OF_A_FORM, kept=False),
    Page("console/act/{plural}/{id}/{command}", begin, kept=False),
    Page("console/act/{plural}/{id}/{command}", go_on, method="POST", most=MOST_OF_A_FORM, kept=False),
)
