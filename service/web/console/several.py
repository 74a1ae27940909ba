"""One command for several records: given, or tried, on each of them by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from service.api.problems import Problem
from service.web.console.asked import AskedFor
from service.web.console.giving import Filling, Refusal, give, refusal
from service.web.visiting import Visit


class Chosen(NamedTuple):
    """A text that was ticked, and the version that was seen of it."""

    identity: str
    version: str

    @classmethod
    def of(cls, written: str) -> Chosen:
        """As a box says it."""
        identity, _, version = written.partition("*")
        return cls(identity, version)

    @property
    def written(self) -> str:
        """As a box says it."""
        return f"{self.identity}*{self.version}"


class Outcome(NamedTuple):
    """What became of the decision on one text; no problem where it was, or would be, recorded."""

    chosen: Chosen
    problem: Mapping[str, Any] | None


async def given_to_each(
    visit: Visit, asked: AskedFor, filling: Filling, chosen: list[Chosen], *, trial: bool = False
) -> list[Outcome]:
    """The decision given, or tried, on each, under a key of its own: sent again, what was recorded is not
    again. A text that has gone on is named by the version that it has come to, so that whoever has read why
    can decide on it all the same.
    """
    outcomes = []
    for one in chosen:
        path = f"{asked.route.plural}/{one.identity}/{asked.name}"
        own = replace(filling, key=f"{filling.key}-{one.identity}")
        try:
            await give(visit, asked, own, path, one.version, trial=trial)
        except Problem as problem:
            newest = Chosen(one.identity, str(problem.extra.get("found", one.version)))
            outcomes.append(Outcome(newest, problem.body(visit.language.words)))
        else:
            outcomes.append(Outcome(one, None))
    return outcomes


def together(refused: list[Outcome]) -> Refusal:
    """Why several were refused: each reason that is about a field once, beside it."""
    found = [refusal(one.problem) for one in refused if one.problem]
    errors = {str((one["field"], one["sentence"])): one for each in found for one in each.errors}
    problem = {"title": (found[0].problem or {})["title"]}
    return Refusal(problem, tuple(errors.values()), status=max(one.status for one in found))
