"""From the control of the deliberation to the end of the period: promises kept, late, dropped, contested."""

from __future__ import annotations

from domain.commitment.commands import (
    AddEvidence,
    ContestEvidence,
    DropCommitment,
    ExtendCommitmentDeadline,
    ExtendMilestoneDeadline,
    ReportCommitmentComplete,
    ReportMilestone,
    ReportProgress,
    ResolveDispute,
    StartCommitment,
    VerifyCommitmentComplete,
    VerifyMilestone,
)
from domain.programme.commands import (
    DecideContinuity,
    DetermineControlRegime,
    PublishProgramme,
    RecordMidTermReview,
    StartExecution,
    TransmitDeliberation,
)
from domain.programme.state import ProgrammeState
from service.example.council import decided, election
from service.example.stage import Stage
from service.example.texts import PROGRAMME, in_three

STREAM = f"programme:{PROGRAMME}"
LEAD, COMMITTEE, PRESIDENT = "lead_unit", "follow_up_committee", "council_president"


def commitment(stage: Stage, key: str) -> str:
    """The stream of a commitment of the adopted text."""
    state = stage.state(STREAM)
    assert isinstance(state, ProgrammeState)  # noqa: S101 - tells the type checker what is so already
    return f"commitment:{state.commitment_id(key)}"


def control(stage: Stage, commune: str) -> None:
    """The deliberation goes to the governor, whose time to object passes without one; then publication."""
    stage.at("2025-10-20")
    basis = [{"law": "113-14", "article": "117"}]
    regime = {"collectivity_id": commune, "regime": "objection_window", "authority": basis}
    stage.do(STREAM, DetermineControlRegime, PRESIDENT, **regime)
    stage.at("2025-10-21")
    receipt = stage.document("demnate-example-receipt", "وصل إيداع المقرر (مثال توضيحي)", "receipt")
    sent = {"collectivity_id": commune, "received_on": "2025-10-21", "evidence": [receipt]}
    stage.do(STREAM, TransmitDeliberation, PRESIDENT, **sent)
    stage.let_time_pass("2025-10-28")
    stage.at("2025-11-03")
    stage.do(STREAM, PublishProgramme, PRESIDENT, languages=["ar", "fr"])
    stage.at("2026-01-05")
    stage.do(STREAM, StartExecution, PRESIDENT)


def first_year(stage: Stage) -> None:
    """2026: one promise kept, one late and then missed, one dropped, one contested."""
    publish, desk, broadcast = (
        commitment(stage, key) for key in ("publish-decisions", "online-desk", "broadcast")
    )
    stage.at("2026-01-12")
    for stream in (publish, desk, broadcast):
        stage.do(stream, StartCommitment, LEAD)
    stage.at("2026-04-28")
    stage.do(publish, ReportMilestone, LEAD, milestone="procedure", reached_on="2026-04-20")
    stage.do(publish, VerifyMilestone, COMMITTEE, milestone="procedure")
    stage.at("2026-06-10")
    why = in_three(
        "تأخر اختيار صاحب الدراسة",
        "Retard dans le choix du bureau d'études",
        "The consultant was chosen late",
    )
    later = {"milestone": "study", "due_on": "2026-09-30", "reason": {"code": "needs_partner", "text": why}}
    stage.do(desk, ExtendMilestoneDeadline, COMMITTEE, **later)
    stage.at("2026-09-15")
    no_money = in_three(
        "لم ترصد الاعتمادات", "Les crédits n'ont pas été ouverts", "No budget was made available"
    )
    decision = stage.document("demnate-example-dropping", "قرار التخلي عن الالتزام (مثال توضيحي)", "decision")
    why_dropped = {"reason": {"code": "no_budget", "text": no_money}, "evidence": [decision]}
    stage.do(broadcast, DropCommitment, PRESIDENT, **why_dropped)
    stage.let_time_pass("2026-10-01")
    stage.at("2026-10-25")
    report = stage.document("demnate-example-online-space", "تقرير فتح فضاء النشر (مثال توضيحي)", "report")
    stage.do(publish, ReportMilestone, LEAD, milestone="online", reached_on="2026-10-20", evidence=[report])
    stage.at("2026-11-05")
    missing = in_three(
        "محاضر لجنة المالية غير منشورة", "Les procès-verbaux manquent", "The minutes are missing"
    )
    seen = stage.document("demnate-example-counter", "معاينة جمعية (مثال توضيحي)", "observation")
    stage.do(publish, ContestEvidence, "civil_society", statement=missing, evidence=[seen])
    dispute = stage.state(publish).model_dump()["disputes"][0]["dispute_id"]
    stage.at("2026-11-20")
    answer = in_three(
        "أضيفت المحاضر الناقصة", "Les documents manquants ont été ajoutés", "The missing minutes were added"
    )
    stage.do(publish, ResolveDispute, COMMITTEE, dispute_id=dispute, upheld=True, response=answer)
    stage.do(publish, VerifyMilestone, COMMITTEE, milestone="online")
    stage.at("2026-12-15")
    found = in_three("تقدم متوسط", "Avancement moyen", "Half of the way is done")
    stage.do(STREAM, RecordMidTermReview, COMMITTEE, held_on="2026-12-10", findings=found)


def second_year(stage: Stage, commune: str) -> None:
    """2027: a completion verified, a deadline extended after the miss, an election, the end of the period."""
    publish, desk, board = (
        commitment(stage, key) for key in ("publish-decisions", "online-desk", "project-board")
    )
    stage.at("2027-01-20")
    final = stage.document("demnate-example-final", "تقرير الإنجاز (مثال توضيحي)", "report")
    stage.do(publish, ReportCommitmentComplete, LEAD, completed_on="2026-12", evidence=[final])
    stage.at("2027-02-02")
    stage.do(publish, VerifyCommitmentComplete, COMMITTEE)
    stage.at("2027-02-10")
    stage.do(board, StartCommitment, LEAD)
    stage.do(desk, ReportMilestone, LEAD, milestone="study", reached_on="2027-01-15")
    half = in_three("الشباك في طور التجربة", "Le guichet est en essai", "The desk is being tried out")
    stage.at("2027-05-10")
    stage.do(desk, ReportProgress, LEAD, percentage=60, statement=half)
    stage.let_time_pass("2027-07-01")
    stage.at("2027-07-12")
    why = in_three("تأخر التكوين", "Retard de la formation", "Training was late")
    extension = {"due_on": "2027-11-30", "reason": {"code": "staff_change", "text": why}}
    stage.do(desk, ExtendCommitmentDeadline, PRESIDENT, **extension)
    election(stage, commune)
    place = decided(
        stage, commune, "demnate-example-2027-10", "programme_continuity", "2027-09-21", "2027-10-05"
    )
    stage.do(STREAM, DecideContinuity, PRESIDENT, **place, decision="continue")
    stage.let_time_pass("2027-10-06")
    stage.at("2027-12-20")
    photo = stage.document("demnate-example-board", "صورة اللوحة (مثال توضيحي)", "photograph")
    shown = in_three("علقت أول لوحة", "Le premier tableau est affiché", "The first board is up")
    stage.do(board, AddEvidence, LEAD, statement=shown, milestone="first-board", evidence=[photo])
    stage.do(board, ReportMilestone, LEAD, milestone="first-board", reached_on="2027-12-15")
    stage.let_time_pass("2028-01-01")
