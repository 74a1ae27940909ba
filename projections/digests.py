"""The digest of a state, by which two auditors see whether they hold the same."""

from __future__ import annotations

import hashlib

from domain.kernel.decider import State
from projections.canonical import canonical


def state_digest(state: State) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of a state without what is absent.

    The state is that of version order: `domain.kernel.amend.fold` of the events of its stream.
    """
    value = state.model_dump(mode="json", exclude_none=True)
    return hashlib.sha256(canonical(value, type(state))).hexdigest()
