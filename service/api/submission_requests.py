"""What a request about a submission must bring: a key, a code, fields that its sender may give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from domain.kernel.commands import Command
from domain.kernel.values import strictly
from service.api.bodies import parse_object, read_body
from service.api.fields import parse_command, validation_error
from service.api.preconditions import KEY
from service.api.problems import Problem, field_error
from service.api.unheard import without_sent
from service.submissions.kinds import Kind, Scope

C = TypeVar("C", bound=Command)
MOST_BYTES = 128 * 1024
"""Room for the longest text, each letter of it written as an escape, and the fields around it."""
LEAST_KEY = 16
MADE_BY_SERVICE = ("actor", "channel", "effective_at", "authority", "evidence", "reason")
"""Fields of the commands that nobody without an account gives."""
_SCOPE: TypeAdapter[Scope] = TypeAdapter(Scope)


def submission_key(request: Request) -> str:
    """The Idempotency-Key, long enough that nobody else comes upon it. Raises Problem 400."""
    key = request.headers.get("idempotency-key")
    if key is None:
        raise Problem(400, "key_required", errors=[field_error("Idempotency-Key", "missing")])
    if len(key) < LEAST_KEY or not KEY.fullmatch(key):
        code = "key_too_short" if len(key) < LEAST_KEY else "header_invalid"
        expected = LEAST_KEY if len(key) < LEAST_KEY else KEY.pattern
        error = field_error("Idempotency-Key", code, expected=expected, found=len(key))
        raise Problem(400, "key_invalid", errors=[error])
    return key


def tracking_code(request: Request) -> str:
    """The Tracking-Code, whatever it is. Raises Problem 400 where there is none."""
    code = request.headers.get("tracking-code")
    if not code:
        raise Problem(400, "code_required", errors=[field_error("Tracking-Code", "missing")])
    return code


def given_fields(kind: Kind, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a submission. Raises Problem 422 that names every one that is not right."""
    own = [field_error(name, "made_by_service") for name in MADE_BY_SERVICE if name in fields]
    author = fields.get("author")
    if isinstance(author, dict) and "ref" in author:
        own.append(field_error("author.ref", "made_by_service"))
    if own:
        raise Problem(422, "invalid", errors=own)
    try:
        with strictly():
            return kind.given.model_validate(fields).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:50]
        raise _unheard([validation_error(one) for one in found]) from None


def citizens_command(kind: type[C], fields: dict[str, Any]) -> C:
    """A command from what somebody without an account gave. Raises Problem 422."""
    try:
        return parse_command(kind, fields)
    except Problem as problem:
        raise _unheard(problem.errors) from None


def _unheard(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """What is wrong with the fields, without what stood in them: it may say who somebody is."""
    return Problem(422, "invalid", errors=[without_sent(one) for one in errors])


async def optional_fields(request: Request, *allowed: str) -> dict[str, Any]:
    """The fields of a body, which may be absent. Raises Problem 422 that names each one not allowed."""
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        return {}
    fields = parse_object(await read_body(request, MOST_BYTES))
    if unknown := fields.keys() - set(allowed):
        errors = [field_error(name[:80], "extra_forbidden") for name in sorted(unknown)[:20]]
        raise Problem(422, "invalid", errors=errors)
    return fields


def scope_in(fields: dict[str, Any]) -> Scope:
    """What is to be erased; everything where nothing is said. Raises Problem 422."""
    try:
        return _SCOPE.validate_python(fields.get("scope", "everything"))
    except ValidationError as error:
        wrong = [validation_error({**one, "loc": ("scope",)}) for one in error.errors(include_url=False)]
        raise Problem(422, "invalid", errors=wrong) from None
