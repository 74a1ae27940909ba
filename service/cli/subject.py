"""`infitah subject`: all that is held of one person, given out or erased (law 09-08)."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from domain.kernel.values import Line, ReasonCode, Reference, Role
from service.cli.accounts import check_role
from service.cli.office import check_value
from service.cli.options import AsJson, Illustrative
from service.cli.speech import Exit, say, stop
from service.cli.working import progress, working
from service.messages import sentences

app = typer.Typer(help=say("help_subject"), no_args_is_help=True)
Subject = Annotated[str, typer.Argument(metavar="REF", help=say("option_subject"))]


@app.command("export", help=say("help_subject_export"))
def export_command(ref: Subject, illustrative: Illustrative = False) -> None:
    """Give out what is held."""
    from service.access.access import Access  # noqa: PLC0415 - hashing is slow to import
    from service.access.held import exported  # noqa: PLC0415
    from service.vault.subjects import held  # noqa: PLC0415 - needs the whole domain

    check_value("REF", Reference, ref)
    with (
        working(illustrative=illustrative, noted="subject export") as service,
        progress("searching_subject") as show,
    ):
        found = held(service.log, ref, show)
        account = exported(Access(service.log, secret=service.settings.secret()), ref)
    if found.nothing and account is None:
        stop(Exit.REFUSED, say("subject_unknown", ref=ref))
    told = found.exported() | ({"account": account} if account else {})
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@app.command("erase", help=say("help_subject_erase"))
def erase_command(
    ref: Subject,
    basis: Annotated[str, typer.Option("--basis", help=say("option_basis"))],
    reason: Annotated[ReasonCode, typer.Option("--reason", help=say("option_reason"))] = ReasonCode.OTHER,
    role: Annotated[str, typer.Option("--role", help=say("option_erasing_role"))] = Role.OPERATOR.value,
    as_json: AsJson = False,
    illustrative: Illustrative = False,
) -> None:
    """Erase what is held."""
    from service.access.access import Access  # noqa: PLC0415
    from service.access.held import erase as erase_account  # noqa: PLC0415
    from service.access.journal import COMMAND_LINE  # noqa: PLC0415
    from service.vault.subjects import erase, held  # noqa: PLC0415

    check_value("REF", Reference, ref)
    check_value("--basis", Line, basis)
    check_role(role)
    with working(illustrative=illustrative, noted="subject erase") as service:
        with progress("searching_subject") as show:
            found = held(service.log, ref, show)
        access = Access(service.log, secret=service.settings.secret())
        account = erase_account(access, ref, by=COMMAND_LINE, basis=basis)
        if found.nothing and account is None:
            stop(Exit.REFUSED, say("subject_unknown", ref=ref))
        recorded = erase(service.handler, found, _fields(basis, reason, role))
    if as_json:
        of_account = {} if account is None else {"account_erased": account}
        typer.echo(json.dumps({"subject": ref, "recorded_in": recorded} | of_account))
        return
    if account:
        typer.echo(say("account_data_erased", account=ref))
    if recorded:
        typer.echo(say("subject_erased", ref=ref, streams=", ".join(recorded)))
    if not account and not recorded:
        typer.echo(say("subject_already_erased", ref=ref))


def _fields(basis: str, reason: ReasonCode, role: str) -> dict[str, Any]:
    """What every command of the erasure says. Of the reason `other`, that the person asked for it."""
    why: dict[str, Any] = {"code": reason}
    if reason is ReasonCode.OTHER:
        why["text"] = sentences("console", "erasure_asked_for")
    return {"actor": {"role": role, "body": role.replace("_", "-")}, "reason": why, "legal_basis": basis}
