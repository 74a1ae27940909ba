"""From the beginning to a text that the committee validated: axes, ideas, a consultation and its report."""

from __future__ import annotations

from typing import Any

from domain.consultation.commands import AnswerContributionGroup, OpenConsultation, PublishConsultationReport
from domain.contribution.commands import AnswerContribution, SubmitContribution
from domain.idea.commands import (
    DispositionIdea,
    FindIdeaAdmissible,
    FindIdeaInadmissible,
    MergeIdea,
    SubmitIdea,
)
from domain.kernel.corrections import CorrectRecord
from domain.programme.commands import (
    CloseIdeaCollection,
    IdentifyAxes,
    InitiateProgramme,
    OpenIdeaCollection,
    PublishDraft,
    RecordAdvisoryOpinion,
    ValidateDraft,
)
from domain.workshop.commands import AnnounceWorkshop, RecordWorkshopHeld
from service.example import texts
from service.example.stage import Stage
from service.example.texts import PROGRAMME, in_three

STREAM = f"programme:{PROGRAMME}"
WORKSHOP = "workshop:demnate-example"
CONSULTATION = "consultation:demnate-example-1"
FOCAL, COMMITTEE, PRESIDENT = "focal_point", "follow_up_committee", "council_president"
ANONYMOUS = {"kind": "anonymous"}


def beginning(stage: Stage, commune: str) -> None:
    """The programme is initiated, its axes are chosen with the consultative body (T1, T2)."""
    stage.at("2025-03-03")
    period = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    stage.do(STREAM, InitiateProgramme, PRESIDENT, collectivity_ids=[commune], title=texts.TITLE, **period)
    stage.at("2025-03-05")
    stage.do(STREAM, RecordAdvisoryOpinion, "advisory_body", consulted_on="2025-03-04")
    stage.do(STREAM, IdentifyAxes, FOCAL, axes=texts.AXES)


def collection(stage: Stage, commune: str) -> None:
    """A workshop, ideas by three channels, and the end of the collection (T3, T4)."""
    stage.at("2025-03-06")
    slots = [
        {"starts_at": "10:30", "ends_at": "10:45", "title": in_three("استقبال", "Accueil", "Reception")},
        {"starts_at": "10:45", "ends_at": "13:00", "title": in_three("ورشة العمل", "Atelier", "Workshop")},
    ]
    announced = {"place": "قاعة الاجتماعات", "held_on": "2025-03-25", "starts_at": "10:30", "agenda": slots}
    where = {"programme_id": PROGRAMME, "collectivity_id": commune}
    stage.do(WORKSHOP, AnnounceWorkshop, FOCAL, **where, **announced)
    stage.at("2025-03-07")
    stage.do(STREAM, OpenIdeaCollection, FOCAL, channels=["online", "workshop", "paper"])
    stage.at("2025-03-25", "14:00")
    held = stage.do(
        WORKSHOP, RecordWorkshopHeld, FOCAL, held_on="2025-03-25", attendance={"present": 38, "women": 17}
    )
    for identity, (channel, words) in texts.IDEAS.items():
        role = "citizen" if channel == "online" else FOCAL
        idea = {"programme_id": PROGRAMME, "channel": channel, "author": ANONYMOUS, "text": {"text": words}}
        stage.do(f"idea:{identity}", SubmitIdea, role, **idea)
    stage.at("2025-04-02")
    attendance = {
        "field": "attendance",
        "old": {"present": 38, "women": 17},
        "new": {"present": 41, "women": 19},
    }
    why = in_three("ورقة حضور ثالثة", "Troisième feuille de présence", "A third attendance sheet was found")
    clerical = {"code": "correction_clerical", "text": why}
    stage.do(WORKSHOP, CorrectRecord, FOCAL, target=held[0], reason=clerical, **attendance)
    stage.at("2025-05-30")
    stage.do(STREAM, CloseIdeaCollection, FOCAL)


ACCEPTED = {
    "idea-1": "publish-decisions",
    "idea-3": "broadcast",
    "idea-4": "online-desk",
}
ASKED_FOR = ("idea-8", "project-board")
"""An idea that was put off until the consultation asked for it too, and the commitment that it went into."""


