"""`infitah user`: accounts, what they may do, and how they come in."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from service.cli import granting
from service.cli.accounts import Email, NewEmail, access_of, account_ref
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, paper, say, stop, terminal_language
from service.settings import Settings

HEADINGS = (
    *("heading_account", "heading_email", "heading_grant", "heading_role", "heading_for"),
    *("heading_from", "heading_until", "heading_mandate", "heading_holds"),
)
app = typer.Typer(help=say("help_user"), no_args_is_help=True)
app.command("grant", help=say("help_user_grant"))(granting.grant_command)
app.command("end-grant", help=say("help_user_end_grant"))(granting.end_grant_command)


@app.command("create", help=say("help_user_create"))
def create_command(email: NewEmail, as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """Make an account."""
    from service.access.accounts import EmailTaken  # noqa: PLC0415
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    if "@" not in email.strip("@ ") or len(email) > 254:
        stop(Exit.USAGE, say("email_wrong"))
    with access_of(illustrative=illustrative) as (service, access):
        try:
            made = access.accounts.make(email, by=COMMAND_LINE)
        except EmailTaken:
            stop(Exit.REFUSED, say("email_taken"))
        link = access.accounts.issue_link(made, by=COMMAND_LINE)
    if as_json:
        typer.echo(json.dumps({"account": made, "link": link}))
    else:
        typer.echo(say("account_made", account=made))
        typer.echo(_link_told(service.settings, link))


@app.command("password", help=say("help_user_password"))
def password_command(email: Email, illustrative: Illustrative = False) -> None:
    """Set a password."""
    from service.access.accounts import PasswordIsEmail  # noqa: PLC0415
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415
    from service.access.passwords import LEAST, MOST  # noqa: PLC0415

    with access_of(illustrative=illustrative) as (_, access):
        account = account_ref(access, email)
        given = _typed()
        if not LEAST <= len(given) <= MOST:
            stop(Exit.USAGE, say("password_length", least=LEAST, most=MOST, found=len(given)))
        try:
            access.accounts.set_password(account, given, by=COMMAND_LINE)
        except PasswordIsEmail:
            stop(Exit.USAGE, say("password_is_email"))
    typer.echo(say("password_set"))


@app.command("link", help=say("help_user_link"))
def link_command(email: Email, illustrative: Illustrative = False) -> None:
    """Issue a one-time link."""
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    with access_of(illustrative=illustrative) as (service, access):
        link = access.accounts.issue_link(account_ref(access, email), by=COMMAND_LINE)
    typer.echo(_link_told(service.settings, link))


@app.command("close", help=say("help_user_close"))
def close_command(email: Email, illustrative: Illustrative = False) -> None:
    """Close an account."""
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    with access_of(illustrative=illustrative) as (_, access):
        account = account_ref(access, email)
        access.accounts.close(account, by=COMMAND_LINE)
    typer.echo(say("account_closed", account=account))


@app.command("release", help=say("help_user_release"))
def release_command(email: Email, illustrative: Illustrative = False) -> None:
    """Release an account from its identity at the provider."""
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415

    with access_of(illustrative=illustrative) as (_, access):
        account = account_ref(access, email)
        if not access.provided.release(account, by=COMMAND_LINE):
            stop(Exit.REFUSED, say("account_not_bound", account=account))
    typer.echo(say("account_released", account=account))


@app.command("list", help=say("help_user_list"))
def list_command(as_json: AsJson = False, illustrative: Illustrative = False) -> None:
    """List accounts with their roles."""
    from service.access.lasting import councils, facts_of, lasting  # noqa: PLC0415

    with access_of(illustrative=illustrative, noted="user list") as (service, access):
        found, accounts = access.grants.of(), access.accounts.all()
        handler = service.handler
        facts = facts_of(handler.states(councils(found)), handler.now())
        grants: dict[str, list[tuple[Any, Any]]] = {}
        for one in found:
            grants.setdefault(one.account_ref, []).append((one, lasting(one, facts)))
    table = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(say(heading), overflow="fold")
    for account, email in accounts:
        held = grants.get(account.account_ref, [])
        if as_json:
            told = {"account": account.account_ref, "email": email, "closed": account.closed_at is not None}
            roles = [one._asdict() | how.told() for one, how in held]
            typer.echo(json.dumps(told | {"grants": roles}, ensure_ascii=False, default=str))
            continue
        shown = email or say("account_is_closed" if account.closed_at else "account_erased")
        rows = [[*one.shown(), how.told()["state_name"][terminal_language()]] for one, how in held]
        for row in rows or [[""] * (len(HEADINGS) - 2)]:
            table.add_row(account.account_ref, escape(shown), *row)
    if not as_json:
        paper().print(table)


def _link_told(settings: Settings, code: str | None) -> str:
    """The code of a one-time link, and the page that takes it. It stands in no address: browsers and proxies
    would keep it.
    """
    host = settings.public_hosts[0] if settings.public_hosts else f"127.0.0.1:{settings.port}"
    scheme = "https" if settings.public_tls else "http"
    return say("link_issued", page=f"{scheme}://{host}/{terminal_language()}/reset-password", link=code)


def _typed() -> str:
    """A password from the terminal, twice and unseen, or the first line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt(say("password_prompt"), hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
