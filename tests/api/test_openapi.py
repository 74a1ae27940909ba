"""The OpenAPI document says what the service takes. That it is true, attacking it shows (tests/access)."""

from collections.abc import Iterator
from typing import Any

import httpx

from service.api.command_table import PREFIX, command_routes


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
        assert set(route.command.model_fields) - {"actor"} <= set(properties)
        assert "actor" not in properties, "whoever is signed in"
        assert operation["summary"] == route.command.summary.en


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


def test_no_schema_is_there_that_nothing_refers_to(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    said = str(document)
    assert [
        name for name in document["components"]["schemas"] if f"#/components/schemas/{name}'" not in said
    ] == []


def test_health_says_what_it_tells_and_that_it_may_not_be_ready(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert paths["/healthz"]["get"]["summary"].startswith("Whether the process answers")
    assert {"200", "503"} <= paths["/healthz"]["get"]["responses"].keys()
    assert {"200", "503"} <= paths["/readyz"]["get"]["responses"].keys()
