"""How a public consultation meets its programme (T6, T7): its own stream opens and closes it, and the
programme's stage follows in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.kernel.dates import PartialDate
from domain.kernel.decider import Facts, NewEvent
from domain.kernel.deciding import exists
from domain.kernel.guards import Check
from domain.programme.events import ConsultationRoundClosed, ConsultationRoundOpened
from domain.programme.rules.common import GUARDS, after_publication
from domain.programme.stages import Stage
from domain.programme.state import ProgrammeState


def programme_of(programme_id: str, facts: Facts) -> ProgrammeState:
    """The programme that a consultation is about."""
    return facts.state(f"programme:{programme_id}", ProgrammeState)


def opening_guards(
    programme_id: str, round_number: int, version: int, opens: PartialDate, facts: Facts
) -> Iterator[Check]:
    """A round may open on the latest published draft, or on a material amendment that was proposed; not
    before that text was there. While a text that was sent back is finalised, it may where it has to.
    """
    programme = programme_of(programme_id, facts)
    there = exists(programme, f"programme:{programme_id}")
    yield there
    if not there.met:
        return
    yield GUARDS["round_possible"].check(
        round_possible(programme),
        because=[programme.because.get(fact) for fact in ("stage", "amendment", "rework", "draft")],
        found=programme.stage,
    )
    yield GUARDS["no_open_round"].check(
        programme.open_consultation_id is None,
        because=[programme.because.get("round")],
        found=programme.open_consultation_id,
        round=len(programme.consultation_ids),
    )
    expected = len(programme.consultation_ids) + 1
    yield GUARDS["round_number"].check(
        round_number == expected,
        because=[programme.because.get("round")],
        found=round_number,
        expected=expected,
    )
    latest = programme.latest_draft
    yield GUARDS["draft_published"].check(latest is not None, because=[programme.because.get("draft")])
    if latest is not None:
        yield GUARDS["latest_version"].check(
            version == latest.version,
            because=[programme.because.get("draft")],
            found=version,
            expected=latest.version,
        )
        yield after_publication(programme, version, opens)


def round_possible(programme: ProgrammeState) -> bool:
    """Whether the public can be asked at this stage."""
    amendment, latest = programme.amendment, programme.latest_draft
    if programme.reached is Stage.FINALISING:
        return latest is not None and programme.needs_new_round(latest.version)
    amending = amendment is not None and amendment.material and amendment.status == "proposed"
    return programme.reached is Stage.DRAFTING or (programme.reached is Stage.IN_EXECUTION and amending)


def opened(
    programme_id: str, consultation_id: str, round_number: int, version: int, closes_on: date
) -> NewEvent:
    """What an opened consultation says to its programme."""
    event = ConsultationRoundOpened(
        consultation_id=consultation_id, round=round_number, version=version, closes_on=closes_on
    )
    return NewEvent(event, stream=f"programme:{programme_id}")


def closing_guards(programme_id: str, consultation_id: str, facts: Facts) -> Iterator[Check]:
    """The round that closes is the one that is open, whatever became of the programme meanwhile."""
    programme = programme_of(programme_id, facts)
    yield GUARDS["round_open"].check(
        programme.open_consultation_id == consultation_id,
        because=[programme.because.get("round")],
        found=consultation_id,
    )


def closed(programme_id: str, consultation_id: str) -> NewEvent:
    """What a closed consultation says to its programme."""
    event = ConsultationRoundClosed(consultation_id=consultation_id)
    return NewEvent(event, stream=f"programme:{programme_id}")
