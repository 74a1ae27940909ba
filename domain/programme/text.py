"""The identity of a text: what is voted is what was published."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from domain.programme.values import ProposedCommitment

WORDING = {"title", "lead"}
"""What may change in a commitment or a milestone without its substance: wording, and who is in charge."""


def _substance(commitment: ProposedCommitment) -> object:
    milestones = [milestone.model_dump(exclude=WORDING) for milestone in commitment.milestones]
    return commitment.model_dump(exclude=WORDING | {"milestones"}), milestones


def materially_changed(
    before: Iterable[ProposedCommitment], after: Iterable[ProposedCommitment]
) -> list[str]:
    """The keys of the commitments whose substance differs between two texts, new and missing ones too."""
    old = {one.key: _substance(one) for one in before}
    new = {one.key: _substance(one) for one in after}
    return sorted(key for key in old | new if old.get(key) != new.get(key))


def digest(commitments: Iterable[ProposedCommitment]) -> str:
    """The SHA-256 of the canonical JSON of a draft's commitments, in hexadecimal.

    Anyone can recompute it: absent fields are left out, keys are sorted, UTF-8, no white space. Since keys
    are ASCII and values are strings and lists of them, this is the form of RFC 8785.
    """
    content = [commitment.model_dump(mode="json", exclude_none=True) for commitment in commitments]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def digest_of_ids(identifiers: Iterable[str]) -> str:
    """The SHA-256 of identifiers in their order, one per line, in hexadecimal."""
    return sha256("".join(f"{identifier}\n" for identifier in identifiers).encode()).hexdigest()
