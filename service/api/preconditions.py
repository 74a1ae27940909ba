"""What a request for a command must bring beside its body: an identity, a key, a version, whether it is a
trial.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request

from domain.kernel.values import IDENTIFIER_FORM
from service.api.command_table import CommandRoute
from service.api.problems import Problem, field_error

_IDENTIFIER = re.compile(IDENTIFIER_FORM)
KEY = re.compile(r"[\x21-\x7e]{1,255}")
_ETAG = re.compile(r'"(0|[1-9]\d{0,9})"')


def refuse_parameters(request: Request) -> None:
    """Commands take no query parameters. Raises Problem 422."""
    if names := list(request.query_params):
        raise Problem(
            422, "invalid", errors=[field_error(name[:80], "unknown_parameter") for name in names[:20]]
        )


def addressed(route: CommandRoute, given: dict[str, str]) -> str:
    """The stream that the path names, or the bare kind for one yet to be created. Raises Problem 422."""
    if route.creates:
        return route.kind
    if not _IDENTIFIER.fullmatch(given["id"]):
        error = field_error("id", "string_pattern_mismatch", expected=_IDENTIFIER.pattern)
        raise Problem(422, "invalid", errors=[error])
    return f"{route.kind}:{given['id']}"


def given_id(route: CommandRoute, identity: Any) -> str:
    """The identity that the caller chose for a new aggregate. Raises Problem 422."""
    if not route.id_given:
        raise Problem(422, "invalid", errors=[field_error("id", "id_not_given")])
    if not isinstance(identity, str) or not _IDENTIFIER.fullmatch(identity):
        error = field_error("id", "string_pattern_mismatch", expected=_IDENTIFIER.pattern)
        raise Problem(422, "invalid", errors=[error])
    return identity


def idempotency_key(request: Request, route: CommandRoute) -> str | None:
    """The Idempotency-Key: required to create, welcome elsewhere. Raises Problem 400."""
    key = request.headers.get("idempotency-key")
    if key is None and route.creates:
        raise Problem(400, "key_required", errors=[field_error("Idempotency-Key", "missing")])
    if key is not None and not KEY.fullmatch(key):
        error = field_error("Idempotency-Key", "header_invalid", expected=KEY.pattern, found=key[:80])
        raise Problem(400, "key_invalid", errors=[error])
    return key


def expected_version(request: Request, route: CommandRoute) -> int | None:
    """The version in If-Match. None where none is needed, or where a key may show that the command was
    carried out already. Raises Problem 428 and 400.
    """
    given = request.headers.get("if-match")
    if route.creates:
        return None
    if given is None:
        if "idempotency-key" in request.headers:
            return None
        raise Problem(428, "version_required", errors=[field_error("If-Match", "missing")])
    found = _ETAG.fullmatch(given.strip())
    if found is None:
        error = field_error("If-Match", "header_invalid", expected='"1"', found=given[:80])
        raise Problem(400, "version_invalid", errors=[error])
    return int(found[1])


def dry_run(request: Request) -> bool:
    """Whether the command is only tried. Raises Problem 400: what is meant as a trial must not be
    recorded.
    """
    given = request.headers.get("dry-run")
    if given is None:
        return False
    if given.strip() != "true":
        error = field_error("Dry-Run", "header_invalid", expected="true", found=given[:80])
        raise Problem(400, "bad_request", errors=[error])
    return True
