"""Which roles give contents in, and which of them those with personal data."""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.values import Role
from service.access.permissions import seers
from service.api.problems import Problem
from service.messages import sentences


def readers() -> frozenset[Role]:
    """The roles that read contents with personal data, each of its own body."""
    return seers("personal_documents")


def givers_in(*, personal: bool) -> frozenset[Role]:
    """The roles that give contents in; one with personal data only who reads it afterwards."""
    givers = seers("document_uploads")
    return givers & readers() if personal else givers


def personal_not_yours(roles: Iterable[Role]) -> Problem:
    """None of the roles reads contents with personal data, so that none gives one in or names it."""
    detail, wanted = sentences("documents", "personal_for_readers"), sorted(givers_in(personal=True))
    return Problem(403, "not_permitted", detail=detail, roles=wanted, yours=sorted(roles))
