"""A file of commitments: tried against what the programme has, then handed to the form of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.programme.commands import EnterCommitments, ProposeAmendment, PublishDraft
from service.api.problems import Problem
from service.web.console.asked import summary_of
from service.web.console.csv_commitments import Bounds, commitments
from service.web.console.csv_reading import Wrong
from service.web.console.importing_ideas import File
from service.web.console.me import Me, console_view
from service.web.forms.filling import filled, posted
from service.web.forms.making import form_of
from service.web.visiting import View, Visit

DRAFTING = {command.command_name(): command for command in (PublishDraft, EnterCommitments, ProposeAmendment)}
"""The commands that take commitments."""
Record = Mapping[str, Any]


async def try_commitments(visit: Visit, me: Me, file: File) -> View | list[Wrong]:
    """What was read, to go on with in the form of a command that takes commitments; or what is wrong."""
    programme = await visit.ask.get(f"programmes/{file.given['programme_id']}")
    ideas = await visit.ask.items("ideas", programme=programme["id"])
    found, wrong = commitments(file.rows, bounds_of(programme, ideas))
    if wrong or file.wrong:
        return sorted([*file.wrong, *wrong], key=lambda one: one.row)
    ways = [await _way(visit, me, programme, name, found) for name in DRAFTING if me.giving(name)]
    return await console_view(
        visit, "import-commitments.html", me, programme=programme, found=found, ways=ways
    )


async def _way(
    visit: Visit, me: Me, programme: Record, name: str, found: list[dict[str, Any]]
) -> dict[str, Any]:
    """A command that takes the commitments, its form with them, and what else is still missing for it."""
    form, body = form_of(DRAFTING[name]), {"commitments": found}
    unmet: list[Any] = []
    try:
        await visit.ask.post(
            f"programmes/{programme['id']}/{name}",
            body,
            Acting_As=str(me.giving(name)[0]["id"]),
            If_Match=f'"{programme["version"]}"',
            Dry_Run="true",
        )
    except Problem as problem:
        unmet = problem.body(visit.language.words).get("unmet", [])
    pairs = posted(form, filled(form, body))
    return {"name": name, "summary": summary_of("programmes", name), "pairs": pairs, "unmet": unmet}


def bounds_of(programme: Record, ideas: Sequence[Record]) -> Bounds:
    """What the text of a programme may name: its axes, the ideas that were accepted, themselves or at the end
    of their mergers, with those of the text in force, and the days of its period.
    """
    status = {one["id"]: one["status"] for one in ideas}
    into = {one["id"]: one.get("merged_into") for one in ideas}
    in_force = programme.get("adopted_version")
    adopted = [
        identity
        for text in programme["drafts"]
        if text["version"] == in_force
        for one in text["commitments"]
        for identity in one["idea_ids"]
    ]
    accepted = [one for one in status if status.get(_end(one, into) or "") == "accepted"]
    return Bounds(
        tuple(one["key"] for one in programme["axes"]),
        tuple(dict.fromkeys([*accepted, *adopted])),
        date.fromisoformat(programme["starts_on"]),
        date.fromisoformat(programme["ends_on"]),
    )


def _end(identity: str | None, into: Mapping[str, str | None]) -> str | None:
    """The idea at the end of an idea's mergers; None where these close a circle."""
    for _ in into:
        if identity is None or into.get(identity) is None:
            return identity
        identity = into[identity]
    return None
