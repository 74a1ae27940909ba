"""A fold passes one state on and changes it in place; that is to lead where copies lead."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.amend import fold, is_amendment
from domain.registry import DECIDERS
from tests.property.streams import kind_of, streams


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_fold_leads_to_the_state_that_one_event_after_the_other_leads_to(data: st.DataObject) -> None:
    stream = data.draw(st.sampled_from(streams()))
    facts = [event for event in stream if not is_amendment(event)]
    events = data.draw(st.permutations(facts)) if data.draw(st.booleans()) else facts
    decider = DECIDERS[kind_of(stream)]

    copied = decider.state()
    for event in events:
        copied = decider.apply(copied, event)

    assert fold(decider, events) == copied


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_state_that_a_fold_began_with_stays_as_it_was(data: st.DataObject) -> None:
    stream = [event for event in data.draw(st.sampled_from(streams())) if not is_amendment(event)]
    decider, place = DECIDERS[kind_of(tuple(stream))], data.draw(st.integers(0, len(stream)))
    begun = fold(decider, stream[:place])
    before = begun.model_dump()

    after = fold(decider, stream[place:], begun)

    assert begun.model_dump() == before
    assert after is not begun
