"""Many ideas or commitments at once from a file. It is tried whole first, and refused whole where a row is
wrong; then the ideas are recorded row by row, and commitments go on into the form of a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile

from domain.programme.commands import EnterCommitments, ProposeAmendment, PublishDraft
from service.api.problems import Problem
from service.web.console.asked import summary_of
from service.web.console.csv_commands import COLUMNS, NEEDED, commitments, ideas
from service.web.console.csv_reading import Wrong, read, wrong_at
from service.web.console.me import Me, console_view, whoami
from service.web.forms.filling import filled, posted
from service.web.forms.making import form_of
from service.web.visiting import Page, View, Visit

MOST_KILOBYTES = 190
"""The text of a file goes from page to page as a field, so that nothing has to be kept of it."""
AT_ONCE = 50
"""Rows that are recorded by one request; the page then says how far it is."""
MOST_SHOWN = 100
DRAFTING = {command.command_name(): command for command in (PublishDraft, EnterCommitments, ProposeAmendment)}
"""The commands that take commitments."""


async def begin(visit: Visit) -> View:
    """The form that takes a file."""
    return await _form(visit, await whoami(visit), {})


async def _form(
    visit: Visit, me: Me, given: Mapping[str, str], wrong: list[Wrong] | None = None, status: int = 200
) -> View:
    programmes = [
        one for each in me.collectivity_ids for one in await visit.ask.items("programmes", collectivity=each)
    ]
    kinds = [("ideas", "submit-idea"), *(("commitments", name) for name in DRAFTING)]
    return await console_view(
        visit,
        "import.html",
        me,
        programmes=programmes,
        may={kind for kind, command in kinds if me.giving(command)},
        columns=COLUMNS,
        needed=NEEDED,
        given=given,
        wrong=(wrong or [])[:MOST_SHOWN],
        all_wrong=len(wrong or []),
        status=status,
    )


async def go_on(visit: Visit) -> View:
    """Try a file, and where nothing is wrong record the next of its rows."""
    me = await whoami(visit)
    given = {name: visit.written(name) for name in ("kind", "programme_id", "_acting_as", "_from")}
    if given["kind"] not in COLUMNS:
        raise Problem(404, "not_found")
    text, wrong = await _text(visit)
    if not wrong:
        found = read(text, COLUMNS[given["kind"]], NEEDED[given["kind"]])
        wrong = found.wrong
    if wrong:
        return await _form(visit, me, given, wrong, 422)
    if given["kind"] == "commitments":
        return await _commitments(visit, me, given, found.rows)
    return await _ideas(visit, me, given, text, found.rows)


async def _text(visit: Visit) -> tuple[str, list[Wrong]]:
    """The text of the file that was sent, now or with an earlier page."""
    sent = visit.form.get("file")
    content = visit.written("_text").encode()
    if isinstance(sent, UploadFile) and sent.size:
        content = await sent.read(MOST_KILOBYTES * 1024 + 1)
    if len(content) > MOST_KILOBYTES * 1024:
        return "", [wrong_at(0, "", "", "csv_too_large", MOST_KILOBYTES)]
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except UnicodeDecodeError:
        return "", [wrong_at(0, "", "", "csv_not_utf8")]


async def _ideas(
    visit: Visit, me: Me, given: Mapping[str, str], text: str, rows: list[dict[str, str]]
) -> View:
    grants = me.giving("submit-idea")
    grant = next((one for one in grants if one["id"] == given["_acting_as"]), grants[0] if grants else None)
    if grant is None:
        raise Problem(403, "not_permitted", roles=[], yours=sorted(me.roles))
    found, wrong = ideas(rows, given["programme_id"], grant["role"])
    if wrong:
        return await _form(visit, me, given, wrong, 422)
    told: dict[str, Any] = {
        "given": given, "text": text, "rows": rows, "grants": grants, "grant": grant, "done": 0,
        "problem": None, "total": len(rows), "shown": rows[:MOST_SHOWN],
    }  # fmt: skip
    if visit.written("_step") == "record":
        begin_at = int(given["_from"]) if given["_from"].isdecimal() and len(given["_from"]) < 6 else 0
        told |= await _recorded(visit, found, begin_at, str(grant["id"]), text)
    return await console_view(visit, "import-ideas.html", me, **told)


async def _recorded(
    visit: Visit, found: list[dict[str, Any]], begin_at: int, grant: str, text: str
) -> dict[str, Any]:
    """Record the next rows. The key of each is made of the file and its row, so that a file which is sent
    again is recorded no second time; it stops at the first row that the rules refuse.
    """
    key = visit.digest(text)
    done = begin_at
    for number in range(begin_at, min(begin_at + AT_ONCE, len(found))):
        try:
            await visit.ask.post(
                "ideas",
                found[number],
                Idempotency_Key=f"csv-{key}-{found[number]['programme_id']}-{number + 1}",
                Acting_As=grant,
            )
        except Problem as problem:
            return {"done": done, "problem": problem.body(visit.language.words), "row": number + 1}
        done = number + 1
    return {"done": done}


async def _commitments(visit: Visit, me: Me, given: Mapping[str, str], rows: list[dict[str, str]]) -> View:
    """What was read, to go on with in the form of a command that takes commitments."""
    found, wrong = commitments(rows)
    if wrong:
        return await _form(visit, me, given, wrong, 422)
    programme = await visit.ask.get(f"programmes/{given['programme_id']}")
    ways = []
    for name, command in DRAFTING.items():
        if me.giving(name):
            form = form_of(command)
            pairs = posted(form, filled(form, {"commitments": found}))
            ways.append({"name": name, "summary": summary_of("programmes", name), "pairs": pairs})
    return await console_view(
        visit, "import-commitments.html", me, programme=programme, found=found, ways=ways
    )


IMPORTING = (
    Page("console/import", begin, kept=False),
    Page("console/import", go_on, method="POST", most=2**20, kept=False),
)
