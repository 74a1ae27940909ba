"""The style sheet and the script of pages, at addresses that name their content: kept, and never stale."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from service.api.named_route import NamedRoute
from service.api.problems import Problem

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
PATH = "/assets/{digest}/{name}"


@cache
def _content(name: str) -> tuple[str, bytes]:
    """The digest and the bytes of an asset. Raises KeyError."""
    folder = files(__package__).joinpath("static")
    found = {one.name: one for one in folder.iterdir()}[name].read_bytes()
    return sha256(found).hexdigest()[:16], found


def address(name: str) -> str:
    """Where an asset is served. Raises KeyError for one that is not there."""
    return PATH.format(digest=_content(name)[0], name=name)


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    kind = TYPES.get(name.rpartition(".")[2])
    try:
        digest, found = _content(name)
    except KeyError:
        raise Problem(404, "not_found") from None
    if kind is None or digest != request.path_params["digest"]:
        raise Problem(404, "not_found")
    return Response(found, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def asset_route() -> NamedRoute:
    """The route of all assets."""
    return NamedRoute(PATH, _serve, methods=["GET"])
