"""Files of rows as staff send them to be tried and recorded."""

from __future__ import annotations

import re
from html import unescape

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
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", page.text)
    return [tuple(unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in row) for row in rows]  # type: ignore[misc]
