"""Reading what is asked of the transparency log. What is not right is named by its field."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request

from projections.transparency.tiles import BadTile, TileName, parse_tile_path
from service.api.problems import Problem, field_error

_POSITION = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.ASCII)


def invalid(field: str, code: str, **found: Any) -> Problem:
    """The problem of one wrong field."""
    return Problem(422, "invalid", errors=[field_error(field, code, **found)])


def tile_in(request: Request) -> TileName:
    """The tile that the path names. Raises Problem 422."""
    path = request.url.path.removeprefix("/log/tile/")
    try:
        return parse_tile_path(f"tile/{path}")
    except BadTile:
        raise invalid("path", "string_pattern_mismatch", expected="L/N[.p/W]", found=path[:80]) from None


def position_in(request: Request) -> int:
    """The position in the path, 1 or more. Raises Problem 422."""
    given: str = request.path_params["position"]
    if not _POSITION.fullmatch(given) or given == "0":
        raise invalid("position", "string_pattern_mismatch", expected="1, 2, 3, …", found=given[:80])
    return int(given)


def sizes_in(request: Request) -> tuple[int, int]:
    """The sizes `from` and `to`, in this order. Raises Problem 422, which names every wrong parameter."""
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    errors = [field_error(name[:80], "unknown_parameter") for name in given if name not in ("from", "to")]
    errors += [field_error(name, "missing") for name in ("from", "to") if name not in given]
    names = [name for name, _ in pairs]
    errors += [field_error(name, "duplicate_key") for name in ("from", "to") if names.count(name) > 1]
    errors += [
        field_error(name, "int_type", found=given[name][:80])
        for name in ("from", "to")
        if name in given and not _POSITION.fullmatch(given[name])
    ]
    if errors:
        raise Problem(422, "invalid", errors=errors[:20])
    old, new = int(given["from"]), int(given["to"])
    if old > new:
        raise invalid("from", "less_than_equal", expected=new, found=old)
    return old, new


def proof_alone(request: Request) -> bool:
    """Whether the reader wants the proof as text rather than JSON (RFC 9110, 12.5.1). Raises Problem 406."""
    accept = request.headers.get("accept", "")
    weights = {"application/json": 0.0, "text/plain": 0.0}
    for part in accept[:500].split(",") if accept.strip() else ["*/*"]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if found := _WEIGHT.fullmatch(parameter):
                weight = float(found[1])
        for name, given in weights.items():
            if kind in (name, f"{name.partition('/')[0]}/*", "*/*"):
                weights[name] = max(given, weight)
    if not any(weights.values()):
        raise Problem(406, "not_acceptable", expected=list(weights))
    return weights["text/plain"] > weights["application/json"]
