"""What the commands about accounts share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.office import check_value
from service.cli.speech import Exit, say, stop
from service.cli.working import working

if TYPE_CHECKING:
    from service.access.access import Access
    from service.opening import Service

Email = Annotated[str, typer.Argument(metavar="EMAIL", help=say("option_email"))]
NewEmail = Annotated[str, typer.Argument(metavar="EMAIL", help=say("option_new_email"))]


def check_role(found: str) -> None:
    """End with a usage error, which lists them, where `--role` names none that an account holds."""
    from service.access.permissions import held_roles  # noqa: PLC0415 - reads the permission table

    check_value("--role", Literal[*(role.value for role in held_roles())], found)


@contextmanager
def access_of(*, illustrative: bool, noted: str | None = None) -> Iterator[tuple[Service, Access]]:
    """An opened log with its accounts. Where it is `noted`, the access journal says what for."""
    from service.access.access import Access  # noqa: PLC0415 - hashing is slow to import

    with working(illustrative=illustrative, noted=noted) as service:
        yield service, Access(service.log, secret=service.settings.secret())


def account_ref(access: Access, email: str) -> str:
    """The open account of an e-mail address, or of its own reference. Ends where there is none."""
    found = access.accounts.get(email) or access.accounts.find(email)
    if found is None or found.closed_at is not None:
        stop(Exit.REFUSED, say("account_unknown"))
    return found.account_ref
