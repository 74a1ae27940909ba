"""What the overviews may be filtered by."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from domain.kernel.dates import Day
from domain.kernel.values import CollectivityType, Identifier, Role
from domain.programme.stages import Stage
from projections.calendar.dated import EntryKind
from projections.collectivities import named
from projections.decisions.kinds import DecisionKind
from projections.filters import IDS_OF_REGION, exactly
from projections.model import Filter
from projections.search.projection import CONFIGURATIONS
from projections.search.texts import SearchKind
from service.api.overview_parameters import BINDING, BOUND_BY_PROGRAMME, of_programme_or_own
from service.reading.searching import websearch

Months = Annotated[int, Field(ge=1, le=120)]
_OUTCOME = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


def _searchable(text: str) -> str:
    if not websearch(text):
        raise ValueError("expected at least one word")
    return text


Query = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_searchable)]
_HAS_PROGRAMME_AT = """EXISTS (SELECT FROM {programmes} b
    WHERE b.public AND b.stage = %(stage)s AND b.collectivity_ids @> ARRAY[c.id])"""
BOARD_FILTERS = (
    Filter("region", Identifier, "c.region = %(region)s", "A region's key."),
    Filter("collectivity", Identifier, "c.id = %(collectivity)s", "A collectivity's id."),
    Filter("type", CollectivityType, "c.type = %(type)s", "The kind of collectivity."),
    named("c.names"),
    Filter("stage", Stage, _HAS_PROGRAMME_AT, "Collectivities that a programme at this stage binds."),
)
_FOUND = " OR ".join(
    f"s.{language} @@ websearch_to_tsquery('{name}', %(q)s)" for language, name in CONFIGURATIONS.items()
)
_SAYING = f"FROM {{search}} s WHERE s.words_ref IS NULL AND ({_FOUND}) AND s.kind"
# Identities compare byte by byte, as the keys of the search do. Citizens' words the search alone finds.
_SAYS = f"""('decision:' || id IN (SELECT s.key {_SAYING} = 'decision')
    OR stream IN (SELECT s.stream {_SAYING} <> 'decision')
    OR ('programme:' || programme_id) COLLATE "C" IN (SELECT s.key {_SAYING} = 'programme'))"""
_OF_TYPE = "ARRAY(SELECT c.id FROM {collectivities} c WHERE c.type = %(type)s)"
DECISION_FILTERS = (
    *BINDING,
    of_programme_or_own("type", CollectivityType, _OF_TYPE, "The kind of collectivity."),
    Filter(
        "q",
        Query,
        _SAYS,
        "Words of the decision, of the record that it is on, or of the programme, read as the search does.",
        websearch,
    ),
    exactly("programme", Identifier, "A programme's id.", column="programme_id"),
    exactly("session", Identifier, "A council session's id.", column="session_id"),
    exactly("kind", DecisionKind, "The kind of decision."),
    exactly("outcome", _OUTCOME, "What was decided."),
    exactly("role", Role, "Whose decision it is.", column="decided_by"),
    Filter("from", Day, "ends >= %(from)s", "Decisions that may have taken effect on this day or later."),
    Filter("to", Day, "begins <= %(to)s", "Decisions that may have taken effect on this day or earlier."),
    Filter("standing", bool, "annulled <> %(standing)s", "Whether the record of it stands."),
)


def _of_calendar(among: str) -> str:
    own = f"collectivity_ids && {among} OR collectivity_ids = '{{{{}}}}'"
    return f"({own} AND programme_ids && ARRAY({BOUND_BY_PROGRAMME} && {among}))"


CALENDAR_FILTERS = (
    Filter("collectivity", Identifier, _of_calendar("ARRAY[%(collectivity)s]"), "A collectivity's id."),
    Filter("region", Identifier, _of_calendar(f"ARRAY({IDS_OF_REGION})"), "A region's key."),
    Filter("programme", Identifier, "programme_ids @> ARRAY[%(programme)s]", "A programme's id."),
    exactly("kind", EntryKind, "The kind of entry."),
)
SEARCH_FILTERS = (*BINDING, exactly("kind", SearchKind, "What is looked for."))
