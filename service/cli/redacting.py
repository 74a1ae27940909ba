"""`infitah show redactions`: the public register of what was redacted or erased."""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from domain.kernel.values import Localised
from domain.vocabulary import name_of
from projections.model import as_json as json_of
from service.cli.speech import paper, say, spoken
from service.reading.redactions import register
from service.store.log import Log

REGISTER = "redactions"
PIPED = 140


def show_redactions(log: Log, *, as_json: bool = False) -> None:
    """Print the register, oldest first; as JSON, one entry a line."""
    found = register(log)
    if as_json:
        for entry in found:
            typer.echo(json_of(entry))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("position", "recorded_at", "heading_record", "who", "what", "heading_basis"):
        table.add_column(say(heading), overflow="fold")
    for entry in found:
        role = name_of("role", entry["role"])
        what = [say(f"redacted_{entry['kind']}"), *(say(f"erased_{one}") for one in entry["erased"])]
        if entry["replaced_by"]:
            what.append(entry["replaced_by"])
        if not entry["standing"]:
            what.append(say("redaction_annulled"))
        table.add_row(
            str(entry["position"]),
            f"{entry['recorded_at']:%Y-%m-%d %H:%M}",
            "{kind}:{id}".format(**entry["record"]),
            spoken(role) if role else "—",
            escape(", ".join(what)),
            escape(_basis(entry["legal_basis"]) or entry["reason"] or "—"),
        )
    paper(PIPED).print(table)
    if not found:
        typer.echo(say("no_redactions"), err=True)


def _basis(stated: str | dict[str, str] | None) -> str | None:
    """A basis as it was stated: in one line, or by language."""
    return spoken(Localised(**stated)) if isinstance(stated, dict) else stated
