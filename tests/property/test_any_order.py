"""`evolve` is total: whatever is true by a day, and in whatever order it came to be, it can be told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.amend import amend, is_amendment
from domain.kernel.two_times import effect, end_of_day, true_on
from domain.registry import DECIDERS
from projections.digests import state_digest
from projections.model import as_json
from projections.registry import READ_MODELS
from tests.property.streams import kind_of, streams


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_events_of_a_stream_in_any_order_and_with_any_left_out_fold_to_a_state_that_can_be_shown(
    data: st.DataObject,
) -> None:
    stream = data.draw(st.sampled_from(streams()))
    order = data.draw(st.lists(st.sampled_from(range(len(stream))), max_size=40, unique=True))
    decider, model = DECIDERS[kind_of(stream)], READ_MODELS[kind_of(stream)]
    state = decider.state()

    for place in order:
        state = decider.apply(state, stream[place])

        assert state.stream == stream[place].stream
        assert isinstance(state.stage, str)
        assert all(":" in concern for concern in state.concerns)
        assert as_json(model.row(state, 1, 1))
    assert state_digest(state)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_what_is_true_on_a_day_is_every_fact_known_that_had_taken_effect_by_then(data: st.DataObject) -> None:
    stream = data.draw(st.sampled_from([one for one in streams() if one[0].version == 1]))
    known = data.draw(st.integers(0, len(stream)))
    day = stream[0].recorded_at.date() + timedelta(days=data.draw(st.integers(-60, 1200)))

    truth = true_on(DECIDERS[kind_of(stream)], stream, day, known)

    facts = [event for event in amend(stream[:known]) if not is_amendment(event)]
    ended = {event.event_id for event in facts if effect(event).end <= end_of_day(day)}
    assert {event.event_id for event in truth.effective} == ended
    ends = [effect(event).end for event in truth.effective]
    assert ends == sorted(ends)
    for event in truth.uncertain:
        start, end = effect(event)
        assert start is None or start < end_of_day(day)
        assert end > end_of_day(day)
    later = {event.event_id for event in facts} - ended - {event.event_id for event in truth.uncertain}
    assert all(effect(event).start >= end_of_day(day) for event in facts if event.event_id in later)  # type: ignore[operator]


def test_long_after_everything_what_is_true_is_every_fact_that_stands() -> None:
    for stream in streams():
        if stream[0].version != 1:
            continue
        truth = true_on(DECIDERS[kind_of(stream)], stream, date(2100, 1, 1))

        assert not truth.uncertain
        assert len(truth.effective) == sum(not is_amendment(event) for event in amend(stream))
        assert truth.state.version == (stream[-1].version if truth.effective else 0)
