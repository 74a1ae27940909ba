"""What the document says of submissions is so: nothing made from it makes the service fail."""

from __future__ import annotations

import pytest

from service.limiting import limiter as limiting
from service.limiting.limiter import limits_table
from service.messages import sentences
from service.store.log import Log
from tests.api.generated import operations, probe
from tests.submissions.sending import with_programme
from tests.submissions.test_waiting import staffed


def test_no_request_made_from_the_document_makes_the_service_fail(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that requests are answered and not only counted.
    roomy = {name: tuple(type(item)(10**6, 1) for item in items) for name, items in limits_table().items()}
    monkeypatch.setattr(limiting, "limits_table", lambda: roomy)
    with staffed(with_programme(log)) as client:
        told = list(operations(client, tag="submissions"))
        for operation in told:
            probe(operation)

    assert len(told) == 8


def test_every_route_says_what_it_does_in_three_languages(log: Log) -> None:
    with staffed(with_programme(log)) as client:
        paths = client.get("/openapi.json").json()["paths"]

    assert paths["/api/v1/submissions/ideas"]["post"]["x-summary"] == sentences("submissions", "send_idea")
    assert "programme_id" in str(paths["/api/v1/submissions/ideas"]["post"]["requestBody"])
    for path, methods in paths.items():
        for operation in methods.values() if path.startswith("/api/v1/submissions") else ():
            assert set(operation["x-summary"]) == {"ar", "fr", "en"}
            assert "429" in operation["responses"]
