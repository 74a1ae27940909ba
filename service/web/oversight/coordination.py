"""The coordination of the Network: how far the programmes of each region are, which members are silent or
late, and what it sends them: a letter to be printed and signed, since no command asks for an explanation.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from service.api.problems import Problem, field_error
from service.messages import sentence
from service.reading.exports import BOM, cell
from service.web.console.me import whoami
from service.web.languages import LANGUAGES
from service.web.oversight.members import Fact, Found, Member, members
from service.web.rendering import render
from service.web.speech import Speech
from service.web.visiting import Page, View, Visit

SHOWN = 40
"""Members of a page."""
COLUMNS = ("region", "member", "identity", "what", "since", "record", "address")
LETTERS = ("ar", "fr")
"""The languages in which a letter is written, whoever prints it."""


async def coordination(visit: Visit) -> View:
    """The matrix of stages by region, and the members of whom something is found."""
    me = await whoami(visit)
    everywhere = await visit.ask.get("network/board", limit=1)
    found = await members(visit, region=visit.chosen.get("region"))
    page = _page(visit, len(found.members))
    view = {
        "me": me,
        "board": everywhere,
        "stages": _stages(everywhere),
        "region": visit.chosen.get("region", ""),
        "members": found.members[(page - 1) * SHOWN : page * SHOWN],
        "count": len(found.members),
        "late": sum(bool(one.late) for one in found.members),
        "number": page,
        "pages": _pages(len(found.members)),
    }
    return View("oversight/coordination.html", view)


def _stages(board: Mapping[str, Any]) -> dict[bool, list[str]]:
    """The stages that some programme is at, and those that none is at, each in the order of the lifecycle."""
    by_stage: Mapping[str, int] = board["totals"]["programmes"]["by_stage"]
    return {some: [one for one, count in by_stage.items() if bool(count) is some] for some in (True, False)}


def _pages(count: int) -> int:
    return max(1, -(-count // SHOWN))


def _page(visit: Visit, count: int) -> int:
    """The page asked for. Raises Problem 422."""
    given, last = visit.chosen.get("page", "1"), _pages(count)
    if not given.isascii() or not given.isdigit() or len(given) > 4 or not 1 <= int(given) <= last:
        error = field_error("page", "less_than_equal", expected=last, found=given[:20])
        raise Problem(422, "invalid", errors=[error])
    return int(given)


async def table(visit: Visit) -> Response:
    """The same members as CSV, with a row for each thing that is found."""
    found = await members(visit, region=visit.chosen.get("region"))
    words, written = visit.language.words, StringIO()
    heads = [sentence("oversight", f"column_{column}", words) for column in COLUMNS]
    csv.writer(written).writerows([heads, *_rows(visit, found)])
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="members.csv"'}
    return Response(BOM + written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(visit: Visit, found: Found) -> Iterator[list[str]]:
    speech, words = Speech(visit.language), visit.language.words
    regions = {one["region"]: one["names"] for one in found.board["regions"]}
    for one in found.members:
        told = one.told
        place = [speech.plain(regions[told["region"]]), speech.plain(told["names"]), told["collectivity_id"]]
        for fact in one.facts:
            said = [fact.sentence[words], fact.since or "", speech.plain(fact.title or told["names"])]
            yield [cell(value) for value in (*place, *said, _address(visit, fact, visit.language.code))]


def _address(visit: Visit, fact: Fact, code: str) -> str:
    """The whole address of a record's page, as it stands on paper and in tables."""
    return f"{str(visit.request.base_url).rstrip('/')}/{code}/{fact.path}"


async def letter(visit: Visit) -> View:
    """A letter that asks a member for an explanation, in Arabic and in French. Raises Problem 404 for what is
    no member of whom something is found.
    """
    me, place = await whoami(visit), visit.part("id")
    record = await visit.ask.get(f"collectivities/{place}")
    found = await members(visit, collectivity=place)
    if not found.members:
        raise Problem(404, "not_found")
    network = await visit.ask.find("network")
    told = {"record": record, "member": found.members[0], "board": found.board, "network": network}
    sheets = [(LANGUAGES[code], _sheet(visit, code, told)) for code in LETTERS]
    return View("oversight/letter.html", {"me": me, "record": record, "sheets": sheets})


def _sheet(visit: Visit, code: str, told: Mapping[str, Any]) -> Markup:
    member: Member = told["member"]
    facts = [(fact, _address(visit, fact, code)) for fact in member.facts]
    return Markup(render("oversight/sheet.html", LANGUAGES[code], {**told, "facts": facts}))  # noqa: S704 - our own template, which escapes what it is told


COORDINATION = (
    Page("console/coordination", coordination, frozenset({"region", "page"}), kept=False),
    Page("console/coordination/members.csv", table, frozenset({"region"}), kept=False),
    Page("console/coordination/letters/{id}", letter, kept=False),
)
