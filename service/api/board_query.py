"""The network board over HTTP."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.dates import legal_day, start_of_day
from projections.model import as_json
from projections.speech import counted
from service.api.overview_filters import BOARD_FILTERS, Months
from service.api.overview_parameters import Handler, Now, allowed_with, given_as, page_of
from service.api.query_parameters import asked, cursor, page, refuse_unknown_region
from service.api.reading import Reader
from service.messages import LANGUAGES, sentences
from service.reading import board
from service.reading.answers import Answer

SILENT_AFTER_MONTHS = 6


def _months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last of its month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _months(number: int) -> dict[str, str]:
    """So many months, in each language."""
    return {language: counted(number, "months_of", language) for language in LANGUAGES}


def board_query(reader: Reader, now: Now) -> Handler:
    """Reads the network board."""
    allowed = allowed_with(BOARD_FILTERS, "silent_after_months", "silent")

    async def read(request: Request) -> Response:
        question = asked(request, allowed)
        months = given_as(question, "silent_after_months", Months, SILENT_AFTER_MONTHS)
        silent = given_as(question, "silent", bool, None)
        wanted = page(question, BOARD_FILTERS)
        where = "".join(f" AND {one.condition}" for one in wanted.filters)

        async def make() -> Answer:
            today = legal_day(now())
            since = start_of_day(_months_before(today, months))
            async with reader.snapshots.of(board.READ_FROM) as snapshot:
                await refuse_unknown_region(snapshot, wanted.values)
                found = await board.board(snapshot, where, wanted.values, today, since)
            fitting = [
                one
                for one in found.about
                if one.first_position > wanted.after and (silent is None or bool(one.silent(since)) is silent)
            ]
            shown = fitting[: wanted.limit]
            last = shown[-1].first_position if len(fitting) > wanted.limit else None
            told = {
                "day": today,
                "silent_after_months": months,
                "conventions": {
                    "silent_members": sentences("conventions", "silent_members", months=_months(months)),
                    "evaluation_due": sentences("conventions", "evaluation_due"),
                },
                "totals": found.totals(),
                "regions": found.regions(),
            }
            items = [as_json(found.of(one)) for one in shown]
            return page_of(reader, snapshot.position, items, cursor(question, last), told)

        return await reader.respond(request, question, board.READ_FROM, make)

    return read
