"""The digest of a state, by which two auditors see whether they hold the same."""

from __future__ import annotations

import hashlib

import rfc8785

from domain.kernel.decider import State


def state_digest(state: State) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of a state without what is absent.

    The state is that of version order: `domain.kernel.amend.fold` of the events of its stream.
    """
    return hashlib.sha256(rfc8785.dumps(state.model_dump(mode="json", exclude_none=True))).hexdigest()
