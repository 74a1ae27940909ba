"""An example address of every page, for each route that the permission table lets somebody ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import httpx

from domain.kernel.values import Role
from service.web.console import CONSOLE
from service.web.oversight import OVERSIGHT
from service.web.public import PUBLIC
from service.web.visiting import HTML
from tests.access.conftest import AZILAL, DEMNATE

PROGRAMME = "demnate-example"
SESSION = f"{PROGRAMME}-2025-10"
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "": ("",),
    "network": ("network", "network?sort=members"),
    "regions/{region}": ("regions/beni-mellal-khenifra",),
    "collectivities": ("collectivities", "collectivities?name=دمنات"),
    "collectivities/{id}": (f"collectivities/{DEMNATE}",),
    "documents/{id}": ("documents/{document}",),
    "calendar": ("calendar",),
    "search": ("search", "search?q=مقررات"),
    "programmes/{id}": (f"programmes/{PROGRAMME}",),
    "ideas": ("ideas", "ideas?status=deferred", "ideas?programme=none"),
    "ideas/{id}": ("ideas/idea-1", "ideas/idea-2", "ideas/idea-6"),
    "programmes/{id}/ideas/new": (f"programmes/{PROGRAMME}/ideas/new",),
    "consultations/{id}": (f"consultations/{PROGRAMME}-1",),
    "consultations/{id}/contribute": (f"consultations/{PROGRAMME}-1/contribute",),
    "contributions/{id}": (f"contributions/{PROGRAMME}-1",),
    "council-sessions": ("council-sessions", f"council-sessions?collectivity={DEMNATE}&status=closed"),
    "assessments/{id}": ("assessments/{self}", "assessments/{workshop}"),
    "council-sessions/{id}": (f"council-sessions/{SESSION}",),
    "commitments": ("commitments", "commitments?overdue=true&principle=transparency"),
    "commitments/{id}": ("commitments/{commitment}",),
    "workshops/{id}": (f"workshops/{PROGRAMME}", "workshops/beni-mellal-khenifra-commune-15-workshop"),
    "submissions": ("submissions",),
    "{plural}/{id}/history": (
        f"programmes/{PROGRAMME}/history",
        f"programmes/{PROGRAMME}/history?role=auditor",
    ),
    "{plural}/{id}/replay": (
        f"programmes/{PROGRAMME}/replay?version=9",
        f"workshops/{PROGRAMME}/replay?as_of=930&on=2025-04-01",
    ),
    "network/history": ("network/history",),
    "network/replay": ("network/replay",),
    "events/{position}": ("events/{event}",),
    "verify": ("verify", "verify?event={event}"),
    "redactions": ("redactions",),
    "data": ("data",),
    "permissions": ("permissions",),
    "accessibility": ("accessibility",),
    "help": ("help",),
    "sign-in": ("sign-in", "sign-in?next=/ar/console/account"),
    "reset-password": ("reset-password",),
}
"""What follows the language in the address: of a route, and of examples of it. What stands in braces there is
the identity of a record that was made by the example, see `records`.
"""
FOR_STAFF: Mapping[str, tuple[str, ...]] = {
    "console": ("console",),
    "console/account": ("console/account", "console/account?changed=password"),
    "console/sessions/{id}": (f"console/sessions/{SESSION}",),
    "console/sessions/{id}/convocation": (f"console/sessions/{SESSION}/convocation",),
    "console/sessions/{id}/minutes": (f"console/sessions/{SESSION}/minutes",),
    "console/triage": ("console/triage",),
    "console/import": ("console/import",),
    "console/upload": ("console/upload",),
    "console/coordination": ("console/coordination", "console/coordination?region=beni-mellal-khenifra"),
    "console/coordination/letters/{id}": (f"console/coordination/letters/{AZILAL}",),
    "console/operation": ("console/operation",),
    "console/operation/accounts": ("console/operation/accounts",),
    "console/audit": ("console/audit",),
    "console/journal": ("console/journal",),
    "console/records/{plural}": ("console/records/programmes", "console/records/ideas"),
    "console/records/{plural}/{id}": (
        f"console/records/programmes/{PROGRAMME}",
        f"console/records/council-sessions/{SESSION}",
        "console/records/commitments/{commitment}",
    ),
    "console/new/{plural}/{command}": (
        "console/new/programmes/initiate-programme",
        "console/new/workshops/announce-workshop",
    ),
    "console/act/{plural}/{id}/{command}": (
        f"console/act/programmes/{PROGRAMME}/publish-draft",
        f"console/act/programmes/{PROGRAMME}/correct-record",
        f"console/act/council-sessions/{SESSION}/open-sitting",
    ),
}
"""The same for pages of whoever is signed in as `STAFF`."""
STAFF = (
    Role.FOCAL_POINT,
    Role.COUNCIL_PRESIDENT,
    Role.FOLLOW_UP_COMMITTEE,
    Role.COUNCIL_SECRETARY,
    Role.NETWORK_COORDINATOR,
    Role.AUDITOR,
    Role.OPERATOR,
)


def routes(*, staff: bool) -> list[str]:
    """What follows the language in every page that everybody reads, or that staff reads in the console."""
    pages = (one for one in (*PUBLIC, *CONSOLE, *OVERSIGHT) if one.method == "GET" and one.media_type == HTML)
    paths = (one.path for one in pages if not one.path.endswith(".csv"))
    return [path for path in paths if path.startswith("console") == staff]


def examples(*, staff: bool = False) -> Iterator[str]:
    """The example addresses of all public pages, or of those of the console."""
    for route in routes(staff=staff):
        yield from (FOR_STAFF if staff else EXAMPLES).get(route, ())


def status_of(path: str) -> int:
    """What the page of an example answers: one that asks for something unreadable says what is wrong."""
    return 422 if path.endswith("=soon") else 200


def records(address: str) -> dict[str, str]:
    """The identities of records of the example, by the names that they have in `EXAMPLES`."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=20) as client:

        def first(path: str, field: str = "id", **query: str) -> str:
            found = client.get(path, params=query | {"limit": "1"})
            return str(found.raise_for_status().json()["items"][0][field])

        return {
            "commitment": first("commitments", programme=PROGRAMME),
            "self": first("assessments", kind="self"),
            "workshop": first("assessments", kind="workshop"),
            "document": first("documents"),
            "event": first(f"programmes/{PROGRAMME}/history", "position"),
        }
