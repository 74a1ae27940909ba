"""The style sheet and the script of pages, at addresses that name their content: kept, and never stale."""

from __future__ import annotations

from functools import cache
from gzip import compress
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from service.api.named_route import NamedRoute
from service.api.problems import Problem

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
PATH = "/assets/{digest}/{name}"


class _Asset(NamedTuple):
    digest: str
    body: bytes
    smaller: bytes


@cache
def _assets() -> dict[str, _Asset]:
    """All assets by their names, as they are and as they are sent over a weak connection."""
    read = ((one.name, one.read_bytes()) for one in files(__package__).joinpath("static").iterdir())
    return {name: _Asset(sha256(body).hexdigest()[:16], body, compress(body, mtime=0)) for name, body in read}


def takes_gzip(request: Request) -> bool:
    """Whether a browser reads what is compressed (RFC 9110, 12.5.3)."""
    offered = request.headers.get("accept-encoding", "").split(",")
    return any(one.strip().lower() == "gzip" for one in offered)


def address(name: str) -> str:
    """Where an asset is served. Raises KeyError for one that is not there."""
    return PATH.format(digest=_assets()[name].digest, name=name)


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    kind = TYPES.get(name.rpartition(".")[2])
    found = _assets().get(name)
    if kind is None or found is None or found.digest != request.path_params["digest"]:
        raise Problem(404, "not_found")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if not takes_gzip(request):
        return Response(found.body, media_type=kind, headers=headers)
    return Response(found.smaller, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})


def asset_route() -> NamedRoute:
    """The route of all assets."""
    return NamedRoute(PATH, _serve, methods=["GET"])
