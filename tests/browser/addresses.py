"""An example address of every page, for each route that the permission table lets somebody ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import httpx

from service.web.public import PUBLIC
from service.web.visiting import HTML

PROGRAMME = "demnate-example"
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "": ("",),
    "network": ("network", "network?sort=members", "network?q=دمنات"),
    "programmes/{id}": (f"programmes/{PROGRAMME}",),
    "ideas": ("ideas", "ideas?status=deferred", "ideas?programme=none"),
    "ideas/{id}": ("ideas/idea-1", "ideas/idea-2", "ideas/idea-6"),
    "programmes/{id}/ideas/new": (f"programmes/{PROGRAMME}/ideas/new",),
    "consultations/{id}": (f"consultations/{PROGRAMME}-1",),
    "consultations/{id}/contribute": (f"consultations/{PROGRAMME}-1/contribute",),
    "contributions/{id}": (f"contributions/{PROGRAMME}-1",),
    "council-sessions/{id}": (f"council-sessions/{PROGRAMME}-2025-10",),
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
}
"""What follows the language in the address: of a route, and of examples of it. What stands in braces there is
the identity of a record that was made by the example, see `records`.
"""


def public_routes() -> list[str]:
    """What follows the language in every page that everybody reads."""
    return [page.path for page in PUBLIC if page.method == "GET" and page.media_type == HTML]


def examples() -> Iterator[str]:
    """The example addresses of all public pages."""
    for route in public_routes():
        yield from EXAMPLES.get(route, ())


def records(address: str) -> dict[str, str]:
    """The identities of records of the example, by the names that they have in `EXAMPLES`."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=20) as client:

        def first(path: str, field: str = "id", **query: str) -> str:
            found = client.get(path, params=query | {"limit": "1"})
            return str(found.raise_for_status().json()["items"][0][field])

        return {
            "commitment": first("commitments", programme=PROGRAMME),
            "event": first(f"programmes/{PROGRAMME}/history", "position"),
        }
