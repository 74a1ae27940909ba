"""Many ideas or commitments at once from a file. It is tried whole first, and refused whole where a row is
wrong; then the ideas are recorded row by row, and commitments go on into the form of a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.datastructures import UploadFile
from starlette.responses import Response

from service.web.console.csv_columns import COLUMNS, NEEDED, explained, headings
from service.web.console.csv_reading import Wrong, read, wrong_at
from service.web.console.importing_commitments import DRAFTING, try_commitments
from service.web.console.importing_ideas import File, try_ideas
from service.web.console.me import Me, console_view, whoami
from service.web.visiting import Page, View, Visit

MOST_KILOBYTES = 190
"""The text of a file goes from page to page as a field, so that nothing has to be kept of it."""
MOST_SHOWN = 100


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
        columns={kind: list(explained(kind)) for kind in COLUMNS},
        given=given,
        wrong=(wrong or [])[:MOST_SHOWN],
        all_wrong=len(wrong or []),
        status=status,
    )


async def go_on(visit: Visit) -> View:
    """Try a file, and where nothing is wrong record the next of its rows."""
    me = await whoami(visit)
    given = {name: visit.written(name) for name in ("kind", "programme_id", "_acting_as", "_from")}
    kind = given["kind"]
    if kind not in COLUMNS:
        code, known = "literal_error" if kind else "missing", ", ".join(COLUMNS)
        return await _form(visit, me, given, [wrong_at(0, "kind", kind, code, known)], 422)
    text, wrong = await _text(visit)
    if wrong:
        return await _form(visit, me, given, wrong, 422)
    found = read(text, COLUMNS[kind], NEEDED[kind])
    if found.unreadable:
        return await _form(visit, me, given, found.wrong, 422)
    file = File(given, text, found.rows, found.wrong)
    tried = await (try_ideas if kind == "ideas" else try_commitments)(visit, me, file)
    return tried if isinstance(tried, View) else await _form(visit, me, given, tried, 422)


async def _text(visit: Visit) -> tuple[str, list[Wrong]]:
    """The text of the file that was sent, now or with an earlier page."""
    sent, content = visit.form.get("file"), visit.written("_text").encode()
    if isinstance(sent, UploadFile) and sent.filename:
        content = await sent.read(MOST_KILOBYTES * 1024 + 1)
    elif "_text" not in visit.form:
        return "", [wrong_at(0, "", "", "csv_no_file")]
    if len(content) > MOST_KILOBYTES * 1024:
        return "", [wrong_at(0, "", "", "csv_too_large", MOST_KILOBYTES)]
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except UnicodeDecodeError:
        return "", [wrong_at(0, "", "", "csv_not_utf8")]


async def template(kind: str, _visit: Visit) -> Response:
    """A file with the headings of its kind, to be filled in."""
    named = {"Content-Disposition": f'attachment; filename="{kind}.csv"', "Cache-Control": "no-store"}
    return Response(headings(kind), media_type="text/csv; charset=utf-8", headers=named)


IMPORTING = (
    Page("console/import", begin, kept=False),
    *(Page(f"console/import/{kind}.csv", partial(template, kind), kept=False) for kind in COLUMNS),
    Page("console/import", go_on, method="POST", most=2**20, kept=False),
)
