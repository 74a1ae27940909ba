"""What a citizen learns from the sentence of an event, and what is kept apart."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.kernel.amend import RecordCorrected
from domain.kernel.dates import PartialDate
from domain.programme.values import DecisionReference
from projections.json_speech import said
from projections.sentences import sentences
from tests.projections.told import changed, golden


def test_a_vote_tells_counts_quorum_and_outcome() -> None:
    told = sentences(golden("VoteRecorded"), [golden("AgendaItemAdded")])

    assert told["ar"] == (
        "صادق المجلس على النقطة «\u2068نقطة a\u2069» بتاريخ 20 مارس 2025 (تصويت علني). "
        "الموافقون: 6، الرافضون: 3، الممتنعون: 2. "
        "الحاضرون: 11، الأعضاء المزاولون مهامهم: 15، عدد الأصوات اللازم: 5 "
        "(الأغلبية المطلقة للأصوات المعبر عنها)."
    )
    assert told["fr"].startswith("Le conseil a adopté le point « \u2068نقطة a\u2069 » le 20 mars 2025")
    assert "For: 6, against: 3, abstentions: 2." in told["en"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": "rejected"}, "رفض المجلس"),
        ({"outcome": "second_vote_required"}, "يلزم تصويت ثان"),
        ({"casting_vote": "against"}, "تعادلت الأصوات، فرجح صوت الرئيس بالرفض."),
        ({"mode": "secret"}, "(تصويت سري)"),
        ({"round": 2}, "بعد تصويت أول لم يحسم"),
        ({"supersedes": "00000000-0000-4000-8000-000000000001"}, "يعوض هذا التصويت تصويتا سابقا"),
    ],
)
def test_a_vote_tells_what_was_particular_about_it(fields: dict[str, Any], said: str) -> None:
    assert said in sentences(changed(golden("VoteRecorded"), **fields))["ar"]
    assert said not in sentences(golden("VoteRecorded"))["ar"]


def test_an_extension_tells_the_old_deadline_where_the_earlier_events_are_at_hand() -> None:
    extended = golden("CommitmentDeadlineExtended")
    planned = golden("CommitmentPlanned")

    assert "بدل" not in sentences(extended)["ar"]
    assert "إلى 30 نونبر 2027 بدل 31 أكتوبر 2026 من طرف رئيس المجلس." in sentences(extended, [planned])["ar"]
    again = changed(extended, due_on=date(2028, 1, 31))
    assert "au 31 janvier 2028 au lieu du 30 novembre 2027 par" in sentences(again, [planned, extended])["fr"]


def test_what_a_council_decided_is_not_told_as_decided_by_whoever_wrote_it_down() -> None:
    decision = DecisionReference(collectivity_id="c1", session_id="s1", item_id="a")
    for name in ("CommitmentDeadlineExtended", "MilestoneDeadlineExtended", "CommitmentDropped"):
        told = sentences(changed(golden(name), decision=decision))
        assert "بمقرر للمجلس" in told["ar"]
        assert "من طرف" not in told["ar"]
        assert "من طرف" in sentences(golden(name))["ar"]


def test_an_extension_tells_the_deadline_as_it_was_corrected_before() -> None:
    planned, extended = golden("CommitmentPlanned"), golden("CommitmentDeadlineExtended")
    correction = golden("RecordCorrected").model_copy(
        update={
            "data": RecordCorrected(
                target=extended.event_id, field="due_on", old="2027-11-30", new="2027-12-15"
            )
        }
    )
    again = changed(extended, due_on=date(2028, 1, 31))

    assert "instead of 15 December 2027" in sentences(again, [planned, extended, correction])["en"]


def test_a_milestone_is_told_by_its_title_and_a_missed_deadline_by_its_day() -> None:
    planned = golden("CommitmentPlanned")
    missed = changed(golden("DeadlineMissed"), milestone="online", due_on=date(2026, 10, 31))

    assert "المرحلة «فضاء النشر»، المحدد في 31 أكتوبر 2026" in sentences(missed, [planned])["ar"]
    assert "مرحلة من مراحل الالتزام" in sentences(missed)["ar"]


def test_a_correction_tells_the_field_of_which_kind_of_event_with_both_values() -> None:
    correction, held = golden("RecordCorrected"), golden("WorkshopHeld")
    target = held.model_copy(update={"event_id": correction.data.target})  # type: ignore[attr-defined]

    told = sentences(correction, [target])

    assert told["ar"].startswith(
        "صحح تسجيل سابق («انعقاد الورشة»). الحضور: «الحاضرون: 41» بدل «الحاضرون: 40»."
    )
    assert "Field “attendance”: “present: 41” instead of “present: 40”" in told["en"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("held_on", "2025-03-18", "18 مارس 2025"),
        ("joined_on", "2024-12", "دجنبر 2024"),
        ("starts_at", "10:30", "10:30"),
        ("mode", "secret", "تصويت سري"),
        ("channels", ["online", "paper"], "عبر الإنترنت وعلى الورق"),
        ("title", {"ar": "عنوان", "fr": "Titre"}, "عنوان"),
        ("grounds", [{"ar": "أول"}, {"ar": "ثان"}], "أول وثان"),
        ("ratings", [{}, {}, {}, {}], "4 عناصر"),
        ("evidence", [{}, {}], "وثيقتين"),
        ("by_election", True, "نعم"),
        ("votes_for", 0, "0"),
        ("president_ref", "person:hidden", "إشارة إلى شخص لا تعرض"),
        ("roll_call", [{"member_ref": "person:hidden", "vote": "for"}], "إشارة إلى شخص لا تعرض"),
        ("reason", {"code": "election"}, "السبب: الانتخابات"),
        ("authority", [{"law": "113-14", "confirmed": False}], "القانون: 113-14، مؤكد: لا"),
        ("opinion", None, "غير محدد"),
        ("as_of", "in spring", "\u2068in spring\u2069"),
        ("sha256", "0" * 64, "بصمة رقمية"),
        ("kind", "poem", "\u2068poem\u2069"),
        ("axes", [{"key": "a", "chair_ref": "person:hidden"}], "غير محدد"),
    ],
)
def test_a_corrected_value_is_said_by_what_its_field_is(field: str, value: Any, told: str) -> None:
    assert said(field, value, "ar") == told


def test_an_objection_and_a_visa_are_never_told_in_each_others_words() -> None:
    objections = [
        golden(name) for name in ("ObjectionNotified", "ObjectionWindowExpired", "NewDeliberationVoted")
    ]
    visas = [golden(name) for name in ("VisaGranted", "VisaRefused", "VisaDeadlineElapsed")]

    for told in map(sentences, objections):
        assert "تعرض" in told["ar"]
        assert not any(word in " ".join(told.values()) for word in ("تأشير", "visa"))
    for told in map(sentences, visas):
        assert re.search("تأشير|أشرت", told["ar"])
        assert not any(word in " ".join(told.values()) for word in ("تعرض", "opposition", "objection"))


def test_what_a_new_deliberation_came_to_is_told_apart() -> None:
    voted = golden("NewDeliberationVoted")
    told = [
        sentences(changed(voted, result=result))["ar"]
        for result in ("confirmed", "amended", "not_maintained")
    ]

    assert "أبقى على النص نفسه" in told[0]
    assert "صادق على نص معدل" in told[1]
    assert "لم يبق على مداولته" in told[2]


def test_law_that_nobody_confirmed_is_told_as_unconfirmed() -> None:
    flagged, determined = sentences(golden("SessionCalled")), sentences(golden("ControlRegimeDetermined"))

    assert "للإشارة فقط، دون أثر قانوني مؤكد:" in flagged["ar"]
    assert "sans effet juridique confirmé" in flagged["fr"]
    assert "(لم يؤكده مختص قانوني)" in determined["ar"]


def test_a_reason_is_told_with_its_explanation_and_another_reason_by_that_alone() -> None:
    extended, objected = golden("CommitmentDeadlineExtended"), golden("ObjectionNotified")

    assert sentences(extended)["ar"].endswith("السبب: تغيير في الموارد البشرية (تأخر التكوين).")
    assert sentences(objected)["fr"].endswith("Motif : \u2068سبب معلل\u2069.")


def test_a_claimed_completion_is_not_told_as_a_verified_one() -> None:
    assert "لم يتم التحقق منه بعد" in sentences(golden("CommitmentReportedComplete"))["ar"]
    assert "من طرف لجنة التتبع" in sentences(golden("CommitmentVerifiedComplete"))["ar"]


def test_a_date_that_is_not_known_is_told_as_such() -> None:
    joined = changed(golden("MembershipJoined"), joined_on=PartialDate("unknown"))

    assert "في تاريخ غير معروف" in sentences(joined)["ar"]


def test_an_instant_is_told_as_the_day_in_casablanca() -> None:
    late = PartialDate.of(datetime(2025, 6, 30, 23, 30, tzinfo=UTC))
    started = golden("CommitmentStarted").model_copy(update={"effective_at": late})

    assert "بتاريخ 1 يوليوز 2025" in sentences(started)["ar"]
