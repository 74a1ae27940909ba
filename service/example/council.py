"""The council of the illustrative commune: installed, convened, without quorum, rejecting, voting anew."""

from __future__ import annotations

from typing import Any

from domain.collectivity.commands import (
    ConstituteFollowUpCommittee,
    DesignateFocalPoint,
    EndCouncilMandate,
    InstallCouncil,
    RecordAdvisoryBody,
)
from domain.council_session.commands import (
    AddAgendaItem,
    AdjournForLackOfQuorum,
    CallSession,
    IssueConvocation,
    OpenSitting,
    SendAgendaToGovernor,
)
from domain.council_session.decision_commands import (
    CloseSession,
    DrawUpMinutes,
    OrderRevote,
    RecordVote,
    SignMinutes,
)
from domain.programme.commands import SubmitToCouncil
from domain.programme.state import ProgrammeState
from service.example.stage import Stage
from service.example.texts import PROGRAMME, TITLE, in_three

PRESIDENT, SECRETARY = "council_president", "council_secretary"
HALL = "قاعة الاجتماعات بمقر الجماعة"
SEATS = 27
ADOPTION = "demnate-example-2025-10"


def bodies(stage: Stage, commune: str) -> None:
    """The council in office, its focal point, consultative body and follow-up committee."""
    stage.at("2025-02-24")
    stream = f"collectivity:{commune}"
    mandate = {"mandate_id": "example-2021", "starts_on": "2021-09-20", "seats": SEATS}
    stage.do(stream, InstallCouncil, PRESIDENT, **mandate, president_ref="example-president-1")
    stage.do(stream, DesignateFocalPoint, PRESIDENT, focal_point_ref="example-focal-point-1")
    name = "هيئة المساواة وتكافؤ الفرص ومقاربة النوع"
    stage.do(stream, RecordAdvisoryBody, PRESIDENT, name=name, established_on="2022", members=15)
    committee = {"elected": 3, "civil_society": 4, "constituted_on": "2025-02-24"}
    stage.do(stream, ConstituteFollowUpCommittee, PRESIDENT, **committee)


def convened(
    stage: Stage, commune: str, session: str, month: str, notice: str, day: str, item: dict[str, Any]
) -> None:
    """An ordinary session with one item, its agenda sent to the governor, its members convened."""
    stream = f"council_session:{session}"
    stage.at(notice)
    called = {"collectivity_id": commune, "session_kind": "ordinary", "month": month}
    stage.do(stream, CallSession, PRESIDENT, **called)
    stage.do(stream, AddAgendaItem, PRESIDENT, **item)
    stage.do(stream, SendAgendaToGovernor, PRESIDENT, sent_on=notice)
    place = {"starts_at": "10:00", "place": HALL}
    stage.do(stream, IssueConvocation, PRESIDENT, attempt=1, issued_on=notice, held_on=day, **place)


