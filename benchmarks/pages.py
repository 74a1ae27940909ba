"""Pages rendered anew, against a bare Jinja template of the same size; and pages that are kept."""

from __future__ import annotations

from functools import partial

from benchmarks.ratios import Ratio, in_turns
from benchmarks.reading import CONNECTIONS, bare_route
from benchmarks.service import data_directory, get, served
from benchmarks.wrk import load
from service.web.visiting import AFTER

SECONDS, TURNS = 1, 7
TEMPLATE = "benchmarks.bare_template:app"
MAIN = {
    "the first page": "",
    "the Network": "/network",
    "a programme": "/programmes/demnate-example",
    "a session of the council": "/council-sessions/demnate-example-2025-10",
    "the ideas": "/ideas",
    "an accountability history": "/programmes/demnate-example/history",
    "a replay": "/programmes/demnate-example/replay",
}
"""The main pages, by what follows the language in their addresses."""


def measure() -> list[Ratio]:
    """Requests per second of each main page in Arabic, rendered anew, over those of a bare template of its
    size; and of the first page as it is kept, over a bare route with its bytes. Anew means that its template
    is rendered for each request, from the interface's answers, which are kept as long as they are the latest.
    """
    with data_directory() as data_dir, served(data_dir, illustrative=True) as address:
        ratios = [_anew(f"{told} rendered anew", f"{address}/ar{path}") for told, path in MAIN.items()]
        body, _ = get(f"{address}/ar")
        with bare_route(body) as base:
            kept, bare = in_turns(TURNS, partial(_per_second, f"{address}/ar"), partial(_per_second, base))
    what = "the first page as it is kept, over a bare route with its bytes"
    return [*ratios, Ratio(what, kept, bare, "/s", 0.35, "at least")]


def _anew(told: str, url: str) -> Ratio:
    body, _ = get(url)
    with bare_route(body, TEMPLATE) as base:
        # Who comes from having recorded something is shown what is then so: no page that is kept will do.
        asked = partial(_per_second, f"{url}?{AFTER}=1")
        anew, bare = in_turns(TURNS, asked, partial(_per_second, base))
    what = f"{told} ({len(body) / 1000:.0f} KB), over a bare template"
    return Ratio(what, anew, bare, "/s", 0.2, "at least")


def _per_second(url: str) -> float:
    found = load(url, connections=CONNECTIONS, seconds=SECONDS)
    assert found.failed == 0, url
    return found.per_second
