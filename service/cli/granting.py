"""`infitah user grant` and `end-grant`: giving an account a role, and taking it away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from domain.kernel.dates import start_of_day
from domain.kernel.values import Identifier, Reference, Role
from service.cli.accounts import Email, access_of, account_ref, check_role
from service.cli.office import check_value
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, say, stop, terminal_language

if TYPE_CHECKING:
    from service.access.grants import GrantRow
    from service.opening import Service

RoleOption = Annotated[str, typer.Option("--role", help=say("option_granted_role"))]
For = Annotated[str | None, typer.Option("--collectivity", help=say("option_granted_for"))]
Body = Annotated[str | None, typer.Option("--body", help=say("option_granted_body"))]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help=say("option_granted_from"))]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=say("option_granted_until"))]


def grant_command(
    email: Email,
    role: RoleOption,
    collectivity: For = None,
    body: Body = None,
    begins: From = None,
    ends: Until = None,
    as_json: AsJson = False,
    illustrative: Illustrative = False,
) -> None:
    """Give an account a role."""
    from service.access.grants import BodyNeeded, HeldAlready, NotHeldSo  # noqa: PLC0415
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    check_role(role)
    for name, found, kind in (("--collectivity", collectivity, Identifier), ("--body", body, Reference)):
        if found is not None:
            check_value(name, kind, found)
    since, until = moment("--from", begins), moment("--until", ends)
    if until is not None and until <= (since or datetime.now(UTC)):
        stop(Exit.USAGE, say("period_wrong", begins=begins or say("now"), ends=ends))
    period = {"from_at": since, "until_at": until}
    with access_of(illustrative=illustrative) as (service, access):
        _check_body(service, Role(role), body)
        account, mandate = account_ref(access, email), _mandate(service, collectivity)
        given: dict[str, Any] = {"collectivity": collectivity, "mandate": mandate, "body": body, **period}
        try:
            made = access.grants.make(account, Role(role), by=COMMAND_LINE, **given)
        except NotHeldSo as wrong:
            _stop_held(wrong.expected, role)
        except HeldAlready as held:
            stop(Exit.REFUSED, say("grant_held", grant=held.grant))
        except BodyNeeded:
            stop(Exit.USAGE, say("body_needed", role=role))
        _tell_unless_it_holds(service, access.grants.of(account), made)
    if as_json:
        typer.echo(json.dumps({"grant": made, "mandate": mandate}))
    else:
        typer.echo(say("grant_made", grant=made))


def end_grant_command(
    grant: Annotated[str, typer.Argument(metavar="GRANT", help=say("option_grant"))],
    illustrative: Illustrative = False,
) -> None:
    """Take a role away."""
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    with access_of(illustrative=illustrative) as (_, access):
        if not access.grants.end(grant, by=COMMAND_LINE):
            stop(Exit.REFUSED, say("grant_unknown"))
    typer.echo(say("grant_ended", grant=grant))


def moment(field: str, given: str | None) -> datetime | None:
    """The beginning of a day (YYYY-MM-DD) in Casablanca. Ends with a usage error where it is none."""
    if given is None:
        return None
    try:
        return start_of_day(datetime.strptime(given, "%Y-%m-%d").date())  # noqa: DTZ007 - a day has no zone
    except ValueError:
        stop(Exit.USAGE, say("bad_fields"), say("day_expected", field=field, found=given[:80]))


def _mandate(service: Service, collectivity: str | None) -> str | None:
    """The mandate of the council in office, which its offices end with. Ends where there is no such
    collectivity: a grant that was mistyped would give nothing, and nobody would know why.
    """
    from domain.collectivity.state import CollectivityState  # noqa: PLC0415
    from domain.kernel.dates import legal_day  # noqa: PLC0415

    if collectivity is None:
        return None
    found = service.handler.state(f"collectivity:{collectivity}")
    assert isinstance(found, CollectivityState)  # noqa: S101 - tells the type checker what is so already
    if not found.version:
        stop(Exit.REFUSED, say("collectivity_unknown", found=collectivity))
    mandate = found.mandate_on(legal_day(service.handler.now()))
    return mandate.mandate_id if mandate else None


def _tell_unless_it_holds(service: Service, grants: Iterable[GrantRow], made: str | None) -> None:
    """Say on standard error why a grant that was made gives nothing now, or not for long."""
    from service.access.lasting import councils, facts_of, lasting  # noqa: PLC0415

    for one in grants:
        if one.grant_id == made:
            facts = facts_of(service.handler.states(councils([one])), service.handler.now())
            if (how := lasting(one, facts)).lapse is not None or how.foreseen is not None:
                typer.echo(how.told()["state_name"][terminal_language()], err=True)


def _check_body(service: Service, role: Role, body: str | None) -> None:
    """An organisation is named by its own reference: who acts for a commune is named by their role. Ends with
    a usage error where a body would stand for another's records.
    """
    from service.access.permissions import held_roles  # noqa: PLC0415

    if body is None or role not in held_roles():
        return
    commune = service.handler.state(f"collectivity:{body}") if ":" not in body else None
    if not held_roles()[role].of_a_body or (commune is not None and commune.version):
        stop(Exit.USAGE, say("body_refused", role=role))


def _stop_held(expected: frozenset[str], role: str) -> NoReturn:
    stop(Exit.USAGE, say(f"role_held_for_{'_'.join(sorted(expected))}", role=role))
