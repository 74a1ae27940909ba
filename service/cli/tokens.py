"""`infitah token` and `infitah journal`: what programs come in by, and who came in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from domain.kernel.dates import CASABLANCA
from domain.vocabulary import name_of
from service.cli.accounts import Email, access_of, account_ref
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, paper, say, spoken, stop, terminal_language
from service.messages import sentence

if TYPE_CHECKING:
    from service.access.tokens import TokenRow

app = typer.Typer(help=say("help_token"), no_args_is_help=True)
MOST_DAYS = 366
HEADINGS = (
    *("heading_token", "heading_account", "heading_grant", "heading_command"),
    *("heading_until", "heading_used", "heading_revoked"),
)
Grants = Annotated[list[str] | None, typer.Option("--grant", help=say("option_token_grant"))]
Commands = Annotated[list[str] | None, typer.Option("--command", help=say("option_token_command"))]


@app.command("create", help=say("help_token_create"))
def create_command(
    email: Email,
    days: Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, help=say("option_token_days"))] = 90,
    grants: Grants = None,
    commands: Commands = None,
    reading: Annotated[bool, typer.Option("--read-only", help=say("option_token_reading"))] = False,
    as_json: AsJson = False,
    illustrative: Illustrative = False,
) -> None:
    """Make a token, which is shown this once."""
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415 - hashing is slow to import
    from service.access.permissions import by_rule  # noqa: PLC0415

    if reading and commands:
        stop(Exit.USAGE, say("token_reads_alone"))
    if unknown := sorted(set(commands or ()) - by_rule().keys()):
        stop(Exit.USAGE, say("unknown_command", name=unknown[0]))
    with access_of(illustrative=illustrative) as (_, access):
        account = account_ref(access, email)
        held = {one.grant_id for one in access.grants.of(account) if one.ended_at is None}
        if set(grants or ()) - held:
            stop(Exit.REFUSED, say("grant_unknown"))
        wanted = [] if reading else commands or None
        ends_at = datetime.now(UTC) + timedelta(days=days)
        made = access.tokens.make(
            account, by=COMMAND_LINE, ends_at=ends_at, grants=grants or None, commands=wanted
        )
    assert made is not None  # noqa: S101 - tells the type checker what is so already
    if as_json:
        typer.echo(json.dumps({"id": made.token_id, "token": made.secret, "ends_at": ends_at.isoformat()}))
    else:
        typer.echo(say("token_made", token=made.token_id), err=True)
        typer.echo(made.secret)


@app.command("list", help=say("help_token_list"))
def list_command(as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """List tokens."""
    with access_of(illustrative=illustrative) as (_, access):
        found = access.tokens.of()
    if as_json:
        for one in found:
            typer.echo(json.dumps(one._asdict(), default=str))
        return
    table = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(say(heading), overflow="fold")
    for one in found:
        dates = [
            f"{at.astimezone(CASABLANCA):%Y-%m-%d %H:%M}" if at else ""
            for at in (one.ends_at, one.used_at, one.revoked_at)
        ]
        table.add_row(one.token_id, one.account_ref, *_scope(one), *dates)
    paper().print(table)


@app.command("revoke", help=say("help_token_revoke"))
def revoke_command(
    token: Annotated[str, typer.Argument(metavar="TOKEN-ID", help=say("option_token_id"))],
    illustrative: Illustrative = False,
) -> None:
    """Revoke a token."""
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    with access_of(illustrative=illustrative) as (_, access):
        if not access.tokens.revoke(token, by=COMMAND_LINE):
            stop(Exit.REFUSED, say("token_unknown"))
    typer.echo(say("token_revoked", token=token))


def journal_command(
    addresses: Annotated[bool, typer.Option("--addresses", help=say("option_addresses"))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help=say("option_limit"))] = 100,
    as_json: AsJson = False,
    illustrative: Illustrative = False,
) -> None:
    """Show the access journal, newest first."""
    noted = "journal --addresses" if addresses else None
    with access_of(illustrative=illustrative, noted=noted) as (_, access):
        found = access.journal.page(limit=limit)
        refs = tuple(one.address_ref for one in found if one.address_ref) if addresses else ()
        known = access.sessions.addresses(refs)
    table = Table(box=None, pad_edge=False)
    for heading in ("heading_at", "heading_what", "heading_account", "heading_about"):
        table.add_column(say(heading), overflow="fold")
    if addresses:
        table.add_column(say("heading_address"))
    for one in found:
        address = known.get(one.address_ref or "", "")
        if as_json:
            told = one._asdict() | ({"address": address} if addresses else {})
            typer.echo(json.dumps(told, default=str))
            continue
        what = sentence("access", one.kind, terminal_language())
        row = (
            f"{one.at.astimezone(CASABLANCA):%Y-%m-%d %H:%M}",
            what,
            one.account_ref or "",
            one.about or "",
        )
        table.add_row(*row, *([address] if addresses else []))
    if not as_json:
        paper().print(table)


def permissions_command(as_json: AsJson = False) -> None:
    """Show who may do what."""
    from service.access.permissions import as_table  # noqa: PLC0415

    found = as_table()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False, show_lines=True)
    for heading in ("heading_role", "heading_for", "heading_command"):
        table.add_column(say(heading), overflow="fold")
    for role, held in found["roles"].items():
        places = [say(f"held_for_{place}") for place in held["held_for"]]
        table.add_row(_named(role), say("comma").join(places), ", ".join(held["commands"]))
    table.add_row(_named(found["clock"]["role"]), "", ", ".join(found["clock"]["commands"]))
    paper(120).print(table)
    for route in found["routes"]:
        if route["audience"] != "everybody":
            audience = route["audience"]
            roles = [] if isinstance(audience, str) else [_named(role) for role in audience]
            who = say("comma").join(roles) if roles else say("whoever_signed_in")
            typer.echo(f"{route['method']} {route['path']}: {who}")


def _scope(token: TokenRow) -> tuple[str, str]:
    """The grants and the commands of a token, in words where they are all or none."""
    grants = say("every_grant") if token.grant_ids is None else ", ".join(token.grant_ids)
    if token.commands is None:
        return grants, say("every_command")
    return grants, ", ".join(token.commands) or say("reads_alone")


def _named(role: str) -> str:
    """A role in the language of the terminal."""
    name = name_of("role", role)
    return spoken(name) if name else role


def _local(at: datetime | None) -> str:
    """A time as clocks in Morocco show it."""
    return f"{at.astimezone(CASABLANCA):%Y-%m-%d %H:%M}" if at else ""
