"""The illustrative programme: the whole lifecycle on a real database, by commands only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from domain.commitment.state import CommitmentState
from domain.kernel.amend import fold
from domain.kernel.events import Event
from domain.kernel.stored import decode
from domain.programme.state import ProgrammeState
from domain.registry import DECIDERS
from service.example.execution import STREAM, commitment
from service.example.play import play, played
from service.example.stage import ScenarioClock, Stage
from service.example.texts import IDEAS
from service.handling.handler import CommandHandler
from service.store.log import Log
from tests.conftest import Cluster
from tests.golden.files import keep_if_missing
from tests.vault_keys import KEYS

SECRET = b"test"


@pytest.fixture(scope="module")
def stage(embedded: Cluster) -> Iterator[Stage]:
    """The example, played once."""
    log = Log(embedded.conninfo(embedded.new_log(), "infitah_service"), KEYS)
    clock = ScenarioClock()
    handler = CommandHandler(log, secret=SECRET, now=clock)
    play(handler, clock, lambda _done, _all: None)
    yield Stage(handler, clock, lambda _done, _all: None)
    log.close()


@pytest.fixture(scope="module")
def events(stage: Stage) -> list[Event]:
    """Every event of the log, in order."""
    found = [decode(row.body) for row in stage.handler.log.since(0, 10_000)]
    for event in found:
        keep_if_missing(event)
    return found


def test_the_programme_goes_from_the_first_idea_to_closure(stage: Stage, events: list[Event]) -> None:
    types = [event.type for event in events if event.stream == STREAM]

    assert played(stage.handler)
    assert types[0] == "ProgrammeInitiated"
    assert types[-2:] == ["ProgrammeClosed", "AnswersAccountedFor"]
    for step in (
        "IdeaCollectionClosed",
        "ProgrammeAdopted",
        "ObjectionWindowExpired",
        "ExecutionPeriodEnded",
    ):
        assert step in types


def test_it_shows_what_goes_wrong_in_practice(events: list[Event]) -> None:
    types = Counter(event.type for event in events)

    for fact in (
        "SittingAdjournedForLackOfQuorum",
        "RevoteOrdered",
        "MilestoneDeadlineExtended",
        "CommitmentDeadlineExtended",
        "DeadlineMissed",
        "CommitmentDropped",
        "EvidenceContested",
        "RecordCorrected",
        "ContributionReceivedLate",
        "IdeaMergedInto",
        "ProgrammeContinuityDecided",
    ):
        assert types[fact], fact


def test_playing_it_again_records_nothing_twice(stage: Stage) -> None:
    before = stage.handler.log.head()

    again = ScenarioClock()
    play(CommandHandler(stage.handler.log, secret=SECRET, now=again), again, lambda _done, _all: None)

    assert stage.handler.log.head() == before


def test_what_is_recorded_follows_the_scenarios_clock(events: list[Event]) -> None:
    recorded = [event.recorded_at for event in events]

    assert recorded == sorted(recorded)
    assert (recorded[0].year, recorded[-1].year) == (2025, 2028)


def test_no_words_of_a_citizen_are_in_any_event(stage: Stage) -> None:
    bodies = b"\n".join(row.body for row in stage.handler.log.since(0, 10_000)).decode()

    for _channel, words in IDEAS.values():
        assert words not in bodies


def test_every_prefix_of_every_stream_folds_to_the_state_before_the_next_event(events: list[Event]) -> None:
    streams: dict[str, list[Event]] = {}
    for event in events:
        streams.setdefault(event.stream, []).append(event)
    for stream, history in streams.items():
        decider = DECIDERS[stream.split(":", 1)[0]]
        for length in range(1, len(history) + 1):
            state = fold(decider, history[:length])
            assert (state.stream, state.version) == (stream, length)


def test_promises_end_as_their_deadlines_and_proofs_say(stage: Stage) -> None:
    desk = stage.handler.state(commitment(stage, "online-desk"))
    publish = stage.handler.state(commitment(stage, "publish-decisions"))
    assert isinstance(desk, CommitmentState)
    assert isinstance(publish, CommitmentState)

    assert publish.status == "verified_complete"
    assert (desk.status, desk.times_moved, desk.slippage_days) == ("carried_over", 1, 153)


def test_nothing_is_left_to_do_after_closure(stage: Stage) -> None:
    state = stage.handler.state(STREAM)

    assert isinstance(state, ProgrammeState)
    assert [step.command.command_name() for step in stage.handler.next_steps(STREAM)] == []
