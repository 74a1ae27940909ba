"""Pages rendered anew, against a bare Jinja template of the same size; and pages that are kept."""

from __future__ import annotations

from benchmarks.ratios import Ratio
from benchmarks.reading import CONNECTIONS, bare
from benchmarks.service import data_directory, get, served
from benchmarks.wrk import Load, load
from service.web.visiting import AFTER

SECONDS = 4
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
    size; and of the first page as it is kept, over a bare route with its bytes.
    """
    ratios = []
    with data_directory() as data_dir, served(data_dir, illustrative=True) as address:
        for told, path in MAIN.items():
            url = f"{address}/ar{path}"
            body, _ = get(url)
            # Who comes from having recorded something is shown what is then so: nothing kept will do.
            anew = _load(f"{url}?{AFTER}=1")
            base = bare(body, TEMPLATE)
            what = f"{told} rendered anew ({len(body) / 1000:.0f} KB), over a bare template"
            ratios.append(Ratio(what, anew.per_second, base, "/s", 0.2, "at least"))
        body, _ = get(f"{address}/ar")
        kept = _load(f"{address}/ar")
        what = "the first page as it is kept, over a bare route with its bytes"
        ratios.append(Ratio(what, kept.per_second, bare(body), "/s", 0.35, "at least"))
    return ratios


def _load(url: str) -> Load:
    found = load(url, connections=CONNECTIONS, seconds=SECONDS)
    assert found.failed == 0, url
    return found
