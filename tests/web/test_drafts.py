"""What differs between two versions of a draft."""

from __future__ import annotations

from typing import Any

from service.web.public.drafts import Changed, differences


def step(key: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": {"ar": key},
        "starts_on": None,
        "due_on": "2026-06-30",
        "outside_period": None,
    } | more


def text(key: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"lead": "unit", "principles": ["transparency"], "axis": None, "idea_ids": []}
    return {"key": key, "title": {"ar": key}, "milestones": list(steps), **given} | more


def draft(*commitments: dict[str, Any]) -> dict[str, Any]:
    return {"commitments": list(commitments)}


def test_the_same_text_differs_in_nothing() -> None:
    [same] = differences(draft(text("a", step("m"))), draft(text("a", step("m"))))

    assert (same.state, same.changes) == ("same", ())


def test_a_commitment_that_came_or_went_is_told_as_such_in_the_order_of_the_later_text() -> None:
    found = differences(draft(text("a"), text("b")), draft(text("c"), text("b")))

    assert [(one.title["ar"], one.state) for one in found] == [
        ("c", "added"),
        ("b", "same"),
        ("a", "removed"),
    ]


def test_each_field_that_changed_is_told_with_before_and_after() -> None:
    [found] = differences(draft(text("a", lead="old")), draft(text("a", lead="new", idea_ids=["i1"])))

    assert found.changes == (Changed("lead", "old", "new"), Changed("idea_ids", [], ["i1"]))


def test_a_milestone_that_moved_came_or_went_is_told_of_its_commitment() -> None:
    before = draft(text("a", step("m"), step("gone")))
    after = draft(text("a", step("m", due_on="2026-09-30"), step("new")))

    [found] = differences(before, after)

    assert found.state == "changed"
    assert found.changes == (
        Changed("due_on", "2026-06-30", "2026-09-30", {"ar": "m"}),
        Changed("milestone", None, {"ar": "new"}),
        Changed("due_on", None, "2026-06-30", {"ar": "new"}),
        Changed("milestone", {"ar": "gone"}, None),
    )
