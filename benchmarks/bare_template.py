"""A bare FastAPI route that renders a Jinja template to as many bytes as a file has: a list of the file's own
lines, each escaped.
"""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from jinja2 import Environment
from starlette.responses import HTMLResponse

PAGE = Path(os.environ["BARE_BYTES"]).read_text("utf-8")
TEMPLATE = Environment(autoescape=True).from_string(
    '<!doctype html><html lang="{{ language }}"><title>{{ title }}</title><ul>\n'
    "{% for line in lines %}<li>{{ line }}</li>\n{% endfor %}</ul></html>"
)
app = FastAPI()


def _lines() -> list[str]:
    """The page's lines without markup, as many as make a page of its size with what surrounds them."""
    plain = [
        line
        for line in (line.translate({ord(c): None for c in "<>&\"'"}) for line in PAGE.splitlines())
        if line
    ]
    left, lines = len(PAGE.encode()), list[str]()
    while left > 0:
        for line in plain:
            left -= len(f"<li>{line}</li>\n".encode())
            if left <= 0:
                break
            lines.append(line)
    return lines


LINES = _lines()


@app.get("/")
async def answer() -> HTMLResponse:
    """The template, rendered anew."""
    return HTMLResponse(TEMPLATE.render(language="ar", title="bare", lines=LINES))
