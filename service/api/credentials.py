"""The bodies that hold secrets: read like any other, and never shown, printed or repeated."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.requests import Request

from service.access.passwords import LEAST, MOST
from service.api.bodies import parse_object, read_body
from service.api.fields import validation_error
from service.api.problems import Problem

B = TypeVar("B", bound="_Body")
NewPassword = Annotated[str, StringConstraints(min_length=LEAST, max_length=MOST)]
GivenPassword = Annotated[str, StringConstraints(min_length=1, max_length=MOST)]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class _Body(BaseModel):
    """A body of this module: closed, and never shown when something is printed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Credentials(_Body):
    """What signs in."""

    email: Email
    password: GivenPassword


class PasswordChange(_Body):
    """The password that was, and the one to be."""

    current: GivenPassword
    new: NewPassword


class PasswordReset(_Body):
    """The secret of a one-time link, and the password to be."""

    link: GivenPassword
    new: NewPassword


async def read_secret(request: Request, kind: type[B]) -> B:
    """A body of a kind. Raises Problem that names the field and, since it may be a secret, not what was found
    there.
    """
    fields = parse_object(await read_body(request))
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        errors = [validation_error(one) for one in error.errors(include_url=False, include_input=False)]
        raise Problem(422, "invalid", errors=errors) from None
