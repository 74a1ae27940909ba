"""What may be found by words: stems in three languages, and no stem of words that may not be shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.document.commands import RecordErasure, RegisterDocument
from domain.idea import commands as idea
from service.store.log import Log
from tests.domain.public_words import REPLY, collecting, submit_idea
from tests.domain.scenario import Scenario, by
from tests.domain.test_erasure import REQUEST
from tests.projections.feeding import fed
from tests.projections.following import poured

WORDS = "إنارة الأزقة والمسالك"
STEMS = ("انار", "ازق", "مسالك")
BECAUSE = {"code": "out_of_competence"}
DOCUMENT = {"title": {"ar": "محضر", "fr": "Procès-verbal"}, "kind": "minutes", "language": "ar", "size": 10}


def found(log: Log) -> dict[str, Any]:
    rows = fed(log, "search")["search"]
    return {row["key"]: row | {"document": json.loads(row["document"])} for row in rows}


def poured_with_an_idea(log: Log) -> Scenario:
    given = collecting()
    submit_idea(given)
    poured(log, given.log, WORDS)
    return given


def more(log: Log, given: Scenario, before: int) -> None:
    poured(log, given.log[before:])


def traces(*rows: Any) -> set[str]:
    """The stems of the words that are left in any column."""
    everything = " ".join(str(value) for row in rows for value in row.values())
    return {stem for stem in (*STEMS, *WORDS.split()) if stem in everything}


def admitted(log: Log) -> Scenario:
    given = poured_with_an_idea(log)
    before = len(given.log)
    given.when("idea:i1", idea.FindIdeaAdmissible, actor=by("focal_point"))
    more(log, given, before)
    return given


def test_an_admissible_idea_is_found_by_stems_and_holds_no_words(log: Log) -> None:
    admitted(log)

    row = found(log)["idea:i1"]

    assert traces(row) == set(STEMS)
    assert all(stem in row["ar"] for stem in STEMS)
    assert row["document"]["text_status"] == "available"


def test_of_an_idea_that_waits_there_is_nothing(log: Log) -> None:
    poured_with_an_idea(log)

    rows = found(log)

    assert "idea:i1" not in rows
    assert not traces(*rows.values())


def test_of_an_inadmissible_idea_there_is_nothing_but_that_it_was_decided(log: Log) -> None:
    given = poured_with_an_idea(log)
    before = len(given.log)
    reason = {"code": "other", "text": {"ar": WORDS}}
    fields = {"actor": by("focal_point"), "reason": reason, "response": {"ar": WORDS}}
    given.when("idea:i1", idea.FindIdeaInadmissible, **fields)
    more(log, given, before)

    rows = found(log)

    assert "idea:i1" not in rows
    outcomes = [row["document"]["outcome"] for row in rows.values() if row["kind"] == "decision"]
    assert "inadmissible" in outcomes
    assert not traces(*rows.values())


def erased(given: Scenario) -> None:
    given.when("idea:i1", idea.EraseIdeaPersonalData, actor=by("focal_point"), scope="words", **REQUEST)


def erased_by_another_stream(given: Scenario) -> None:
    ref = given.state("idea:i1").text.ref
    given.when("document:d9", RecordErasure, actor=by("operator"), refs=[ref], **REQUEST)


def redacted(given: Scenario) -> None:
    given.when("document:d1", RegisterDocument, actor=by("focal_point"), sha256="1" * 64, **DOCUMENT)
    fields = {"new_document_id": "d1", "reason": REQUEST["reason"]}
    given.when("idea:i1", idea.RedactIdea, actor=by("focal_point"), **fields)


def withdrawn(given: Scenario) -> None:
    given.when("idea:i1", idea.WithdrawIdea, actor=by("focal_point"), reason=REQUEST["reason"])


@pytest.mark.parametrize("how", [erased, erased_by_another_stream, redacted, withdrawn])
def test_what_is_erased_redacted_or_withdrawn_leaves_no_stem(log: Log, how: Any) -> None:
    given = admitted(log)
    assert traces(found(log)["idea:i1"]) == set(STEMS)
    before = len(given.log)
    how(given)
    # The words are still where they lie: only the event says that they may be shown no more.
    more(log, given, before)

    rows = found(log)

    assert not traces(*rows.values())
    assert ("idea:i1" in rows) is (how is not withdrawn)


def test_words_erased_by_another_stream_do_not_come_back(log: Log) -> None:
    given = admitted(log)
    before = len(given.log)
    erased_by_another_stream(given)
    given.when("idea:i1", idea.ReplyToIdea, actor=by("follow_up_committee"), response=REPLY)
    more(log, given, before)

    for sizes in ([1_000], [1]):
        rows = fed(log, "search", sizes)["search"]
        assert not traces(*rows)


def test_a_tombstone_tells_what_became_of_the_words(log: Log) -> None:
    given = admitted(log)
    before = len(given.log)
    erased(given)
    more(log, given, before)

    row = found(log)["idea:i1"]

    assert (row["ar"], row["fr"], row["en"], row["words_ref"]) == ("", "", "", None)
    assert row["document"]["text_status"] == "erased"
