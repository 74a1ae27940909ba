"""Reading a request's body: bounded, UTF-8, plain JSON. What is wrong is named by its field."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from service.api.problems import Problem, field_error
from service.messages import sentences

MAX_BODY = 256 * 1024
MAX_DEPTH = 24
MAX_INTEGER = 2**53 - 1
"""Beyond it, readers of JSON disagree about a number (RFC 8785, RFC 7493)."""


class _Doubled(ValueError):
    """An object gives one name twice; its last value would silently win."""


class _NoNumber(ValueError):
    """A number that JSON's readers would not all read alike."""


def _is_json(content_type: str) -> bool:
    """JSON, in no other encoding than the one that it has (RFC 8259, 8.1)."""
    media_type, *parameters = content_type.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    encodings = {value.strip().strip('"') for name, _, value in pairs if name.strip() == "charset"}
    return media_type.strip() == "application/json" and encodings <= {"utf-8", "utf8"}


async def read_body(request: Request, most: int = MAX_BODY) -> bytes:
    """The body, of at most so many bytes. Raises Problem 413 as soon as it proves too large, 415 for another
    media type.
    """
    if not _is_json(request.headers.get("content-type", "")) or "content-encoding" in request.headers:
        raise Problem(415, "media_type", headers={"Accept": "application/json"})
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > most:
                raise Problem(413, "body_too_large", limit=most, headers={"Connection": "close"})
    except ClientDisconnect:
        raise Problem(400, "bad_request") from None
    return bytes(found)


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object (RFC 8259, and RFC 7493 where that is stricter). Raises Problem 400 or 422."""
    try:
        found = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_doubles,
            parse_int=_bounded_integer,
            parse_float=_finite_number,
            parse_constant=_no_number,
        )
    except _Doubled as error:
        raise Problem(422, "invalid", errors=[field_error(str(error), "duplicate_key")]) from None
    except _NoNumber as error:
        field = _path_of_bad_number(body)
        raise Problem(422, "invalid", errors=[field_error(field, "number_range", found=str(error))]) from None
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError as error:
        raise Problem(400, "not_json", byte=error.start, reason="invalid UTF-8") from None
    except json.JSONDecodeError as error:
        raise Problem(400, "not_json", line=error.lineno, column=error.colno) from None
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _depth(found) > MAX_DEPTH:
        raise _too_deep()
    if b"\\u" in body:
        _refuse_surrogates(found)
    if not isinstance(found, dict):
        raise Problem(422, "invalid", errors=[field_error("", "model_type")])
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Doubled(next(name for name in found if names.count(name) > 1)[:80])
    return found


def _bounded_integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise _NoNumber(digits[:20])
    return int(digits)


def _finite_number(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise _NoNumber(digits[:20])
    return found


def _no_number(name: str) -> NoReturn:
    raise _NoNumber(name)


def _path_to(found: Any, wrong: Callable[[Any], bool]) -> str:
    """Where the first wrong value stands, by the names on the way to it."""
    places: list[tuple[tuple[str, ...], Any]] = [((), found)]
    while places:
        path, value = places.pop()
        if wrong(value):
            return ".".join(path)
        items = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        places += [((*path, str(name)), child) for name, child in items]
    return ""


def _path_of_bad_number(body: bytes) -> str:
    """Where the first number that is none stands; only looked for once there is one."""

    def number(digits: str) -> Any:
        try:
            return (
                _finite_number(digits) if "." in digits or "e" in digits.lower() else _bounded_integer(digits)
            )
        except _NoNumber as error:
            return error

    try:
        found = json.loads(body, parse_int=number, parse_float=number, parse_constant=_NoNumber)
    except (ValueError, RecursionError):
        return ""
    return _path_to(found, lambda value: isinstance(value, _NoNumber))


def _too_deep() -> Problem:
    return Problem(422, "invalid", errors=[field_error("", "too_deep", expected=MAX_DEPTH)])


def _depth(value: Any) -> int:
    levels = 0
    layer = [value]
    while layer and levels <= MAX_DEPTH:
        levels += 1
        inner = [item.values() if isinstance(item, dict) else item for item in layer if item]
        layer = [child for items in inner for child in items if isinstance(child, dict | list)]
    return levels


def _refuse_surrogates(value: Any) -> None:
    """Half of a surrogate pair is no character, and no UTF-8 can hold it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        told = field_error(_printable(_path_to(value, _half)), "half_a_character")
        detail = sentences("validation", "half_a_character")
        raise Problem(400, "not_json", detail=detail, errors=[told], reason="lone surrogate") from None


def _half(value: Any) -> bool:
    """Whether a text, or a name in an object, holds half of a character."""
    texts = [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []
    return any("\ud800" <= character <= "\udfff" for text in texts for character in text)


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()[:200]
