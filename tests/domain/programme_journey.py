"""A programme of a commune taken as far as a test needs, by commands of every aggregate on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.assessment.commands import (
    PublishIndependentAssessment,
    PublishSelfAssessment,
    RecordEvaluationWorkshop,
)
from domain.collectivity.commands import (
    ConstituteFollowUpCommittee,
    InstallCouncil,
    RecordMembershipJoined,
    RegisterCollectivity,
)
from domain.consultation.commands import CloseConsultation, OpenConsultation, PublishConsultationReport
from domain.council_session.commands import AddAgendaItem, CallSession, IssueConvocation, OpenSitting
from domain.council_session.decision_commands import CloseSession, RecordVote
from domain.idea.commands import DispositionIdea, FindIdeaAdmissible, SubmitIdea
from domain.kernel.events import Event
from domain.network.commands import FoundNetwork
from domain.programme import commands as c
from domain.workshop.commands import AnnounceWorkshop, RecordWorkshopHeld
from tests.domain.scenario import Scenario, by

P = "programme:p1"
PRESIDENT, FOCAL, COMMITTEE = by("council_president"), by("focal_point"), by("follow_up_committee")
SECRETARY, GOVERNOR, COURT = by("council_secretary"), by("control_authority"), by("court")
NAME = {"ar": "برنامج الانفتاح"}
CHANGES = {"ar": "روعيت الملاحظات"}
LAW = [{"law": "القانون التنظيمي رقم 113.14", "article": "117"}]
BECAUSE = {"code": "other", "text": {"ar": "سبب معلل"}}
AXES = [{"key": "information", "title": {"ar": "المعلومة"}}]
SLOTS = [{"starts_at": "10:30", "title": {"ar": "جمع الأفكار"}}]


def commitment(key: str = "publish", due_on: str = "2026-06-30", **more: Any) -> dict[str, Any]:
    """A commitment as a draft proposes it."""
    return {
        "key": key,
        "title": {"ar": f"التزام {key}"},
        "lead": "مصلحة التواصل",
        "principles": ["transparency"],
        "axis": "information",
        "milestones": [{"key": "m1", "title": {"ar": "مرحلة"}, "due_on": due_on}],
    } | more


TEXT = [commitment(idea_ids=["i1"])]
REVISED = [commitment(idea_ids=["i1"]), commitment("portal", "2027-03-31", principles=["digitalisation"])]


def networked(given: Scenario) -> Scenario:
    """The network exists."""
    fields = {"name": NAME, "supervised_by": NAME, "partners": [NAME], "purpose": NAME, "source": "charter"}
    given.at("2022-10-21").when(
        "network:remacto",
        FoundNetwork,
        actor=by("network_coordinator"),
        founded_on="2022-10-21",
        principles=["transparency"],
        **fields,
    )
    return given


def joined(given: Scenario, identity: str = "c1", *, member: bool = True) -> Scenario:
    """A commune with a council of 15 and a follow-up committee, member since December 2024."""
    stream, coordination = f"collectivity:{identity}", by("network_coordinator")
    given.at("2025-01-10")
    registered = {"collectivity_type": "commune", "region": "r5", "names": NAME, "source": "register"}
    given.when(stream, RegisterCollectivity, actor=coordination, **registered)
    mandate = {"mandate_id": "m1", "starts_on": "2021-09-20", "ends_on": "2027-09-30", "seats": 15}
    given.when(stream, InstallCouncil, actor=PRESIDENT, **mandate)
    if member:
        given.when(stream, RecordMembershipJoined, actor=coordination, joined_on="2024-12", source="register")
    committee = {"elected": 5, "civil_society": 6, "constituted_on": "2025-01"}
    given.when(stream, ConstituteFollowUpCommittee, actor=PRESIDENT, **committee)
    return given


def initiated(given: Scenario | None = None, *collectivity_ids: str, stream: str = P) -> Scenario:
    """The programme begins, for 2026 and 2027."""
    given = given or joined(networked(Scenario()))
    period = {"title": NAME, "starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    ids = list(collectivity_ids) or ["c1"]
    given.at("2025-02-20").when(stream, c.InitiateProgramme, actor=FOCAL, collectivity_ids=ids, **period)
    return given


def announced(given: Scenario) -> Scenario:
    """Axes are set and a workshop is announced for 20 March 2025."""
    given.when(P, c.IdentifyAxes, actor=PRESIDENT, axes=AXES)
    notice = {"collectivity_id": "c1", "place": "مقر الجماعة", "held_on": "2025-03-20", "agenda": SLOTS}
    given.at("2025-03-01").when("workshop:w1", AnnounceWorkshop, actor=FOCAL, programme_id="p1", **notice)
    return given


def collecting(given: Scenario) -> Scenario:
    """Ideas are collected: one idea, one workshop held."""
    announced(given).when(P, c.OpenIdeaCollection, actor=FOCAL, channels=["online", "workshop"])
    given.at("2025-03-20").when(
        "workshop:w1",
        RecordWorkshopHeld,
        actor=FOCAL,
        held_on="2025-03-20",
        attendance={"present": 40},
    )
    idea(given, "i1")
    return given


def idea(given: Scenario, identity: str, **more: Any) -> None:
    """An idea is given, without a name where nothing else is said."""
    words = {"text": "نشر مقررات المجلس", "language": "ar"}
    fields = {"programme_id": "p1", "channel": "online", "author": {"kind": "anonymous"}, "text": words}
    given.when(f"idea:{identity}", SubmitIdea, actor=by("citizen"), **(fields | more))


def drafting(given: Scenario) -> Scenario:
    """The collection is closed and the idea accepted."""
    collecting(given).at("2025-04-30").when(P, c.CloseIdeaCollection, actor=FOCAL)
    given.when("idea:i1", FindIdeaAdmissible, actor=FOCAL)
    answer = {"outcome": "accepted", "commitment_key": "publish", "response": CHANGES}
    given.when("idea:i1", DispositionIdea, actor=COMMITTEE, reason=BECAUSE, **answer)
    return given


def drafted(given: Scenario) -> Scenario:
    """A first version is published."""
    drafting(given).at("2025-06-20").when(P, c.PublishDraft, actor=COMMITTEE, commitments=TEXT)
    return given


def consult(given: Scenario, identity: str, version: int, opens: str, closes: str) -> None:
    """A round of consultation from its opening to its report, the day after it closes."""
    stream, earlier = f"consultation:{identity}", given.state(P).consultation_ids
    fields = {"programme_id": "p1", "round": len(earlier) + 1, "draft_version": version}
    given.at(opens).when(
        stream, OpenConsultation, actor=FOCAL, closes_on=closes, channels=["online"], **fields
    )
    given.at(closes).later(days=1).when(stream, CloseConsultation, actor=by("system:clock"))
    given.when(stream, PublishConsultationReport, actor=COMMITTEE, findings=CHANGES, changes=CHANGES)


def finalising(given: Scenario) -> Scenario:
    """The consultation is over and reported on."""
    consult(drafted(given), "q1", 1, "2025-07-01", "2025-07-31")
    return given


def validated(given: Scenario) -> Scenario:
    """The committee validates version 1."""
    finalising(given).at("2025-09-01").when(P, c.ValidateDraft, actor=COMMITTEE, version=1)
    return given


def matter(given: Scenario, kind: str, version: int | None) -> dict[str, Any]:
    """What a council is asked to decide on the programme."""
    text = given.state(P).draft(version)
    return {"kind": kind, "programme_id": "p1"} | (
        {"version": version, "sha256": text.sha256} if text else {}
    )


def inscribed(
    given: Scenario,
    session: str,
    day: str,
    *,
    kind: str = "programme_adoption",
    version: int | None = 1,
    collectivity_id: str = "c1",
) -> dict[str, Any]:
    """An extraordinary session called for a day with one item, `a`, about the programme."""
    stream = f"council_session:{session}"
    call = {"collectivity_id": collectivity_id, "session_kind": "extraordinary"}
    given.when(stream, CallSession, actor=PRESIDENT, **call)
    item = {"item_id": "a", "title": NAME, "matter": matter(given, kind, version)}
    given.when(stream, AddAgendaItem, actor=PRESIDENT, **item)
    convened = {"issued_on": given.now.date().isoformat(), "held_on": day, "starts_at": "10:00"}
    given.when(stream, IssueConvocation, actor=PRESIDENT, place="قاعة الاجتماعات", **convened)
    return {"collectivity_id": collectivity_id, "session_id": session, "item_id": "a"}


def submitted(given: Scenario, day: str = "2025-10-07") -> Scenario:
    """Version 1 lies before the council as item `a` of the session s1."""
    place = inscribed(validated(given).at("2025-09-20"), "s1", day)
    text = {"version": 1, "sha256": given.state(P).draft(1).sha256}
    given.when(P, c.SubmitToCouncil, actor=PRESIDENT, **place, **text)
    return given


def opened(given: Scenario, session: str, day: str, present: int = 12) -> None:
    """The sitting j1 of a session opens on its day."""
    fields = {"sitting_id": "j1", "held_on": day, "present": present}
    given.at(day).when(f"council_session:{session}", OpenSitting, actor=PRESIDENT, **fields)


def vote(
    given: Scenario, session: str, votes_for: int = 9, votes_against: int = 3, **more: Any
) -> list[Event]:
    """The council votes on item `a`."""
    outcome = "adopted" if votes_for > votes_against else "rejected"
    counts = {"votes_for": votes_for, "votes_against": votes_against, "outcome": outcome}
    fields = {"sitting_id": "j1", "item_id": "a"} | counts | more
    return given.when(f"council_session:{session}", RecordVote, actor=SECRETARY, **fields)


def decided(given: Scenario, session: str, day: str, kind: str, version: int | None = None) -> dict[str, Any]:
    """A council that decides on the programme in a session of its own: the reference to its decision."""
    place = inscribed(given, session, day, kind=kind, version=version)
    opened(given, session, day)
    vote(given, session)
    return place


def adopted(given: Scenario) -> Scenario:
    """The council adopts, and its session closes."""
    opened(submitted(given), "s1", "2025-10-07")
    vote(given, "s1")
    given.when("council_session:s1", CloseSession, actor=PRESIDENT, closed_on="2025-10-07")
    return given


def under(given: Scenario, regime: str) -> None:
    """The deliberation is under a regime and was received on Monday 13 October 2025."""
    given.at("2025-10-13")
    fields = {"collectivity_id": "c1", "regime": regime}
    given.when(P, c.DetermineControlRegime, actor=PRESIDENT, authority=LAW, **fields)
    if regime != "none":
        given.when(P, c.TransmitDeliberation, actor=PRESIDENT, collectivity_id="c1", received_on="2025-10-13")


def objection_window(given: Scenario) -> Scenario:
    """The deliberation is under control, open to objection until Thursday 16 October 2025."""
    under(adopted(given), "objection_window")
    return given


def under_visa(given: Scenario) -> Scenario:
    """The deliberation awaits a visa until 2 November 2025."""
    under(adopted(given), "visa")
    return given


def executory(given: Scenario) -> Scenario:
    """Nothing stands in the way of execution."""
    under(adopted(given), "none")
    return given


def executing(given: Scenario) -> Scenario:
    """The programme is published and runs since 2 January 2026."""
    executory(given).at("2025-12-01").when(P, c.PublishProgramme, actor=PRESIDENT, languages=["ar", "fr"])
    given.at("2026-01-02").when(P, c.StartExecution, actor=PRESIDENT)
    return given


def evaluating(given: Scenario) -> Scenario:
    """The period is over."""
    executing(given).at("2028-01-03").when(P, c.EndExecutionPeriod, actor=by("system:clock"))
    return given


def rated(given: Scenario, value: str = "limited") -> Scenario:
    """Every commitment is rated by both, and a workshop discussed it."""
    ratings = [
        {"commitment_id": planned.commitment_id, "scale_id": "completion-5", "value": value}
        for planned in given.state(P).commitments
    ]
    fields = {"programme_id": "p1", "ratings": ratings}
    given.when("assessment:a1", PublishSelfAssessment, actor=COMMITTEE, **fields)
    given.when("assessment:a2", PublishIndependentAssessment, actor=by("independent_assessor"), **fields)
    held = {"programme_id": "p1", "held_on": "2028-01-03", "place": "مقر الجماعة"}
    told = {"attendance": {"present": 30}, "findings": CHANGES}
    given.when("assessment:a3", RecordEvaluationWorkshop, actor=COMMITTEE, **held, **told)
    return given


def at(reach: Callable[[Scenario], Scenario]) -> Scenario:
    """The programme p1 of c1, taken as far as one of the functions above."""
    return reach(initiated())


def refused(given: Scenario, command: type[Any], **fields: Any) -> list[str]:
    """The unmet guards of a command to the programme, without the aggregate's name."""
    codes = given.refusal(P, command, **{"actor": PRESIDENT} | fields)
    return [code.removeprefix("programme.") for code in codes]
