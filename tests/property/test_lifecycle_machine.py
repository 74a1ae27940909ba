"""A walk through the lifecycle at random: in order, out of order, with corrections and annulments."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.clock import due
from domain.contribution.commands import FindContributionAdmissible, FindContributionInadmissible
from domain.kernel.corrections import AnnulEvents, CorrectRecord
from domain.kernel.events import Event
from domain.kernel.guards import Refused
from domain.registry import DECIDERS
from tests.domain.scenario import Scenario, by
from tests.property.corpus import corpus
from tests.property.invariants import candidates, check

WHY = {"code": "correction_clerical"}
REFUSAL = {
    "actor": by("focal_point"),
    "reason": {"code": "out_of_competence"},
    "response": {"ar": "خارج الاختصاص"},
}
ORDINARY = st.integers(min_value=0, max_value=len(corpus()) - 1)


class Lifecycle(RuleBasedStateMachine):
    """The illustrative programme's commands as a corpus; every step is accepted or refused, never broken."""

    def __init__(self) -> None:
        super().__init__()
        self.scenario, self.next, self.checked = Scenario(), 0, 0
        self.seen: list[Event] = []

    def give(self, stream: str, command: Any, **fields: Any) -> bool:
        """Whether the rules accepted the command."""
        try:
            self.scenario.when(stream, command, **fields)
        except Refused as refused:
            for unmet in refused.unmet:
                assert all(unmet.sentence(language) for language in ("ar", "fr", "en"))
            return False
        return True

    @rule(steps=st.integers(min_value=1, max_value=60))
    def go_on(self, steps: int) -> None:
        """The next commands of the corpus, in their order and time."""
        for given in corpus()[self.next : self.next + steps]:
            self.scenario.now = max(self.scenario.now, given.at)
            self.give(given.stream, given.command)
        self.next += steps

    @rule(index=ORDINARY)
    def out_of_order(self, index: int) -> None:
        """Any command of the corpus, now."""
        given = corpus()[index]
        self.give(given.stream, given.command)

    @rule(days=st.integers(min_value=1, max_value=200))
    def time_passes(self, days: int) -> None:
        """Days go by and the clock gives what is due; what it gives is accepted once."""
        self.scenario.later(days=days)
        for stream in dict.fromkeys(event.stream for event in self.scenario.log):
            for target, command in due(self.scenario.state(stream), self.scenario.now):
                if self.give(target, command):
                    assert not self.give(target, command)

    @rule(data=st.data(), admissible=st.booleans())
    def look_at_a_contribution(self, data: st.DataObject, admissible: bool) -> None:
        """Some contribution is found admissible, and is public, or inadmissible, and is not."""
        streams = dict.fromkeys(e.stream for e in self.scenario.log if e.stream.startswith("contribution:"))
        stream = data.draw(st.sampled_from([*streams, ""]))
        if not stream:
            return
        if admissible:
            found = self.give(stream, FindContributionAdmissible, actor=by("focal_point"))
        else:
            found = self.give(stream, FindContributionInadmissible, **REFUSAL)
        assert not found or self.scenario.state(stream).public is admissible

    @precondition(lambda self: self.scenario.log)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        """Some field of some event is to read as the same field of another event of its type reads."""
        stream, target, field, old = data.draw(
            st.sampled_from(list(candidates(self.scenario)) or [("", "", "", "")])
        )
        others = [found[3] for found in candidates(self.scenario) if found[2] == field] or [None]
        new = data.draw(st.sampled_from([*others, 0, 1, "2026-05-05"]))
        if stream:
            fields = {"target": target, "field": field, "old": old, "new": new}
            self.give(stream, CorrectRecord, actor=by("focal_point"), reason=WHY, **fields)

    @precondition(lambda self: self.scenario.log)
    @rule(data=st.data())
    def annul(self, data: st.DataObject) -> None:
        """Some events are to read as not having happened."""
        events = data.draw(st.lists(st.sampled_from(self.scenario.log), min_size=1, max_size=3))
        named = [{"stream": event.stream, "event_id": event.event_id} for event in events]
        self.give(events[0].stream, AnnulEvents, actor=by("focal_point"), reason=WHY, events=named)

    @invariant()
    def what_is_recorded_is_never_changed(self) -> None:
        """The log only grows."""
        assert self.scenario.log[: len(self.seen)] == self.seen
        self.seen = list(self.scenario.log)

    @invariant()
    def the_invariants_hold(self) -> None:
        """5.7, over the states as they are to be read now."""
        if len(self.scenario.log) != self.checked:
            check(self.scenario)
            self.checked = len(self.scenario.log)

    @invariant()
    def the_next_steps_can_always_be_told(self) -> None:
        """Nobody is left without an answer to what may be done next."""
        for stream in ("programme:demnate-example", "council_session:demnate-example-2025-10"):
            assert DECIDERS[stream.split(":")[0]]
            self.scenario.steps(stream)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # shrinking a walk this long takes longer than the suite may
    suppress_health_check=list(HealthCheck),
)
