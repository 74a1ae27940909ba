"""Why a grant does not cover the record that a command addresses, as a problem."""

from __future__ import annotations

from domain.kernel.values import Role
from service.access.callers import Grant
from service.access.standing import NotCovered
from service.api.problems import Problem
from service.messages import sentences


def not_covered(outside: NotCovered, grant: Grant) -> Problem:
    """The problem, which says what would do instead of this grant."""
    if outside.lapse is not None:
        return Problem(403, outside.lapse.value, mandate_id=grant.mandate_id or "")
    if outside.public_content:
        detail = sentences("documents", "public_content")
        return Problem(403, "not_permitted", detail=detail, roles=[Role.OPERATOR], yours=[grant.role])
    of_another = sentences("documents", "of_another_body") if outside.other_body else None
    covering, yours = list(outside.collectivities), grant.collectivity_id
    return Problem(403, "not_covered", detail=of_another, collectivities=covering, yours=yours)
