"""The queries in the OpenAPI document are as they answer."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from projections.registry import READ_MODELS
from service.api.two_times import TIMES
from service.store.log import Log
from tests.api.reading import read, reading
from tests.api.test_openapi import CHECKS
from tests.domain.programme_journey import adopted, at
from tests.projections.following import poured


def test_no_query_generated_from_the_document_makes_the_service_fail(log: Log) -> None:
    poured(log, at(adopted).log)
    with reading(log, illustrative=True) as client:
        read(client, "programmes/p1", after_position=log.head())
        found = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
        found.config.update(base_url=str(client.base_url))
        for operation in found.include(method="GET").get_all_operations():
            probe(operation.ok())


def probe(operation: Any) -> None:
    @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def positive(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def negative(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    positive()
    if operation.path_parameters or operation.query:
        negative()


def test_every_query_is_documented_with_its_filters(log: Log) -> None:
    with reading(log) as client:
        document = client.get("/openapi.json").json()

    for model in READ_MODELS.values():
        operation = document["paths"][f"/api/v1/{model.decider.plural}"]["get"]
        named = {parameter["name"] for parameter in operation["parameters"]}
        assert {found.name for found in model.filters} | {"limit", "cursor", "after_position"} <= named
        assert f"/api/v1/{model.decider.plural}/{{id}}/history" in document["paths"]
        labels = {p["name"]: p["x-summary"] for p in operation["parameters"] if "x-summary" in p}
        assert labels.keys() == {found.name for found in model.filters} | TIMES | (
            {"order"} if model.orders else set()
        )
        assert all(set(label) == {"ar", "fr", "en"} and all(label.values()) for label in labels.values())