def adoption(stage: Stage, commune: str) -> None:
    """October 2025: no quorum; at the second meeting a rejection, a vote ordered anew, an adoption."""
    text = stage.state(f"programme:{PROGRAMME}")
    assert isinstance(text, ProgrammeState)  # noqa: S101 - tells the type checker what is so already
    draft = text.draft(text.validated_version)
    assert draft is not None  # noqa: S101 - tells the type checker what is so already
    version = {"version": draft.version, "sha256": draft.sha256}
    matter = {"kind": "programme_adoption", "programme_id": PROGRAMME, **version}
    item = {"item_id": "programme", "title": TITLE, "matter": matter}
    convened(stage, commune, ADOPTION, "2025-10", "2025-09-15", "2025-10-06", item)
    place = {"collectivity_id": commune, "session_id": ADOPTION, "item_id": "programme"}
    stage.do(f"programme:{PROGRAMME}", SubmitToCouncil, PRESIDENT, **place, **version)
    stream = f"council_session:{ADOPTION}"
    stage.at("2025-10-06", "10:45")
    stage.do(
        stream,
        AdjournForLackOfQuorum,
        PRESIDENT,
        sitting_id="first",
        held_on="2025-10-06",
        present=12,
        excused=5,
        unexcused=10,
    )
    again = {"starts_at": "10:00", "place": HALL, "issued_on": "2025-10-06", "held_on": "2025-10-10"}
    stage.do(stream, IssueConvocation, PRESIDENT, attempt=2, **again)
    stage.at("2025-10-10", "10:05")
    opened = {"sitting_id": "second", "held_on": "2025-10-10", "opened_at": "10:05", "present": 19}
    stage.do(stream, OpenSitting, PRESIDENT, **opened, excused=4, unexcused=4)
    stage.at("2025-10-10", "11:30")
    ballot = {"sitting_id": "second", "item_id": "programme"}
    first = {"votes_for": 8, "votes_against": 10, "abstentions": 1, "outcome": "rejected"}
    rejected = stage.do(stream, RecordVote, SECRETARY, **ballot, **first)
    stage.at("2025-10-10", "12:15")
    stage.do(stream, OrderRevote, PRESIDENT, item_id="programme", reason=REVOTE)
    second = {"votes_for": 15, "votes_against": 3, "abstentions": 1, "outcome": "adopted"}
    stage.do(stream, RecordVote, SECRETARY, **ballot, **second, supersedes=rejected[0])
    closed(stage, ADOPTION, "2025-10-10")


REVOTE = {
    "code": "other",
    "text": in_three(
        "طلب الأعضاء إعادة التصويت بعد عرض تقرير الاستشارة عليهم",
        "Les membres ont demandé un nouveau vote après présentation du rapport de consultation",
        "Members asked for a new vote once the consultation report was presented to them",
    ),
}


def closed(stage: Stage, session: str, day: str) -> None:
    """The session ends; its minutes are drawn up and signed."""
    stream = f"council_session:{session}"
    stage.at(day, "13:00")
    stage.do(stream, CloseSession, PRESIDENT, closed_on=day)
    stage.at(day, "15:00")
    minutes = stage.document(f"{session}-minutes", "محضر الدورة (مثال توضيحي)", "minutes")
    stage.do(stream, DrawUpMinutes, SECRETARY, drawn_up_on=day, minutes=minutes)
    stage.do(stream, SignMinutes, SECRETARY, signed_on=day)


def decided(stage: Stage, commune: str, session: str, kind: str, notice: str, day: str) -> dict[str, str]:
    """An ordinary session that adopts one item about the programme; returns where that was decided."""
    item = {"item_id": "programme", "title": TITLE, "matter": {"kind": kind, "programme_id": PROGRAMME}}
    convened(stage, commune, session, day[:7], notice, day, item)
    stream = f"council_session:{session}"
    stage.at(day, "10:00")
    opened = {"sitting_id": "first", "held_on": day, "opened_at": "10:00", "present": 21}
    stage.do(stream, OpenSitting, PRESIDENT, **opened)
    counts = {"votes_for": 20, "votes_against": 0, "abstentions": 1, "outcome": "adopted"}
    stage.do(stream, RecordVote, SECRETARY, sitting_id="first", item_id="programme", **counts)
    closed(stage, session, day)
    return {"collectivity_id": commune, "session_id": session, "item_id": "programme"}


def election(stage: Stage, commune: str) -> None:
    """The mandate ends and another council is installed, while the programme runs."""
    stream = f"collectivity:{commune}"
    stage.at("2027-09-20")
    stage.do(stream, EndCouncilMandate, PRESIDENT, ended_on="2027-09-15", reason={"code": "election"})
    mandate = {"mandate_id": "example-2027", "starts_on": "2027-09-20", "seats": SEATS}
    # No president is in office until the new council is recorded.
    stage.do(stream, InstallCouncil, "focal_point", **mandate, president_ref="example-president-2")
