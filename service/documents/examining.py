"""Every content against its event, again and again: by one process at a time, for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, LiteralString

from pydantic_core import from_json

from service.documents import rows
from service.documents.contents import Contents
from service.documents.faults import NotHeld, WrongContent
from service.documents.reading import Wanted

DAY = timedelta(days=1)
Progress = Callable[[int, int], None]


def named(contents: Contents) -> dict[str, Wanted]:
    """What the events say of contents, by name. Of several events of one content, the first counts."""
    found: dict[str, Wanted] = {}
    for position, stream, state in contents.ask(rows.NAMING, {}):
        data = from_json(bytes(state))["data"]
        sealed = data.get("sealed")
        name = sealed["ref"] if sealed else data["sha256"]
        commitment = sealed["commitment"] if sealed else None
        found.setdefault(name, Wanted(name, commitment, stream.partition(":")[2], position))
    return found


def examine(
    contents: Contents, age: timedelta = DAY, told: Progress = lambda _done, _all: None
) -> list[Wanted]:
    """Look at every content that nobody has looked at for so long; returns those that are wrong, which are
    told. What no event names yet is passed over. `told` hears how many, of how many, and may raise.
    """
    due = [
        (name, seen, claim)
        for asked, claim in ((rows.DUE_PUBLIC, rows.CLAIM_PUBLIC), (rows.DUE_SEALED, rows.CLAIM_SEALED))
        for name, seen in contents.ask(asked, {"age": age})
    ]
    events, wrong = named(contents) if due else {}, []
    for done, (name, seen, claim) in enumerate(due, 1):
        if name in events and _claimed(contents, name, seen, claim) and not _is_right(contents, events[name]):
            wrong.append(events[name])
        told(done, len(due))
    return wrong


def _claimed(contents: Contents, name: str, seen: Any, claim: LiteralString) -> bool:
    """Whether this process is the one that looks at it."""
    return bool(contents.ask(claim, {"name": name, "seen": seen}))


def _is_right(contents: Contents, wanted: Wanted) -> bool:
    try:
        with contents.open(wanted) as content:
            content.examine()
    except NotHeld:  # erased meanwhile
        contents.findings.settle(wanted.name)
    except WrongContent as error:
        contents.tell(wanted, error)
        return False
    else:
        contents.settle(wanted)
    return True


def found_right(contents: Contents, wanted: Wanted) -> None:
    """A content that somebody read whole is right. Where it was not before, its file was put back, and nobody
    waits until it is looked at anew.
    """
    if contents.findings.tells_of(wanted.name):
        contents.settle(wanted)


def agree(contents: Contents) -> None:
    """Take over what all processes found."""
    wrong = dict(contents.ask(rows.WRONG, {}))
    contents.findings.agree(wrong, named(contents) if wrong else {})


def counted(contents: Contents) -> tuple[int, int]:
    """How many contents are held, and how many files lie in the directory that nothing tells of."""
    known = {name for (name,) in contents.ask(rows.KNOWN, {})}
    return len(known), sum(name not in known for name in contents.directory.names())
