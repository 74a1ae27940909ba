"""The queries in the OpenAPI document: each with its filters, in three languages."""

from projections.registry import READ_MODELS
from service.api.two_times import TIMES
from service.store.log import Log
from tests.api.reading import reading


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
