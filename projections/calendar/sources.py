"""What of each kind of aggregate has a day, and whose calendar it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from domain.commitment.state import CommitmentState
from domain.consultation.state import ConsultationState
from domain.kernel.decider import State
from domain.programme.passage import Control
from domain.programme.state import ProgrammeState
from domain.programme.windows import objection_window_ends, visa_time_ends
from domain.rules.rule_sets import rule_set
from domain.workshop.state import WorkshopState
from projections.calendar.dated import Dated, by_law, known_in_part, on
from projections.calendar.sessions import dates_of_session


class Whose(NamedTuple):
    """The programmes and collectivities in whose calendars the entries of a state are."""

    programme_ids: tuple[str, ...]
    collectivity_ids: tuple[str, ...]


def _workshop(state: WorkshopState) -> Iterator[Dated]:
    if state.held_on is not None:
        told = {"status": state.status, "place": state.place}
        hour = {"weekday": state.weekday, "starts_at": state.starts_at}
        yield known_in_part("workshop", "workshop", state.held_on, **told, **hour)


def _consultation(state: ConsultationState) -> Iterator[Dated]:
    told = {"round": state.round, "status": state.status}
    if state.opened_on is not None:
        yield on("opens", "consultation_opens", state.opened_on, **told)
    if (last := state.last_day) is not None:
        yield on("closes", "consultation_closes", last, early=state.early_close, **told)


def _commitment(state: CommitmentState) -> Iterator[Dated]:
    told: dict[str, Any] = {"commitment": state.title, "status": state.status}
    if state.current_deadline is not None:
        moved = {"original_deadline": state.original_deadline, "times_moved": state.times_moved}
        finished = {"finished_on": state.finished_on}
        yield on("deadline", "commitment_deadline", state.current_deadline, **told, **moved, **finished)
    for milestone in state.milestones:
        yield on(
            f"milestone.{milestone.key}",
            "milestone_deadline",
            milestone.due_on,
            milestone=milestone.key,
            title=milestone.title,
            times_moved=len(milestone.deadlines) - 1,
            reported_on=milestone.reported_on,
            **told,
        )


def _programme(state: ProgrammeState) -> Iterator[Dated]:
    if state.starts_on > date.min:
        yield on("starts", "programme_starts", state.starts_on, title=state.title, stage=state.stage)
        yield on("ends", "programme_ends", state.ends_on, title=state.title, stage=state.stage)
    for control in state.controls:
        yield from _control(control)


def _control(control: Control) -> Iterator[Dated]:
    if control.rule_set_id is None or control.regime not in ("objection_window", "visa"):
        return
    rules, objection = rule_set(control.rule_set_id), control.regime == "objection_window"
    last = objection_window_ends(control) if objection else visa_time_ends(control)
    if last is None:
        return
    name, deadline = ("objection_working_days", "objection") if objection else ("visa_days", "visa")
    told = by_law(deadline, name, rules) | {"received_on": control.received_on, "settled": control.settled}
    key = f"{deadline}.{control.collectivity_id}"
    yield on(key, "legal_deadline", last, collectivity_id=control.collectivity_id, **told)


DATES: dict[str, Callable[[Any], Iterator[Dated]]] = {
    "commitment": _commitment,
    "consultation": _consultation,
    "council_session": dates_of_session,
    "programme": _programme,
    "workshop": _workshop,
}
"""The entries of a state, by the kind of its stream."""


def dates_of(state: State) -> list[Dated]:
    """The entries of one state; none where it was annulled as a whole."""
    return list(DATES[state.stream.partition(":")[0]](state)) if state.stage else []


def whose(state: State) -> Whose:
    """In whose calendars a state's entries are. A consultation is in those of its programme."""
    bound = [one.partition(":") for one in state.concerns]
    programmes = {identity for kind, _, identity in bound if kind == "programme" and identity}
    collectivities = {identity for kind, _, identity in bound if kind == "collectivity" and identity}
    return Whose(tuple(sorted(programmes)), tuple(sorted(collectivities)))
