"""What citizens gave, took back or had erased is not undone by annulling the record of it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.document.commands import RecordErasure
from domain.idea.commands import WithdrawIdea
from domain.idea.state import IdeaState
from domain.kernel.corrections import AnnulEvents
from domain.kernel.guards import Refused
from domain.kernel.stored import decode
from service.messages import sentence
from service.store.log import Log
from service.submissions.following import _next
from service.submissions.kinds import KINDS
from tests.domain.scenario import by
from tests.submissions.sending import (
    WORDS,
    at_work,
    do,
    mine,
    received,
    sending,
    with_consultation,
    with_programme,
)
from tests.submissions.test_story import erased

NAMED = {"author": {"kind": "named_with_consent", "name": "السيدة المحفوظة"}}


def annul(log: Log, stream: str, kind: str) -> None:
    """Annul the last event of a kind in a stream, as the commune's focal point."""
    event_id = [decode(row.body).event_id for row in log.load([stream])[stream] if row.type == kind][-1]
    told = {"actor": by("focal_point"), "reason": {"code": "correction_clerical"}}
    command = AnnulEvents.model_validate(told | {"events": [{"stream": stream, "event_id": event_id}]})
    at_work(log).handle(stream, command)


def refused_for(log: Log, stream: str, kind: str) -> set[str]:
    with pytest.raises(Refused) as refused:
        annul(log, stream, kind)
    return {check.guard.code for check in refused.value.unmet}


def test_a_withdrawal_of_the_author_s_own_is_annulled_by_nobody(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, **NAMED)
        do(client, receipt, "withdraw")

        assert "record.author_s_own" in refused_for(log, receipt["stream"], "IdeaWithdrawn")
        assert mine(client, receipt)["status"] == "withdrawn"


@pytest.mark.parametrize("kind", ["IdeaSubmitted", "ConsentToNameWithdrawn"])
def test_neither_is_what_they_gave_nor_the_withdrawal_of_their_consent(log: Log, kind: str) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client, **NAMED)
        do(client, receipt, "withdraw-consent")

        assert "record.author_s_own" in refused_for(log, receipt["stream"], kind)


def test_nor_is_a_contribution(log: Log) -> None:
    with sending(with_consultation(log)) as client:
        receipt = received(client, "contributions", **NAMED)

        assert "record.author_s_own" in refused_for(log, receipt["stream"], "ContributionReceived")


def test_an_erasure_is_annulled_by_nobody_and_stays_told(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        erased(log, receipt)

        assert "record.not_for_good" in refused_for(log, receipt["stream"], "PersonalDataErased")
        assert mine(client, receipt)["words"]["status"] == "erased"


def test_an_author_withdraws_anew_what_staff_had_withdrawn_by_mistake_and_annulled(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        stream = receipt["stream"]
        at_work(log).handle(stream, WithdrawIdea.model_validate({"actor": by("focal_point")}))
        first = do(client, receipt, "withdraw")
        annul(log, stream, "IdeaWithdrawn")
        again = mine(client, receipt)["status"]

        answers = [do(client, receipt, "withdraw") for _ in range(2)]

        assert first.status_code == 409
        assert again == "received"
        assert [one.status_code for one in answers] == [200, 200]
        assert answers[0].json()["version"] == answers[1].json()["version"] == 4
        assert mine(client, receipt)["status"] == "withdrawn"


def test_an_operator_erases_a_citizen_s_words_in_their_record_and_not_beside_it(log: Log) -> None:
    with sending(with_programme(log)) as client:
        receipt = received(client)
        state: Any = at_work(log).state(receipt["stream"])
        told = {"actor": by("operator"), "legal_basis": "09-08", "reason": {"code": "court_decision"}}
        beside = RecordErasure.model_validate(told | {"refs": [state.text.ref]})

        with pytest.raises(Refused) as refused:
            at_work(log).handle("document", beside)

        [unmet] = refused.value.unmet
        assert unmet.guard.code == "document.not_a_citizen_s_words"
        assert receipt["stream"] in unmet.sentence("ar")
        assert mine(client, receipt)["words"]["text"] == WORDS


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_author_of_what_an_older_version_let_be_annulled_is_told_so(language: str) -> None:
    assert sentence("submissions", _next(KINDS["idea"], IdeaState()), language)  # type: ignore[arg-type]
