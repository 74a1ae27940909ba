"""A bare FastAPI route that returns the bytes of a file: what a framework can do at most."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response

BYTES = Path(os.environ["BARE_BYTES"]).read_bytes()
app = FastAPI()


@app.get("/")
async def answer() -> Response:
    """The bytes as they are."""
    return Response(BYTES, media_type="application/json")
