"""The OpenAPI document is true: whatever is generated from it never makes the service fail."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from service.api.command_table import PREFIX, command_routes
from service.store.log import Log
from tests.api.reading import reading

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def test_nothing_generated_from_the_document_makes_the_service_fail(client: httpx.Client) -> None:
    found = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    found.config.update(base_url=str(client.base_url))

    for operation in found.get_all_operations():
        probe(operation.ok())


def probe(operation: Any) -> None:
    @settings(max_examples=2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def positive(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    @settings(max_examples=2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def negative(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    positive()
    # An operation that takes nothing cannot be given anything wrong.
    with suppress(Unsatisfiable):
        negative()


def test_of_several_commands_that_begin_a_record_each_has_the_path_that_the_document_says(
    client: httpx.Client,
) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    told = {given["post"]["operationId"]: path for path, given in paths.items() if "post" in given}

    for name, role in (
        ("publish-self-assessment", "follow_up_committee"),
        ("publish-independent-assessment", "independent_assessor"),
        ("record-evaluation-workshop", "follow_up_committee"),
    ):
        body = {"actor": {"role": role, "body": role.replace("_", "-")}}
        answer = client.post(told[f"assessment.{name}"], json=body, headers={"Idempotency-Key": name})
        assert answer.status_code == 422
    assert told["assessment.publish-self-assessment"] == f"{PREFIX}/assessments"


def test_every_command_is_documented_with_its_fields(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    for route in command_routes():
        operation = document["paths"][route.path]["post"]
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        properties = document["components"]["schemas"][reference.rsplit("/", 1)[1]]["properties"]
        assert set(route.command.model_fields) <= set(properties)
        assert operation["summary"] == route.command.summary.en


def test_every_operation_under_the_prefix_says_what_it_does_in_three_languages(log: Log) -> None:
    with reading(log) as client:
        document = client.get("/openapi.json").json()

    for path, operations in document["paths"].items():
        for operation in operations.values() if path.startswith(PREFIX) else ():
            summary = operation["x-summary"]
            assert operation["summary"] == summary["en"], path
            assert summary["ar"] not in (None, summary["fr"], summary["en"]), path


def test_every_reference_in_the_document_leads_somewhere(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for reference in references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert isinstance(found, dict)


def test_health_says_what_it_tells_and_that_it_may_not_be_ready(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert paths["/healthz"]["get"]["summary"].startswith("Whether the process answers")
    assert {"200", "503"} <= paths["/healthz"]["get"]["responses"].keys()
    assert {"200", "503"} <= paths["/readyz"]["get"]["responses"].keys()
