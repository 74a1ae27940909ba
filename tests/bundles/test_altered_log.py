"""A superuser changes what is stored behind the log's back: no bundle is handed over, nor would one hold."""

from __future__ import annotations

from io import BytesIO

import pytest

from domain.kernel.stored import decode
from projections.bundles.failures import Finding
from service.bundling.making import NotAsSigned, NothingRecorded, NotSignedYet, make_bundle
from service.store.datastore import as_service
from service.store.log import Log
from tests.bundles.conftest import Example
from tests.bundles.making import Kept, bundled, failures, opened, verified
from tests.conftest import Cluster
from tests.log.signing import behind_its_back, signer
from tests.store.facts import append


def made(log: Log, programme: str) -> bytes:
    file = BytesIO()
    make_bundle(as_service(log.conninfo), signer(), programme, file)
    return file.getvalue()


def refused(log: Log, programme: str) -> dict[str, Finding]:
    """Why no bundle is handed over."""
    with pytest.raises(NotAsSigned) as found:
        made(log, programme)
    return failures(found.value.findings)


def test_of_a_log_that_nobody_touched_a_bundle_is_made(signed_log: Log, example: Example) -> None:
    bundle = made(signed_log, example.programme)

    assert failures(verified(bundle, signer())) == {}
    assert opened(bundle).parts["events.jsonl"] == opened(example.bundle).parts["events.jsonl"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE log.events SET state = set_byte(state, octet_length(state) / 2,"
            " get_byte(state, octet_length(state) / 2) # 1) WHERE notification_id = {position}",
            "inclusion",
        ),
        ("DELETE FROM log.events WHERE notification_id = {position}", "streams"),
        (
            "UPDATE log.events SET originator_version = 1000 WHERE notification_id = {position}",
            "streams",
        ),
        (
            "UPDATE log.tiles SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 0",
            "tree",
        ),
        ("DELETE FROM log.tiles WHERE level = 0 AND number = 0", "tree"),
        (
            "UPDATE log.checkpoints SET note = set_byte(note, 40, get_byte(note, 40) # 1)",
            "signatures",
        ),
        ("UPDATE log.checkpoints SET note = set_byte(note, 40, 42)", "signatures"),
        ("UPDATE log.checkpoints SET note = 'no note'", "signatures"),
        ("UPDATE log.events SET state = 'no event' WHERE notification_id = {position}", "inclusion"),
        (
            "UPDATE log.events SET state = convert_to(replace(convert_from(state, 'UTF8'),"
            " originator_id, 'nothing:1'), 'UTF8') WHERE notification_id = {position}",
            "inclusion",
        ),
    ],
)
def test_what_was_changed_is_named_and_no_bundle_is_handed_over(
    embedded: Cluster, signed_log: Log, example: Example, statement: str, found: str
) -> None:
    position = next(position for position, body in example.events if decode(body).version == 2)

    behind_its_back(embedded, signed_log, statement.format(position=position))

    assert found in refused(signed_log, example.programme)


def test_a_bundle_that_a_changed_database_hands_out_all_the_same_does_not_hold(example: Example) -> None:
    """The operator skips the service's own check: the tree that was signed still is another."""
    position, body = example.events[5]
    changed = body.replace(b'"role":"', b'"role":"x', 1)
    events = [(at, changed if at == position else was) for at, was in example.events]

    bundle = bundled(Kept(example.kept.bodies, example.kept.signer), example.programme, events)

    assert failures(verified(bundle, example.kept.signer))["inclusion"].place == "events.jsonl, 6"


def test_of_a_programme_without_events_there_is_no_bundle(signed_log: Log) -> None:
    with pytest.raises(NothingRecorded):
        made(signed_log, "nobody-s")


def test_before_a_checkpoint_covers_a_programme_there_is_no_bundle(log: Log, example: Example) -> None:
    append(log, *[decode(body) for _, body in example.events if decode(body).version == 1])

    with pytest.raises(NotSignedYet):
        made(log, example.programme)
