"""Programmes in which ideas are given and consultations held, for the tests of both."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.collectivity.events import CollectivityRegistered
from domain.consultation.commands import OpenConsultation
from domain.contribution.commands import SubmitContribution
from domain.idea.commands import SubmitIdea
from domain.programme.events import (
    DraftVersionPublished,
    IdeaCollectionClosed,
    IdeaCollectionOpened,
    PriorityAxesIdentified,
    ProgrammeInitiated,
)
from tests.domain.scenario import Scenario, by

NAME = {"ar": "برنامج الانفتاح"}
SAID = {"text": "نشر مقررات المجلس على الموقع", "language": "ar"}
REPLY = {"ar": "ستنشر المقررات خلال عشرة أيام", "fr": "Les délibérations seront publiées sous dix jours"}
ANONYMOUS = {"kind": "anonymous"}
KNOWN = {"kind": "pseudonymous", "ref": "person-7"}
PERSON = "فاطمة الزهراء أوزود"
NAMED = {
    "author": {"kind": "named_with_consent", "ref": "person-7"},
    "person_name": {"text": PERSON, "language": "ar"},
}
"""Who consents to be named, and the name."""
COMMITMENTS: Any = (
    {
        "key": "publish",
        "title": {"ar": "نشر المقررات"},
        "lead": "مصلحة التواصل",
        "principles": ("transparency",),
        "milestones": ({"key": "m1", "title": {"ar": "نشر"}, "due_on": date(2026, 6, 30)},),
    },
)


def collecting() -> Scenario:
    """A commune's programme that collects ideas online and in a workshop since 18 March 2025."""
    given = Scenario().at("2025-03-18")
    registered = {"collectivity_type": "commune", "region": "r5", "names": NAME, "source": "register"}
    given.given("collectivity:c1", CollectivityRegistered(**registered))
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}
    given.given("programme:p1", ProgrammeInitiated(collectivity_ids=("c1",), title=NAME, **period))
    axes: Any = ({"key": "information", "title": {"ar": "المعلومة"}},)
    given.given("programme:p1", PriorityAxesIdentified(axes=axes))
    given.given("programme:p1", IdeaCollectionOpened(channels=("online", "workshop")))
    return given


def drafting(given: Scenario) -> Scenario:
    """The collection of ideas is closed."""
    given.given("programme:p1", IdeaCollectionClosed(ideas=0, ideas_digest="0" * 64))
    return given


def drafted() -> Scenario:
    """A first draft is published."""
    given = drafting(collecting()).at("2025-07-01")
    text = DraftVersionPublished(commitments=COMMITMENTS, version=1, sha256="1" * 64)
    given.given("programme:p1", text)
    return given


def open_consultation(given: Scenario, **more: Any) -> None:
    """Open the first consultation, until the end of 31 July 2025 where nothing else is said."""
    fields = {
        "programme_id": "p1",
        "round": 1,
        "draft_version": 1,
        "closes_on": "2025-07-31",
        "channels": ["online", "paper"],
    }
    given.when("consultation:q1", OpenConsultation, actor=by("focal_point"), **(fields | more))


def submit_idea(given: Scenario, identity: str = "i1", role: str = "citizen", **more: Any) -> None:
    """Give an idea, online and without a name where nothing else is said."""
    fields = {"programme_id": "p1", "channel": "online", "author": ANONYMOUS, "text": SAID}
    given.when(f"idea:{identity}", SubmitIdea, actor=by(role), **(fields | more))


def contribute(given: Scenario, identity: str = "b1", role: str = "citizen", **more: Any) -> None:
    """Contribute to the consultation, online and without a name where nothing else is said."""
    fields = {"consultation_id": "q1", "channel": "online", "author": ANONYMOUS, "text": SAID}
    given.when(f"contribution:{identity}", SubmitContribution, actor=by(role), **(fields | more))
