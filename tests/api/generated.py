"""Requests that are generated from the OpenAPI document: what fits an operation, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def operations(client: httpx.Client, **wanted: Any) -> Iterator[Any]:
    """The operations of a service's document, which ask it without credentials."""
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    schema.config.update(base_url=str(client.base_url))
    schema.config.generation.update(with_security_parameters=False)
    for found in schema.include(**wanted).get_all_operations() if wanted else schema.get_all_operations():
        yield found.ok()


def probe(operation: Any, send: Callable[[Any], None] | None = None) -> None:
    """Send two cases that fit an operation, the simplest and another, and two that do not. To generate them
    is most of the work: whoever has several to send them as does so in `send`.
    """
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @settings(
            max_examples=2,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def sent(case: Any) -> None:
            if send is None:
                case.call_and_validate(checks=CHECKS)
            else:
                send(case)

        # An operation that takes nothing cannot be given anything wrong.
        with suppress(Unsatisfiable):
            sent()
