"""The public register of redactions: what is no longer to be read, since when, and on what basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.document.events import ContentRedacted, PersonalDataErased
from domain.kernel.amend import EventAnnulled
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.kernel.values import SHA256_FORM, Localised
from domain.participation.events import ConsentToNameWithdrawn
from projections.model import as_json
from projections.sentences import sentences
from service.reading.rows import Page
from service.reading.snapshots import Snapshot
from service.store.log import Log

KINDS = {
    PersonalDataErased.__name__: "erasure",
    ConsentToNameWithdrawn.__name__: "erasure",
    ContentRedacted.__name__: "redaction",
}
"""What stands in the register, by the type of the event."""
READ_FROM = ("history",)
_SHA256 = re.compile(SHA256_FORM)
_STATEMENT = """SELECT h.position, e.state, EXISTS (
        SELECT FROM {history} x WHERE x.corrects = h.position AND x.type = 'EventAnnulled')
    FROM {history} h JOIN log.events e ON e.notification_id = h.position
    WHERE h.type IN ('PersonalDataErased', 'ConsentToNameWithdrawn', 'ContentRedacted')
        AND (h.type <> 'ConsentToNameWithdrawn' OR position('"name_ref"'::bytea IN e.state) > 0)
        AND h.position > %(after)s
    ORDER BY h.position LIMIT %(most)s"""


class Redactions(NamedTuple):
    """A page of the register, each entry ready JSON, and the position after which the next begins."""

    items: Sequence[str]
    last: int | None


async def redactions(snapshot: Snapshot, asked: Page) -> Redactions:
    """One page of the register in log order."""
    values = {"after": asked.after, "most": asked.limit + 1}
    rows = await snapshot.rows(snapshot.named(_STATEMENT), values)
    shown = rows[: asked.limit]
    items = [as_json(_entry(at, decode(bytes(body)), annulled=gone)) for at, body, gone in shown]
    return Redactions(items, shown[-1][0] if len(rows) > asked.limit else None)


def register(log: Log) -> list[dict[str, Any]]:
    """The whole register, as the log has it now."""
    rows = [(row.position, decode(row.body)) for row in log.of_types([*KINDS, EventAnnulled.__name__])]
    annulled = {event.data.target for _, event in rows if isinstance(event.data, EventAnnulled)}
    return [*_entries(rows, annulled)]


def _entries(rows: Iterable[tuple[int, Event]], annulled: set[str]) -> Iterable[dict[str, Any]]:
    for position, event in rows:
        if event.type in KINDS and _removes(event):
            yield _entry(position, event, annulled=event.event_id in annulled)


def _removes(event: Event) -> bool:
    """Whether something is gone: a consent that was withdrawn before names were kept took nothing away."""
    return not isinstance(event.data, ConsentToNameWithdrawn) or event.data.name_ref is not None


def _entry(position: int, event: Event, *, annulled: bool) -> dict[str, Any]:
    """What everybody may know of it. Whose data it was is not told again here."""
    kind, _, identity = event.stream.partition(":")
    data = event.data
    what = _erased(event, data) if isinstance(data, PersonalDataErased) else {}
    what |= {"name": data.name_ref} if isinstance(data, ConsentToNameWithdrawn) else {}
    return {
        "position": position,
        "kind": KINDS[event.type],
        "record": {"kind": kind, "id": identity},
        "erased": [name for name, gone in what.items() if gone],
        "replaced_by": getattr(data, "new_document_id", None),
        "recorded_at": event.recorded_at,
        "effective_at": event.effective_at,
        "role": event.actor.role,
        "legal_basis": _basis(data),
        "authority": [one.model_dump(mode="json") for one in event.authority],
        "reason": event.reason.code if event.reason else None,
        "standing": not annulled,
        "sentence": sentences(event, []),
        "receipt": f"/api/v1/events/{position}/receipt",
    }


def _erased(event: Event, data: PersonalDataErased) -> dict[str, object]:
    """What went: the words of an idea or a contribution, or the files of a document. An erasure with a record
    of its own, which it begins, names what no record is about: a public file by its digest, and under
    references what nobody can tell apart any more, texts or files.
    """
    if not event.stream.startswith("document:"):
        return {"words": data.refs, "identity": data.person_ref}
    files = {ref for ref in data.refs if event.version > 1 or _SHA256.fullmatch(ref)}
    return {"files": files, "texts_or_files": set(data.refs) - files, "identity": data.person_ref}


def _basis(data: object) -> Any:
    """As it was stated: in one line, or in several languages."""
    basis = getattr(data, "legal_basis", None)
    return basis.model_dump(exclude_none=True) if isinstance(basis, Localised) else basis
