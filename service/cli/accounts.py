"""What the commands about accounts share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.speech import Exit, say, stop
from service.cli.working import working

if TYPE_CHECKING:
    from service.access.access import Access
    from service.opening import Service

Email = Annotated[str, typer.Argument(metavar="EMAIL", help=say("option_email"))]


@contextmanager
def access_of(*, illustrative: bool) -> Iterator[tuple[Service, Access]]:
    """An opened log with its accounts."""
    from service.access.access import Access  # noqa: PLC0415 - hashing is slow to import

    with working(illustrative=illustrative) as service:
        yield service, Access(service.log, secret=service.settings.secret())


def account_ref(access: Access, email: str) -> str:
    """The open account of an e-mail address, or of its own reference. Ends where there is none."""
    found = access.accounts.get(email) or access.accounts.find(email)
    if found is None or found.closed_at is not None:
        stop(Exit.REFUSED, say("account_unknown"))
    return found.account_ref
