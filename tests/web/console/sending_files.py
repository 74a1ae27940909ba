"""Files of rows as staff send them to be tried and recorded."""

from __future__ import annotations

import re
from html import unescape
from time import sleep

import httpx

from tests.web.console.giving import told
from tests.web.console.visitor import Visitor


def sent(visitor: Visitor, programme: str, content: str | bytes, kind: str = "ideas") -> httpx.Response:
    """Send a file to be tried."""
    form = visitor.form(visitor.get("console/import"), "console/import")
    data = {"csrf": form["csrf"], "kind": kind, "programme_id": programme, "_step": "check"}
    given = content.encode() if isinstance(content, str) else content
    return visitor.client.post(form.action, data=data, files={"file": ("ideas.csv", given, "text/csv")})


def recorded_whole(visitor: Visitor, page: httpx.Response) -> httpx.Response:
    """Record the rows of a file that was tried, page by page."""
    while True:
        page = visitor.send(visitor.form(page, "console/import"), ("_step", "record"))
        assert page.status_code == 200, told(page)
        if 'name="_text"' not in page.text:
            return page


def mistakes(page: httpx.Response) -> list[tuple[str, str, str, str]]:
    """The row, column, value and rule of each mistake that a page tells."""
    found = re.findall(r"<li><p><b>(.*?)</b>(.*?)<br>(.*?)</p></li>", page.text)
    return [
        (
            re.sub(r"\D", "", row),
            *_inside(r"<bdi class=\"mono\"[^>]*>(.*?)</bdi>", r"<q[^>]*>(.*?)</q>", where),
            _words(rule),
        )
        for row, where, rule in found
    ]


def _inside(column: str, value: str, where: str) -> tuple[str, str]:
    first, second = (re.search(pattern, where) for pattern in (column, value))
    return _words(first[1] if first else ""), _words(second[1] if second else "")


def _words(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html)).strip()


def waits_with(visitor: Visitor, *words: str) -> httpx.Response:
    """The list of what waits once it has these words."""
    for _ in range(50):
        sleep(0.1)
        page = visitor.get("console/triage")
        if all(one in page.text for one in words):
            return page
    raise AssertionError("what was recorded does not wait")
