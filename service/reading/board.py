"""The network board: for the network, each region and each collectivity what there is and what is missing.

A programme or a commitment that binds several collectivities counts once in each of them, and once in a
region and in the network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.kernel.dates import legal_day
from domain.kernel.values import CollectivityType
from domain.programme.stages import Stage
from domain.register.vocabulary import REGIONS
from projections.commitments import OVERDUE
from service.reading.snapshots import Snapshot

READ_FROM = ("assessments", "collectivities", "commitments", "programmes")
STATUSES = ("planned", "in_progress", "reported_complete", "verified_complete", "dropped", "carried_over")
_NAMES = {region.id: region.names for region in REGIONS}
_BOUND = "CROSS JOIN LATERAL unnest(x.collectivity_ids) AS m (id) JOIN {collectivities} c ON c.id = m.id"
_SCOPES = "GROUPING SETS ((c.id{0}), (c.region{0}), ({1}))"
# Identities compare byte by byte, tags by the database's own collation: named, it lets their index be used.
_LAST = """(SELECT max(t.position) FROM log.event_tags t
    WHERE t.tag = ({0}) COLLATE "default" AND t.position <= %(upto)s)"""
_ABOUT = f"""SELECT c.id, c.first_position, c.region, c.type, c.stage, c.document::json->'names', p.has,
        e.recorded_at
    FROM {{collectivities}} c
    CROSS JOIN LATERAL (SELECT count(*) > 0 AS has, max({_LAST.format("'programme:' || x.id")}) AS last
        FROM {{programmes}} x WHERE x.public AND x.collectivity_ids @> ARRAY[c.id]) p
    LEFT JOIN log.events e ON e.notification_id = greatest(p.last, {_LAST.format("'collectivity:' || c.id")})
    WHERE c.public{{where}} ORDER BY c.first_position"""  # noqa: S608 - made of our own names; values are parameters
_PROGRAMMES = f"""SELECT c.id, c.region, x.stage, count(DISTINCT x.id) FROM {{programmes}} x {_BOUND}
    WHERE x.public{{where}} GROUP BY {_SCOPES.format(", x.stage", "x.stage")}"""  # noqa: S608 - made of our own names; values are parameters
_COMMITMENTS = f"""SELECT c.id, c.region, x.stage, count(DISTINCT x.id),
        count(DISTINCT x.id) FILTER (WHERE {OVERDUE})
    FROM {{commitments}} x {_BOUND}
    WHERE x.public{{where}} GROUP BY {_SCOPES.format(", x.stage", "x.stage")}"""  # noqa: S608 - made of our own names; values are parameters
_ASSESSED = """EXISTS (SELECT FROM {assessments} a
    WHERE a.public AND a.programme_id = x.id COLLATE "default" AND a.kind = '%s')"""
_EVALUATIONS = f"""SELECT c.id, c.region, count(DISTINCT x.id),
    array_agg(DISTINCT x.id) FILTER (WHERE NOT x.by_itself),
    array_agg(DISTINCT x.id) FILTER (WHERE NOT x.by_others)
    FROM (SELECT x.id, x.collectivity_ids, {_ASSESSED % "self"} AS by_itself,
        {_ASSESSED % "independent"} AS by_others FROM {{programmes}} x
        WHERE x.public AND x.evaluation_after < %(today)s) x {_BOUND}
    WHERE true{{where}} GROUP BY {_SCOPES.format("", "")}"""  # noqa: S608 - made of our own names; values are parameters


class About(NamedTuple):
    """A collectivity of the register, whether it has a programme, and when something of it was recorded."""

    id: str
    first_position: int
    region: str
    type: str
    stage: str
    names: Any
    has_programme: bool
    last_recorded_at: datetime | None

    @property
    def member(self) -> bool:
        """Whether it is in the network."""
        return self.stage == "member"

    def silent(self, since: datetime) -> list[str]:
        """Why a member is silent; of others nothing is expected."""
        if not self.member:
            return []
        recorded = self.last_recorded_at is not None and self.last_recorded_at >= since
        reasons = {"no_programme": not self.has_programme, "nothing_recorded": not recorded}
        return [reason for reason, there in reasons.items() if there]


@dataclass
class Tally:
    """What is counted in one collectivity, one region, or the network."""

    programmes: dict[str, int] = field(default_factory=dict)
    commitments: dict[str, int] = field(default_factory=dict)
    overdue: int = 0
    evaluations_due: int = 0
    without_self_assessment: list[str] = field(default_factory=list)
    without_independent_assessment: list[str] = field(default_factory=list)

    def told(self, *, named: bool) -> dict[str, Any]:
        """The counts, every stage and status among them; `named` also names the programmes unassessed."""
        by_nobody = set(self.without_self_assessment) & set(self.without_independent_assessment)
        either = {*self.without_self_assessment, *self.without_independent_assessment}
        missing: dict[str, Any] = {
            "due": self.evaluations_due,
            "without_self_assessment": len(self.without_self_assessment),
            "without_independent_assessment": len(self.without_independent_assessment),
            "without_any": len(by_nobody),
            "incomplete": len(either),
        }
        if named:
            missing["programme_ids"] = sorted(either)
        stages = {stage.value: self.programmes.get(stage.value, 0) for stage in Stage}
        statuses = {status: self.commitments.get(status, 0) for status in STATUSES}
        return {
            "programmes": {"total": sum(self.programmes.values()), "by_stage": stages},
            "commitments": {
                "total": sum(self.commitments.values()),
                "by_status": statuses,
                "overdue": self.overdue,
            },
            "evaluations": missing,
        }


Scope = tuple[str | None, str | None]
"""The collectivity or the region that a tally is of; neither for the network."""


@dataclass(frozen=True)
class Board:
    """Everything of one answer: the collectivities that fit, and the tallies by scope."""

    about: Sequence[About]
    tallies: Mapping[Scope, Tally]
    since: datetime

    def totals(self) -> dict[str, Any]:
        """The network, or as much of it as the filters leave."""
        return _members(self.about, self.since) | self.tallies[None, None].told(named=False)

    def regions(self) -> list[dict[str, Any]]:
        """One entry for each region that has a collectivity, by its key."""
        by_region: dict[str, list[About]] = defaultdict(list)
        for one in self.about:
            by_region[one.region].append(one)
        return [
            {"region": region, "names": _NAMES.get(region)}
            | _members(found, self.since)
            | self.tallies[None, region].told(named=False)
            for region, found in sorted(by_region.items())
        ]

    def of(self, one: About) -> dict[str, Any]:
        """One collectivity."""
        recorded = one.last_recorded_at
        return {
            "collectivity_id": one.id,
            "names": one.names,
            "region": one.region,
            "type": one.type,
            "member": one.member,
            "silent": one.silent(self.since),
            "last_recorded_at": recorded,
            "last_recorded_on": legal_day(recorded) if recorded else None,
        } | self.tallies[one.id, None].told(named=True)


async def board(
    snapshot: Snapshot, where: str, values: Mapping[str, Any], today: date, since: datetime
) -> Board:
    """The board on a day. `where` are more conditions on the collectivities `c`; members of which nothing was
    recorded `since` are silent.
    """
    asked = {**values, "today": today, "upto": snapshot.position}

    async def rows(statement: str) -> list[tuple[Any, ...]]:
        return await snapshot.rows(snapshot.named(statement.replace("{where}", where)), asked)

    tallies: dict[Scope, Tally] = defaultdict(Tally)
    for one, region, stage, count in await rows(_PROGRAMMES):
        tallies[one, region].programmes[stage] = count
    for one, region, status, count, overdue in await rows(_COMMITMENTS):
        tallies[one, region].commitments[status] = count
        tallies[one, region].overdue += overdue
    for one, region, due, unassessed, unverified in await rows(_EVALUATIONS):
        tally = tallies[one, region]
        tally.evaluations_due = due
        tally.without_self_assessment = unassessed or []
        tally.without_independent_assessment = unverified or []
    return Board([About(*row) for row in await rows(_ABOUT)], tallies, since)


def _members(found: Iterable[About], since: datetime) -> dict[str, Any]:
    """How many collectivities there are, how many of them members, and how many of those are silent."""
    all_found = list(found)
    members = [one for one in all_found if one.member]
    by_type = {kind.value: sum(one.type == kind.value for one in members) for kind in CollectivityType}
    reasons = [one.silent(since) for one in members]
    silent = {
        "total": sum(bool(told) for told in reasons),
        "no_programme": sum("no_programme" in told for told in reasons),
        "nothing_recorded": sum("nothing_recorded" in told for told in reasons),
    }
    return {
        "collectivities": len(all_found),
        "members": {"total": len(members), "by_type": by_type},
        "silent_members": silent,
    }