def dispositions(stage: Stage) -> None:
    """Every idea gets its answer with a reason (T5)."""
    stage.at("2025-06-05")
    for identity in texts.IDEAS:
        if identity != "idea-7":
            stage.do(f"idea:{identity}", FindIdeaAdmissible, FOCAL)
    outside = in_three("لا يتعلق بالبرنامج", "Étranger au programme", "It does not concern the programme")
    not_specific = {"response": outside, "reason": {"code": "not_specific"}}
    stage.do("idea:idea-7", FindIdeaInadmissible, FOCAL, **not_specific)
    stage.at("2025-06-12")
    taken = in_three("اعتمدت في المسودة", "Retenue dans le projet", "Taken into the draft")
    for identity, key in ACCEPTED.items():
        _accept(stage, identity, key, taken, _because("مجدية", "Utile", "Useful"))
    same = in_three("تطابق الفكرة الأولى", "Identique à la première idée", "The same as the first idea")
    merged = {"target_id": "idea-1", "response": same, "reason": {"code": "duplicate"}}
    stage.do("idea:idea-2", MergeIdea, COMMITTEE, **merged)
    later = in_three("تؤجل إلى الدورة المقبلة", "Reportée au prochain cycle", "Put off to the next cycle")
    deferred = {"outcome": "deferred", "response": later, "reason": {"code": "postponed_next_cycle"}}
    for identity in ("idea-5", ASKED_FOR[0]):
        stage.do(f"idea:{identity}", DispositionIdea, COMMITTEE, **deferred)
    road = in_three(
        "خارج اختصاص الجماعة", "Hors de la compétence de la commune", "Outside the commune's competence"
    )
    refused = {"outcome": "not_retained", "response": road, "reason": {"code": "out_of_competence"}}
    stage.do("idea:idea-6", DispositionIdea, COMMITTEE, **refused)


def _accept(stage: Stage, identity: str, key: str, response: dict[str, str], reason: dict[str, Any]) -> None:
    answer = {"outcome": "accepted", "commitment_key": key, "response": response, "reason": reason}
    stage.do(f"idea:{identity}", DispositionIdea, COMMITTEE, **answer)


def consultation(stage: Stage) -> None:
    """The draft, a consultation that the clock closes, its report, and the validated text (T5 to T8)."""
    stage.at("2025-06-20")
    draft = [texts.PUBLISH, texts.DESK, texts.BROADCAST]
    stage.do(STREAM, PublishDraft, COMMITTEE, commitments=draft)
    stage.at("2025-07-01")
    opened = {"programme_id": PROGRAMME, "round": 1, "draft_version": 1, "closes_on": "2025-08-15"}
    stage.do(CONSULTATION, OpenConsultation, FOCAL, **opened, channels=["online", "workshop"])
    stage.at("2025-07-20")
    said = [
        "نريد لوحة تتبع المشاريع",
        "اللوحة ضرورية أمام المقر",
        "الشباك الإلكتروني يجب أن يكون بالأمازيغية أيضا",
    ]
    for number, words in enumerate(said, 1):
        _contribute(stage, number, words)
    stage.let_time_pass("2025-08-16")
    stage.at("2025-08-18")
    _contribute(stage, 4, "رأي وصل متأخرا حول البث")
    stage.at("2025-08-25")
    added = in_three("أضيف التزام باللوحة", "Un engagement a été ajouté", "A commitment was added")
    group = {
        "group_id": "board",
        "topic": in_three("لوحة المشاريع", "Tableau des projets", "Project board"),
        "response": added,
        "contribution_ids": ["demnate-example-1", "demnate-example-2"],
    }
    stage.do(CONSULTATION, AnswerContributionGroup, COMMITTEE, **group)
    for number in (3, 4):
        seen = in_three("أخذ علما بالملاحظة", "Remarque prise en compte", "The remark was taken into account")
        stage.do(f"contribution:demnate-example-{number}", AnswerContribution, COMMITTEE, response=seen)
    stage.at("2025-09-01")
    report = {
        "findings": in_three(
            "ثلاث مساهمات وواحدة متأخرة",
            "Trois contributions et une tardive",
            "Three contributions, one late",
        ),
        "changes": added,
    }
    stage.do(CONSULTATION, PublishConsultationReport, COMMITTEE, **report)
    stage.at("2025-09-05")
    asked = _because("طلبتها الاستشارة", "Demandée par la consultation", "The consultation asked for it")
    _accept(stage, *ASKED_FOR, added, asked)
    stage.do(STREAM, PublishDraft, COMMITTEE, commitments=[*draft, texts.BOARD], changes=added)
    stage.at("2025-09-10")
    version = stage.state(STREAM).model_dump()["drafts"][-1]
    stage.do(STREAM, ValidateDraft, COMMITTEE, version=version["version"])


def _contribute(stage: Stage, number: int, words: str) -> None:
    given = {
        "consultation_id": "demnate-example-1",
        "channel": "online",
        "author": ANONYMOUS,
        "text": {"text": words},
    }
    stage.do(f"contribution:demnate-example-{number}", SubmitContribution, "citizen", **given)


def _because(ar: str, fr: str, en: str) -> dict[str, Any]:
    return {"code": "other", "text": in_three(ar, fr, en)}
