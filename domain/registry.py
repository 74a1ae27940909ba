"""Every aggregate, by the kind of its streams."""

from __future__ import annotations

from typing import Any

import domain.vocabulary  # noqa: F401 - gives the sentences of guards the names of what they show
from domain.assessment.decider import DECIDER as ASSESSMENT
from domain.collectivity.decider import DECIDER as COLLECTIVITY
from domain.commitment.decider import DECIDER as COMMITMENT
from domain.consultation.decider import DECIDER as CONSULTATION
from domain.contribution.decider import DECIDER as CONTRIBUTION
from domain.council_session.decider import DECIDER as COUNCIL_SESSION
from domain.document.decider import DECIDER as DOCUMENT
from domain.idea.decider import DECIDER as IDEA
from domain.kernel.commands import Command
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.decider import Decider
from domain.network.decider import DECIDER as NETWORK
from domain.programme.decider import DECIDER as PROGRAMME
from domain.workshop.decider import DECIDER as WORKSHOP

DECIDERS: dict[str, Decider[Any]] = {
    decider.kind: decider
    for decider in (
        ASSESSMENT,
        COLLECTIVITY,
        COMMITMENT,
        CONSULTATION,
        CONTRIBUTION,
        COUNCIL_SESSION,
        DOCUMENT,
        IDEA,
        NETWORK,
        PROGRAMME,
        WORKSHOP,
    )
}

AMENDMENTS: tuple[type[Command], ...] = (CorrectRecord, AnnulEvents)
"""The commands that every aggregate has beside its own; see `domain.kernel.corrections`."""
