"""Ideas and contributions that wait, decided on together: one decision with its reason for all that are
ticked, each recorded by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import RedirectResponse, Response

from service.api.problems import Problem
from service.web.console.asked import AskedFor, asked_of, summary_of
from service.web.console.commanding import MOST_OF_A_FORM
from service.web.console.giving import (
    IN_HISTORY,
    STEP,
    Filling,
    Refusal,
    as_recorded,
    filling_of,
    grant_of,
    what_is_wrong,
)
from service.web.console.me import console_view, whoami
from service.web.console.several import Chosen, Outcome, given_to_each, together
from service.web.forms.filling import posted, read, without_blank_rows
from service.web.forms.making import form_of
from service.web.forms.rows import ADD, REMOVE, begun, changed, with_needed_rows
from service.web.forms.showing import prefilled, shown
from service.web.visiting import Page, View, Visit

CHOSEN = "_chosen"
DECISIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "ideas": {
        "admissibility": ("find-idea-admissible", "find-idea-inadmissible"),
        "disposition": ("disposition-idea",),
    },
    "contributions": {
        "admissibility": ("find-contribution-admissible", "find-contribution-inadmissible"),
        "answer": ("answer-contribution",),
    },
}
"""What is decided on together, by what a text waits for."""
PLURALS = {"idea": "ideas", "contribution": "contributions"}


async def waiting(visit: Visit) -> View:
    """What waits, with the words that are not public, and the decisions that may be taken on several."""
    me = await whoami(visit)
    found = await visit.ask.get("waiting", limit=200)
    parts = [
        {
            "plural": plural,
            "waits_for": waits_for,
            "items": [
                one
                for one in found["items"]
                if PLURALS[one["kind"]] == plural and one["waits_for"] == waits_for
            ],
            "commands": [_command(plural, name) for name in commands if me.giving(name)],
        }
        for plural, by in DECISIONS.items()
        for waits_for, commands in by.items()
    ]
    return await console_view(
        visit,
        "triage.html",
        me,
        parts=[part for part in parts if part["items"]],
        erasures=found["erasure_requests"],
        more=found["next"] is not None,
        none_chosen=visit.given.get("none"),
    )


def _command(plural: str, name: str) -> Mapping[str, Any]:
    return {"name": name, "summary": summary_of(plural, name)}


async def decide(visit: Visit) -> View | Response:
    """The form of one decision for all that were ticked, then a look at it, then each recorded by itself."""
    chosen = [Chosen.of(one) for one in visit.form.getlist(CHOSEN) if isinstance(one, str)]
    known = {name for by in DECISIONS.values() for names in by.values() for name in names}
    if visit.part("command") not in known:
        raise Problem(404, "not_found")
    if not chosen:
        return RedirectResponse(visit.page("console/triage?none=yes"), status_code=303)
    asked = await asked_of(visit, chosen[0].identity)
    pairs = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)]
    given = dict(pairs)
    typed = read(form_of(asked.route.command), pairs) if given.get(STEP) else begun(asked.form)
    if changed(asked.form, typed, {name: given[name] for name in (ADD, REMOVE) if name in given}):
        return await _form(visit, asked, filling_of(typed, given), chosen)
    typed = without_blank_rows(asked.form, typed)
    if not given.get(STEP):
        given["_acting_as"] = asked.grants[0]["id"] if len(asked.grants) == 1 else ""
        prefilled(asked.form, typed, asked.offers)
    filling = filling_of(typed, given)
    if given.get(STEP) not in ("check", "record"):
        return await _form(visit, asked, filling, chosen)
    wrong = what_is_wrong(visit, asked, filling)
    if wrong is not None:
        return await _form(visit, asked, filling, chosen, wrong)
    if given[STEP] == "record":
        return await _report(visit, asked, filling, chosen)
    refused = [one for one in await given_to_each(visit, asked, filling, chosen, trial=True) if one.problem]
    if refused:
        return await _form(visit, asked, filling, chosen, together(refused), refused=refused)
    return await _form(visit, asked, filling, chosen, template="triage-confirmation.html")


async def _form(
    visit: Visit,
    asked: AskedFor,
    filling: Filling,
    chosen: list[Chosen],
    why: Refusal = Refusal(),
    refused: list[Outcome] | None = None,
    template: str = "triage-form.html",
) -> View:
    if "confirmation" in template:
        typed = as_recorded(asked, filling)
    else:
        typed = with_needed_rows(asked.form, filling.typed)
    page, rest = shown(asked.form, typed, errors=why.errors, offers=asked.offers)
    newest = {one.chosen.identity: one.chosen for one in refused or ()}
    view = await console_view(
        visit,
        template,
        asked.me,
        asked=asked,
        filling=filling,
        form=page,
        problem=why.problem,
        rest=rest,
        chosen=[newest.get(one.identity, one) for one in chosen],
        refused=refused or [],
        words=await _words(visit),
        pairs=posted(asked.form, filling.typed),
        grant=grant_of(asked, filling),
        status=why.status,
    )
    return replace(view, headers=IN_HISTORY)


async def _words(visit: Visit) -> Mapping[str, str | None]:
    """The words of what waits, by identity."""
    return {one["id"]: one["words"] for one in await visit.ask.items("waiting")}


async def _report(visit: Visit, asked: AskedFor, filling: Filling, chosen: list[Chosen]) -> View:
    """Record the decision on each, and tell what became of it; what was typed goes on to the form of those on
    which it was not recorded.
    """
    words = await _words(visit)  # what is decided on waits no more
    outcomes = await given_to_each(visit, asked, filling, chosen)
    return await console_view(
        visit,
        "triage-report.html",
        asked.me,
        asked=asked,
        filling=filling,
        outcomes=outcomes,
        refused=[one for one in outcomes if one.problem],
        words=words,
        pairs=posted(asked.form, filling.typed),
    )


TRIAGE = (
    Page("console/triage", waiting, frozenset({"none"}), kept=False),
    Page("console/triage/{plural}/{command}", decide, method="POST", most=MOST_OF_A_FORM, kept=False),
)
