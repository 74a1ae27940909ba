"""How far a commitment is: counted from its milestones, beside how others rated it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

COMPLETION = "completion-5"


def progress(commitment: Mapping[str, Any]) -> dict[str, int]:
    """How many milestones there are, how many were reported done, and how many of them verified."""
    milestones = commitment["milestones"]
    return {
        "all": len(milestones),
        "reported": sum(one["reported_on"] is not None for one in milestones),
        "verified": sum(one["verified_on"] is not None for one in milestones),
    }


def ratings(assessments: Iterable[Mapping[str, Any]], kind: str) -> dict[str, str]:
    """What the last assessment of a kind says of each commitment, on the scale of completion."""
    return {
        rating["commitment_id"]: rating["value"]
        for one in assessments
        if one["kind"] == kind
        for rating in one["ratings"]
        if rating["scale_id"] == COMPLETION
    }
